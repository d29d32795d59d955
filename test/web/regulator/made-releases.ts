import { cnPolicy } from '../../../src/core/policies/cn.ts';
import { type DimensionId, type Measure, measures } from '../../../src/core/statistics/measures.ts';
import { daysOf, monthOf, periodOf } from '../../../src/core/statistics/period.ts';
import { type Axis, all, type MeasureTable, type Period, type Release } from '../../../src/core/statistics/release.ts';

const regions = 'AH BJ CQ FJ GD GS GX GZ HA HB HE HI HL HN JL JS JX LN NM NX QH SC SD SH SN SX TJ XJ XZ YN ZJ';

const membersOf: Readonly<Record<Exclude<DimensionId, 'day'>, readonly string[]>> = {
  region: [...regions.split(' ').map((id) => `CN-${id}`), 'UNKNOWN'],
  category: cnPolicy.categories.map(({ id }) => id),
  channel: cnPolicy.channels.map(({ id }) => id),
  choice: ['REFUSED', 'ALLOWED', 'UNSPOKEN'],
  stance: ['LAW', 'REFUSE_EXCEPT', 'REFUSE_ALL'],
  band: cnPolicy.bands.map(({ id }) => id),
  dayType: cnPolicy.dayTypes.map(({ id }) => id),
  change: ['PREFERENCES_SET', 'CONSENT_GIVEN', 'CONSENT_WITHDRAWN', 'SENDER_REFUSED'],
  wayIn: ['API', 'WEB', 'SMS'],
  role: ['CARRIER', 'CALL_CENTRE', 'BRAND'],
  call: ['LOOKUP', 'BATCH', 'SCRUB'],
  outcome: ['ALLOW', 'BLOCK'],
  operation: ['LOOKUP', 'BATCH'],
  percentile: ['P50', 'P95', 'P99'],
};

const minimum = 10;

export interface MadeReleaseParts {
  readonly period: string;
  readonly position?: number;
}

/** A release as if there had been a country: figures add up, grow from month to month, and small ones are suppressed. */
export function madeRelease({ period: id, position = 4_711 }: MadeReleaseParts): Release {
  const period = periodOf(id) ?? monthOf('1970-01-01');
  return {
    period,
    schemaVersion: 1,
    policyId: cnPolicy.id,
    position,
    countedAt: Date.parse(`${period.until}T01:00:00Z`),
    minimumCellSize: minimum,
    tables: measures.map((measure) => madeTable(measure, period)),
  };
}

function madeTable(measure: Measure, period: Period): MeasureTable {
  const axes = measure.dimensions.map((dimension): Axis => {
    const own = dimension === 'day' ? daysOf(period) : membersOf[dimension];
    return { dimension, members: measure.totals.includes(dimension) ? [all, ...own] : own };
  });
  const values = combinations(axes).map((ids) => {
    const count = sumOf(measure, axes, ids, monthNumber(period));
    return measure.disclosure === 'PERSONS' && count > 0 && count < minimum ? null : count;
  });
  return { measure: measure.id, axes, values };
}

function combinations(axes: readonly Axis[]): readonly (readonly string[])[] {
  return axes.reduce<readonly (readonly string[])[]>(
    (before, { members }) => before.flatMap((ids) => members.map((id) => [...ids, id])),
    [[]],
  );
}

/** Over the members of which `ALL` is the sum. */
function sumOf(measure: Measure, axes: readonly Axis[], ids: readonly string[], month: number): number {
  const place = ids.indexOf(all);
  if (place < 0) return partOf(measure, axes, ids, month);
  const parts = (axes[place]?.members ?? []).filter((id) => id !== all);
  return parts.reduce((sum, id) => sum + sumOf(measure, axes, ids.with(place, id), month), 0);
}

/** Larger for members that come earlier in an odd order; the same for the same cell of the same month. */
function partOf({ id, unit }: Measure, axes: readonly Axis[], ids: readonly string[], month: number): number {
  if (unit === 'MILLISECONDS')
    return [1, 5, 25, 100][(axes.length + (axes.at(-1)?.members.indexOf(ids.at(-1) ?? '') ?? 0)) % 4] ?? 1;
  const seed = hash([id, ...ids].join('/'));
  const size = 20_000 / (1 + (seed % 997)) ** 0.8 / axes.length ** 2;
  return Math.floor(size * ((month - 24_300) / 24 + ((seed + month * 7) % 11) / 40));
}

function monthNumber({ from }: Period): number {
  return Number(from.slice(0, 4)) * 12 + Number(from.slice(5, 7));
}

function hash(text: string): number {
  let value = 2_166_136_261;
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 16_777_619) >>> 0;
  return value;
}
