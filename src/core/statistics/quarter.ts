import { axisIndex } from './axis-index.ts';
import { type Measure, measures } from './measures.ts';
import { type Axis, all, type MeasureTable, type Period, type Release } from './release.ts';

/**
 * The release of a quarter, from those of its three months, in order. It tells nothing that they do not: what stands
 * is what stood at the end of the last month; what happened is the sum where all three months show the cell, else
 * suppressed. Percentiles cannot be added, and are left out.
 */
export function quarterRelease(
  period: Period,
  months: readonly Release[],
): Omit<Release, 'position' | 'logs' | 'countedAt'> {
  const last = months.at(-1);
  if (last === undefined) throw new Error('a quarter without months');
  const tables = measures.flatMap((measure): readonly MeasureTable[] => {
    const parts = months.map((month) => month.tables.find((table) => table.measure === measure.id));
    const own = parts.at(-1);
    if (measure.time === 'STOCK') return own === undefined ? [] : [own];
    const present = parts.filter((table) => table !== undefined);
    if (measure.dimensions.includes('percentile') || present.length < months.length) return [];
    return [sumOf(measure, present)];
  });
  const { schemaVersion, policyId } = last;
  const minimumCellSize = Math.max(...months.map((month) => month.minimumCellSize));
  return { period, schemaVersion, policyId, minimumCellSize, tables };
}

/** A day lies in one of the months: there alone its cell has to be shown. */
function sumOf({ id, disclosure }: Measure, tables: readonly MeasureTable[]): MeasureTable {
  const axes = (tables[0]?.axes ?? []).map(({ dimension }, depth): Axis => {
    const members = new Set(tables.flatMap((table) => table.axes[depth]?.members ?? []));
    return { dimension, members: [...members] };
  });
  const places = tables.map(({ axes: own }) => axisIndex(own));
  const isDay = axes.some(({ dimension }) => dimension === 'day');
  const values = combinations(axes).map((members) => {
    const cells = tables.map(({ values: own }, at) => {
      const place = places[at]?.(members);
      // Nobody is behind cells of other measures: where a month has no such member, nothing happened.
      if (place === undefined) return (isDay && !members.includes(all)) || disclosure === 'NONE' ? 0 : null;
      return own[place] ?? null;
    });
    return cells.reduce((sum, cell) => (sum === null || cell === null ? null : sum + cell), 0);
  });
  return { measure: id, axes, values };
}

function combinations(axes: readonly Axis[]): readonly (readonly string[])[] {
  return axes.reduce<readonly (readonly string[])[]>(
    (rows, { members }) => rows.flatMap((row) => members.map((member) => [...row, member])),
    [[]],
  );
}
