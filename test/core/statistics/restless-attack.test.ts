import { expect, test } from 'vitest';
import { choosingKinds, consentEnds } from '../../../src/core/statistics/cube-axes.ts';
import { disclose } from '../../../src/core/statistics/disclose.ts';
import type { MeasureTable } from '../../../src/core/statistics/release.ts';
import { intervals, publishedCells, smallCells } from './linear-attack.ts';
import type { MadeMonth } from './made-months.ts';
import { restlessMonths } from './restless-months.ts';
import { strictRelationsOf } from './strict-relations.ts';

const minimum = 10;

function released(months: readonly MadeMonth[]): readonly (readonly MeasureTable[])[] {
  const releases: (readonly MeasureTable[])[] = [];
  for (const { counted } of months) {
    const at = (measure: string, region: string, members: readonly string[]) => {
      const table = counted.find((one) => one.measure === measure);
      return members.reduce((sum, member) => sum + (table?.at(region, member) ?? 0), 0);
    };
    const since = (region: string) => {
      return { choices: at('CHANGES', region, choosingKinds), consents: at('CONSENT_CHANGES', region, consentEnds) };
    };
    releases.push(disclose({ counted, minimumCellSize: minimum, before: releases.at(-1) ?? [], since }));
  }
  return releases;
}

/** Small cells and differences of which less is left open than said. */
async function foundOut(months: readonly MadeMonth[], width: number) {
  const began = months.length === 1 ? 'NEVER_MIND' : 'FROM_NOTHING';
  const counted = months.map((month) => month.counted);
  const published = publishedCells(released(months));
  const { relations, differences } = strictRelationsOf(counted, began);
  const small = new Set(smallCells(counted, published, minimum).keys());
  for (const [name, count] of differences) if (count > 0 && count < minimum) small.add(name);
  const found = await intervals(published, relations, small, width);
  return [...found].filter(([, { low, high }]) => high - low < width - 1e-6).map(([name]) => name);
}

const giant = { giant: 620, village: 13 };
const scattered = { giant: 180, hills: 16, isles: 53, rocks: 10, sands: 10 };
const skewed = { giant: 810, coast: 150, isles: 8, rocks: 4, sands: 0 };
const mixed = { giant: 230, coast: 41, hills: 39, isles: 31, rocks: 13 };

test.for([
  { seed: 10, persons: scattered, refuseAllShare: 1 },
  { seed: 1, persons: mixed, refuseAllShare: 0.5 },
  { seed: 23, persons: skewed, refuseAllShare: 0.9 },
])(
  'whatever does or does not happen in a region, no small group is found out by three months (%o)',
  async (options) => {
    expect(await foundOut(restlessMonths({ ...options, months: 3 }), 1)).toEqual([]);
  },
);

test.for([
  { seed: 22, persons: giant, refuseAllShare: 1 },
  { seed: 16, persons: mixed, refuseAllShare: 0.5 },
  { seed: 14, persons: scattered, refuseAllShare: 1 },
])(
  'of one month ten next sizes of a small group can be ruled out by no table together with others (%o)',
  async (options) => {
    expect(await foundOut(restlessMonths({ ...options, months: 1 }), minimum)).toEqual([]);
  },
);
