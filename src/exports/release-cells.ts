import { type Measure, type MeasureId, measures } from '../core/statistics/measures.ts';
import type { Cell, MeasureTable, Release } from '../core/statistics/release.ts';

/** For whom files are made. The regulator’s hold what is open to everybody too. */
export type Audience = Measure['audience'];

const measureOf: ReadonlyMap<MeasureId, Measure> = new Map(measures.map((measure) => [measure.id, measure]));

export function knownMeasure(id: MeasureId): Measure {
  const measure = measureOf.get(id);
  if (measure === undefined) throw new Error(`no measure ${id}`);
  return measure;
}

/** What an audience may see. */
export function measuresFor(audience: Audience): readonly Measure[] {
  return measures.filter((measure) => audience === 'REGULATOR' || measure.audience === 'PUBLIC');
}

/** The tables of a release that an audience may see, whatever else it holds. */
export function tablesFor({ tables }: Release, audience: Audience): readonly MeasureTable[] {
  const seen = new Set(measuresFor(audience).map(({ id }) => id));
  return tables.filter(({ measure }) => seen.has(measure));
}

/** Every cell of a release that an audience may see, in the order of its tables and of their values. */
export function* cellsFor(release: Release, audience: Audience): Generator<Cell> {
  for (const table of tablesFor(release, audience)) yield* cellsOfTable(release.period.id, table);
}

function* cellsOfTable(period: string, { measure, axes, values }: MeasureTable): Generator<Cell> {
  for (const [at, value] of values.entries()) {
    const members: Record<string, string> = {};
    let rest = at;
    for (const { dimension, members: all } of axes.toReversed()) {
      members[dimension] = all[rest % all.length] ?? '';
      rest = Math.floor(rest / all.length);
    }
    yield { period, measure, members, value };
  }
}
