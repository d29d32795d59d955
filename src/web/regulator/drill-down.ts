import type { DimensionId, Measure } from '../../core/statistics/measures.ts';
import { type Axis, all } from '../../core/statistics/release.ts';
import { type FiguresQuery, figuresSearch, type Members } from './figures-query.ts';
import type { FiguresRow, ShownFigures } from './shown-figures.ts';

export const figuresPath = '/desk/figures';

export interface DrillStep {
  readonly path: string;
  /** Whose members the step shows, each. */
  readonly dimension: DimensionId;
}

/** The page of other figures: the same as now but for what is changed. */
export function pathOf(query: FiguresQuery, changed: Partial<FiguresQuery> = {}): string {
  return `${figuresPath}?${figuresSearch({ ...query, ...changed })}`;
}

/**
 * From the figures of a row to the parts of which one of them is the sum: the row’s members alone, and of the first
 * dimension that is summed over, each. Undefined where nothing is summed over, or where nothing of the row is
 * published: its parts are not, either.
 */
export function partsOf({ query, fixed }: ShownFigures, row: FiguresRow): DrillStep | undefined {
  const { measure, members } = query;
  if (row.cells.every((cell) => cell === undefined || cell.value === null)) return undefined;
  const now: Members = { ...members, ...row.members };
  const dimension = measure.dimensions.find((id) => (fixed[id] ?? row.members[id]?.[0]) === all && hasOther(row, id));
  if (dimension === undefined) return undefined;
  return { dimension, path: pathOf(query, { members: without(now, dimension) }) };
}

/** A total whose parts stand in the rows below it leads nowhere new. */
function hasOther({ members }: FiguresRow, dimension: DimensionId): boolean {
  return members[dimension] === undefined;
}

/** From a total to each of its parts. */
export function eachOf(query: FiguresQuery, dimension: DimensionId): string {
  return pathOf(query, { members: without(query.members, dimension) });
}

/** From a member back to the total, or where there is none to each. */
export function backOf(query: FiguresQuery, dimension: DimensionId): string {
  if (!hasTotal(query.measure, dimension)) return eachOf(query, dimension);
  return pathOf(query, { members: { ...query.members, [dimension]: [all] } });
}

export function hasTotal({ totals }: Measure, dimension: DimensionId): boolean {
  return totals.includes(dimension);
}

/** Whether figures can be told apart further than they are. */
export function hasParts({ query, fixed }: ShownFigures, axes: readonly Axis[]): boolean {
  return query.measure.dimensions.some(
    (id) => fixed[id] === all && (axes.find(({ dimension }) => dimension === id)?.members.length ?? 0) > 1,
  );
}

function without(members: Members, dimension: DimensionId): Members {
  return Object.fromEntries(Object.entries(members).filter(([id]) => id !== dimension));
}
