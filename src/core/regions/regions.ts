import type { Block } from '../phone-number.ts';
import type { Names, ZoneId } from '../policy.ts';

/** ISO 3166-2 where the part of a country has such a code (`CN-GD`, `US-NY`, `ES-M`); India's service areas have none. */
export type RegionId = string;

/** Of numbers of which the numbering data says nothing. A region as any other, wherever numbers are counted. */
export const unknownRegion: RegionId = 'UNKNOWN';

export interface Region {
  readonly id: RegionId;
  readonly names: Names;
}

/** In which part of its country the numbers of a block were issued. Total; no block lies in two. */
export function regionOf(_block: Block): RegionId {
  return unknownRegion;
}

/** The regions of the country with a calling code, by id, `unknownRegion` left out. */
export function regionsOf(_countryCallingCode: string): readonly Region[] {
  return [];
}

/** By whose calendar a country's days and months are counted, by any of its blocks. */
export function statisticalZone(_block: Block): ZoneId {
  return 'UTC';
}
