import type { Preferences } from '../preferences.ts';
import type { RegionId } from '../regions/regions.ts';

/** Numbers in service whose holders chose anything, by what they chose. */
export interface Census {
  /** Those in which somebody is counted, by id. */
  readonly regions: readonly RegionId[];
  readonly holdings: readonly Holding[];
}

/** What some holders chose, and how many they are. */
export interface Holding {
  readonly preferences: Preferences;
  readonly standings: readonly RegionStanding[];
}

export interface RegionStanding {
  /** Place in `regions`. */
  readonly region: number;
  readonly numbers: number;
  /** See `keyOfStanding`. */
  readonly key: number;
}
