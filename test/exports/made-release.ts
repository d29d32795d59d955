import fc from 'fast-check';
import { cnPolicy } from '../../src/core/policies/cn.ts';
import { type DimensionId, type Measure, measures } from '../../src/core/statistics/measures.ts';
import { all, type MeasureTable, type Release } from '../../src/core/statistics/release.ts';

const membersOf: Readonly<Record<DimensionId, readonly string[]>> = {
  region: ['CN-GD', 'CN-XZ', 'UNKNOWN'],
  category: cnPolicy.categories.map(({ id }) => id),
  channel: cnPolicy.channels.map(({ id }) => id),
  choice: ['REFUSED', 'ALLOWED', 'UNSPOKEN'],
  stance: ['LAW', 'REFUSE_EXCEPT', 'REFUSE_ALL'],
  band: cnPolicy.bands.map(({ id }) => id),
  dayType: cnPolicy.dayTypes.map(({ id }) => id),
  change: ['PREFERENCES_SET', 'CONSENT_GIVEN'],
  wayIn: ['API', 'WEB'],
  day: ['2026-10-01', '2026-10-02'],
  role: ['CALL_CENTRE', 'BRAND'],
  call: ['LOOKUP', 'BATCH', 'SCRUB'],
  outcome: ['ALLOW', 'BLOCK'],
  operation: ['lookUp', 'lookUpBatch'],
  percentile: ['50', '99'],
};

export const october: Release = {
  period: { id: '2026-10', kind: 'MONTH', from: '2026-10-01', until: '2026-11-01' },
  schemaVersion: 1,
  policyId: cnPolicy.id,
  position: 4_711,
  countedAt: Date.UTC(2026, 9, 31, 17),
  minimumCellSize: 10,
  tables: measures.map(madeTable),
};

/** Figures that differ from cell to cell, every seventh suppressed where persons are behind them. */
function madeTable(measure: Measure): MeasureTable {
  const axes = measure.dimensions.map((dimension) => ({
    dimension,
    members: measure.totals.includes(dimension) ? [all, ...membersOf[dimension]] : membersOf[dimension],
  }));
  const cells = axes.reduce((product, { members }) => product * members.length, 1);
  const suppresses = measure.disclosure === 'PERSONS';
  const values = Array.from({ length: cells }, (_, at) => (suppresses && at % 7 === 3 ? null : at * at * 31));
  return { measure: measure.id, axes, values };
}

const value = fc.oneof(
  fc.constant(null),
  fc.constant(0),
  fc.nat(1_000_000),
  fc.constantFrom(2 ** 31, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER),
);

function anyTable(measure: Measure, member: fc.Arbitrary<string>): fc.Arbitrary<MeasureTable> {
  const members = fc.uniqueArray(member, { minLength: 1, maxLength: 3 });
  return fc
    .tuple(fc.tuple(...measure.dimensions.map(() => members)), fc.constantFrom('SOME', 'NONE', 'ALL'))
    .chain(([lists, suppressed]) => {
      const axes = measure.dimensions.map((dimension, at) => ({ dimension, members: lists[at] ?? [] }));
      const cells = lists.reduce((product, list) => product * list.length, 1);
      const figure =
        suppressed === 'ALL' ? fc.constant(null) : suppressed === 'NONE' ? value.map((one) => one ?? 0) : value;
      return fc
        .array(figure, { minLength: cells, maxLength: cells })
        .map((values) => ({ measure: measure.id, axes, values }));
    });
}

/** A release of any of the measures, with whatever members. */
export function anyRelease(member: fc.Arbitrary<string>): fc.Arbitrary<Release> {
  return fc
    .subarray([...measures])
    .chain((some) => fc.tuple(...some.map((measure) => anyTable(measure, member))))
    .map((tables) => ({ ...october, tables }));
}

/** What no member is: but a file of figures must not break where one is. */
export const oddMember = fc.oneof(
  fc.string({ minLength: 1, maxLength: 8, unit: 'grapheme' }),
  fc.constantFrom(
    '"',
    ',',
    '\r\n',
    '\n',
    "'",
    '=1+1',
    ' ',
    'a,b',
    '"q"',
    'null',
    'NULL',
    '广东',
    '\u{1f4de}',
    'a"b,c\nd',
  ),
);
