import type { Block } from '../phone-number.ts';
import { policies } from '../policies/policies.ts';
import type { Names, ZoneId } from '../policy.ts';
import { cnNames } from './names/cn.ts';
import { esNames } from './names/es.ts';
import { inNames } from './names/in.ts';
import { usNames } from './names/us.ts';
import type { RegionNames } from './region-names.ts';
import { findRegionIn, type RegionRuns } from './region-runs.ts';
import { cnRuns } from './runs/cn.ts';
import { esRuns } from './runs/es.ts';
import { inRuns } from './runs/in.ts';
import { usRuns } from './runs/us.ts';

/** ISO 3166-2 where the part of a country has such a code (`CN-GD`, `US-NY`, `ES-M`); India's service areas have none. */
export type RegionId = string;

/** Of numbers of which the numbering data says nothing. A region as any other, wherever numbers are counted. */
export const unknownRegion: RegionId = 'UNKNOWN';

export interface Region {
  readonly id: RegionId;
  readonly names: Names;
}

/** In which part of its country the numbers of a block were issued. Total; no block lies in two. */
export function regionOf(block: Block): RegionId {
  return countryOf(block)?.regionOf(block) ?? unknownRegion;
}

/** The regions of the country with a calling code, by id, `unknownRegion` left out. */
export function regionsOf(countryCallingCode: string): readonly Region[] {
  return countries.find((country) => country.callingCode === countryCallingCode)?.regions() ?? [];
}

/** By whose calendar a country's days and months are counted, by any of its blocks. */
export function statisticalZone(block: Block): ZoneId {
  return countryOf(block)?.zone ?? 'UTC';
}

interface Country {
  readonly callingCode: string;
  readonly zone: ZoneId;
  regions(): readonly Region[];
  regionOf(block: Block): RegionId | undefined;
}

const countries: readonly Country[] = [
  newCountry('CN', cnNames, cnRuns),
  newCountry('IN', inNames, inRuns),
  newCountry('ES', esNames, esRuns),
  newCountry('US', usNames, usRuns),
];

function newCountry(jurisdiction: string, names: RegionNames, runs: RegionRuns): Country {
  const policy = policies[jurisdiction];
  let regions: readonly Region[] | undefined;
  // What is asked next is most often asked too, so the runs are read once, by the first question.
  const first = (block: Block): RegionId | undefined => {
    const ids = runs.ids.split(' ').map((id) => `${jurisdiction}-${id}`);
    const find = findRegionIn(runs);
    country.regionOf = (asked) => ids[find(asked)];
    return country.regionOf(block);
  };
  const country = {
    callingCode: policy?.countryCallingCode ?? '',
    zone: policy?.defaultZones[0] ?? 'UTC',
    regions: () => {
      regions ??= regionsNamed(names);
      return regions;
    },
    regionOf: first,
  };
  return country;
}

function regionsNamed({ languages, rows }: RegionNames): readonly Region[] {
  return rows.map(([id, ...names]) => ({
    id,
    names: Object.fromEntries(languages.map((language, at) => [language, names[at] ?? id])),
  }));
}

/** By the first two digits of a number: calling codes with one digit stand ten times. */
const countriesByHead: readonly (Country | undefined)[] = Array.from({ length: 100 }, (_, head) =>
  countries.find(({ callingCode }) => head >= 10 && String(head).startsWith(callingCode)),
);

function countryOf(block: Block): Country | undefined {
  let head = block;
  while (head >= 1_000_000) head = Math.trunc(head / 10_000);
  while (head >= 100) head = Math.trunc(head / 10);
  return countriesByHead[head];
}
