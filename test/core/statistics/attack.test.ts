import { expect, test } from 'vitest';
import { noPreferences, type Preferences, refuseAll } from '../../../src/core/preferences.ts';
import { choosingKinds } from '../../../src/core/statistics/cube-axes.ts';
import { disclose } from '../../../src/core/statistics/disclose.ts';
import { measures } from '../../../src/core/statistics/measures.ts';
import { NumbersCensus } from '../../../src/core/statistics/numbers-census.ts';
import { periodOf } from '../../../src/core/statistics/period.ts';
import { quarterRelease } from '../../../src/core/statistics/quarter.ts';
import { all, type MeasureTable, type Period, type Release } from '../../../src/core/statistics/release.ts';
import { adds, cellName, combinations, intervals, publishedCells, smallCells } from './linear-attack.ts';
import { type MadeMonth, madeMonths, smallPolicy } from './made-months.ts';
import { relationsOf } from './relations.ts';

const minimum = 10;
const persons = { north: 420, south: 260, east: 150, west: 90, hills: 50, isles: 22, rocks: 8, sands: 0 };

type Tables = readonly MeasureTable[];

/** The releases of consecutive months, each made with the one before in hand. */
function released(months: readonly MadeMonth[]): readonly Tables[] {
  const releases: Tables[] = [];
  for (const { counted } of months) {
    const changes = counted.find(({ measure }) => measure === 'CHANGES');
    const consents = counted.find(({ measure }) => measure === 'CONSENT_CHANGES');
    const ofConsents = consents?.axes[1]?.members ?? [];
    const since = (region: string) => ({
      choices: choosingKinds.reduce((sum, kind) => sum + (changes?.at(region, kind) ?? 0), 0),
      consents: ofConsents.reduce((sum, change) => sum + (consents?.at(region, change) ?? 0), 0),
    });
    releases.push(disclose({ counted, minimumCellSize: minimum, before: releases.at(-1) ?? [], since }));
  }
  return releases;
}

/** Small cells suppressed, and nothing else. */
function primarily(months: readonly MadeMonth[]): readonly Tables[] {
  const hidden = (value: number) => (value > 0 && value < minimum ? null : value);
  return months.map(({ counted }) =>
    counted.map(({ measure, axes, values }) => ({ measure, axes, values: Array.from(values, hidden) })),
  );
}

function quarterOf(months: readonly MadeMonth[], releases: readonly Tables[]): Tables {
  const common = {
    schemaVersion: 1,
    policyId: smallPolicy.id,
    position: 1,
    countedAt: 1,
    minimumCellSize: minimum,
  } as const;
  const heads = months.map(({ period }, at): Release => ({ period, ...common, tables: releases[at] ?? [] }));
  return quarterRelease(periodOf('2026-Q4') as Period, heads).tables;
}

/** What happened in a quarter happened in its months. The quarter has the place behind them. */
function quarterRelations(quarter: Tables, releases: readonly Tables[]) {
  const flows = quarter.filter(({ measure }) => measures.some(({ id, time }) => id === measure && time === 'FLOW'));
  return flows.flatMap(({ measure, axes }) =>
    combinations(axes.map(({ members }) => members)).map((members) => {
      const parts = releases.map((_, month) => cellName(month, measure, ...members));
      const ofDay = measure === 'CHANGES_BY_DAY' && !members.includes(all);
      const own = parts.filter((_, month) => !ofDay || releases[month]?.some((one) => has(one, measure, members)));
      return adds(cellName(releases.length, measure, ...members), own);
    }),
  );
}

function has({ measure, axes }: MeasureTable, wanted: string, members: readonly string[]): boolean {
  return measure === wanted && axes.every((axis, depth) => axis.members.includes(members[depth] ?? ''));
}

/** Small cells, and those of them whose interval stays narrower than said. */
async function attack(months: readonly MadeMonth[], releases: readonly Tables[], width = 1) {
  const counted = months.map((month) => month.counted);
  const quarter = releases.length === 3 ? quarterOf(months, releases) : [];
  const published = publishedCells([...releases, quarter]);
  const small = smallCells(counted, published, minimum);
  const relations = [...relationsOf(counted), ...quarterRelations(quarter, releases)];
  const found = await intervals(published, relations, small.keys(), width);
  const recovered = [...found].filter(([, { low, high }]) => high - low < width - 1e-6).map(([cell]) => cell);
  return { small, recovered, published };
}

test('no small cell of three months of a country of 1,000 persons and of their quarter can be worked out', async () => {
  const months = madeMonths({ seed: 1, persons, months: 3 });
  const { small, recovered, published } = await attack(months, released(months));
  expect(small.size).toBeGreaterThan(300);
  expect(recovered).toEqual([]);
  const shown = [...published.values()].filter((value) => value !== null);
  expect(shown.length).toBeGreaterThan(published.size / 4);
});

test('where small cells alone are suppressed, the same attack works many out', async () => {
  const months = madeMonths({ seed: 1, persons, months: 3 });
  const { small, recovered } = await attack(months, primarily(months));
  expect(recovered.length).toBeGreaterThan(small.size / 8);
});

test.for([2, 3, 4])('of one month not even the ten next values of a small cell can be ruled out (%i)', async (seed) => {
  const months = madeMonths({ seed, persons, months: 1 });
  const { small, recovered } = await attack(months, released(months), minimum);
  expect(small.size).toBeGreaterThan(50);
  expect(recovered).toEqual([]);
});

const [first, second] = smallPolicy.categories.map(({ id }) => id) as [string, string];
const choosing = (category: string, choice: 'REFUSE' | 'ALLOW'): Preferences => ({
  ...noPreferences,
  categories: { [category]: choice },
});

test.for([
  [
    'numbers that refuse everything are no room to hide in for those that refuse one thing',
    {
      hills: [
        [choosing(first, 'REFUSE'), 4],
        [choosing(second, 'REFUSE'), 96],
      ],
      isles: [[refuseAll, 500]],
      plain: [
        [choosing(first, 'REFUSE'), 1_000],
        [choosing(second, 'REFUSE'), 1_000],
      ],
    },
  ],
  [
    'what few in the whole country chose is not given away by its total',
    {
      hills: [
        [choosing(first, 'ALLOW'), 5],
        [choosing(second, 'REFUSE'), 95],
      ],
      plain: [[choosing(second, 'REFUSE'), 1_000]],
    },
  ],
  [
    'nor by there being no other region',
    {
      plain: [
        [choosing(first, 'ALLOW'), 5],
        [choosing(second, 'REFUSE'), 95],
        [refuseAll, 3],
      ],
    },
  ],
] as const satisfies readonly (readonly [string, Population])[])('%s', async ([, population]) => {
  const months = [countedCountry(population)];
  const { small, recovered } = await attack(months, released(months), minimum);
  expect(small.size).toBeGreaterThan(0);
  expect(recovered).toEqual([]);
});

type Population = Readonly<Record<string, readonly (readonly [Preferences, number])[]>>;

/** A month of which only what stands was counted. */
function countedCountry(population: Population): MadeMonth {
  const period = periodOf('2026-10') as Period;
  const census = new NumbersCensus(smallPolicy, period, { region: Object.keys(population) });
  for (const [region, groups] of Object.entries(population)) {
    const states = groups.map(([preferences, count]) => {
      return [{ preferences, service: 'IN_SERVICE', hasDetail: false } as const, count] as const;
    });
    census.addRegion(region, states);
  }
  return { period, counted: census.tables() };
}

test('what is large is shown: of a country of many, nearly everything', () => {
  const many = { north: 9_000, south: 7_000, east: 5_000, isles: 12 };
  const [release] = released(madeMonths({ seed: 5, persons: many, months: 1 }));
  const registered = release?.find(({ measure }) => measure === 'NUMBERS_REGISTERED');
  const [regions = [], stances = []] = registered?.axes.map(({ members }) => members) ?? [];
  const rows = regions.map((region, at) => [
    region,
    ...(registered?.values.slice(at * stances.length, (at + 1) * stances.length) ?? []),
  ]);
  const hidden = rows.filter((row) => row.includes(null)).map(([region]) => region);
  // The smallest of the others hides the isles.
  expect(hidden).toEqual(['east', 'isles']);
});
