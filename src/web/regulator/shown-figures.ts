import type { DimensionId } from '../../core/statistics/measures.ts';
import { type Axis, all, type Cell, type Period, type PeriodId } from '../../core/statistics/release.ts';
import type { Registry } from '../../registry/registry.ts';
import { type FoundCells, readCells } from '../../registry/statistics/read-cells.ts';
import { type ReleaseHead, readReleases, releaseOf } from '../../registry/statistics/read-releases.ts';
import type { StatisticsReader } from '../../registry/statistics/reader.ts';
import { type FiguresQuery, type Members, periodsOf, type QueryRoom, type Span } from './figures-query.ts';

/** More on a page would not be read. */
export const cellsMax = 5_000;

/** A column of figures: those of a period, or of a member of the last dimension. */
export type FiguresColumn =
  | { readonly kind: 'PERIOD'; readonly period: PeriodId }
  | { readonly kind: 'MEMBER'; readonly dimension: DimensionId; readonly member: string };

export interface FiguresRow {
  readonly members: Members;
  /** One a column; undefined where there is no such figure: no release of the period, or none with the member. */
  readonly cells: readonly (Cell | undefined)[];
}

/** Figures as they stand on the page: read row by row they are the files of the page. */
export interface ShownFigures {
  readonly query: FiguresQuery;
  /** Told apart by the rows, in the measure’s order. */
  readonly rowDimensions: readonly DimensionId[];
  /** The one member shown of every other dimension that no column tells apart. */
  readonly fixed: Readonly<Partial<Record<DimensionId, string>>>;
  readonly columns: readonly FiguresColumn[];
  readonly rows: readonly FiguresRow[];
  /** Periods asked about of which there is no release, oldest first. */
  readonly missing: readonly PeriodId[];
  readonly suppressed: number;
  readonly published: number;
}

/** Columns beside each other that a narrow page still holds. */
const memberColumnsMax = 4;

/** Faults as of `readCells`. */
export function shownFigures(registry: Registry, reader: StatisticsReader, query: FiguresQuery): ShownFigures {
  const { measure, from, until, view } = query;
  const spans: readonly Span[] = view === 'CHANGE' ? [from, until].map((one) => ({ from: one, until: one })) : [query];
  const found = spans.map((span) => foundIn(registry, reader, query, span));
  const cells = found.flatMap((one) => one.cells);
  const shown = measure.dimensions.map(
    (id) => [id, [...new Set(cells.map((cell) => cell.members[id] ?? ''))]] as const,
  );
  const varying = shown.filter(([, ids]) => ids.length > 1);
  const fixed = Object.fromEntries(shown.filter(([, ids]) => ids.length === 1).map(([id, [only]]) => [id, only]));
  const periods = view === 'CHANGE' ? [from.id, until.id] : periodsOf(query).map(({ id }) => id);
  const last = varying.at(-1);
  const isAcross = periods.length === 1 && varying.length > 1 && (last?.[1].length ?? 0) <= memberColumnsMax;
  const columns: readonly FiguresColumn[] =
    isAcross && last !== undefined
      ? last[1].map((member) => ({ kind: 'MEMBER', dimension: last[0], member }))
      : periods.map((period) => ({ kind: 'PERIOD', period }));
  const rowDimensions = (isAcross ? varying.slice(0, -1) : varying).map(([id]) => id);
  return {
    query,
    rowDimensions,
    fixed,
    columns,
    rows: rowsOf(cells, rowDimensions, columns),
    missing: found.flatMap((one) => one.missing),
    suppressed: cells.filter(({ value }) => value === null).length,
    published: cells.filter(({ value }) => value !== null).length,
  };
}

/** The cells as they are read on the page. */
export function cellsOf({ rows }: ShownFigures): readonly Cell[] {
  return rows.flatMap(({ cells }) => cells.filter((cell) => cell !== undefined));
}

/** How many cells a query asks for, before any is read. */
export function askedCells({ measure, from, until, view, members }: FiguresQuery, room: QueryRoom): number {
  const isAsked = (period: Period) =>
    view === 'CHANGE' ? period.id === from.id || period.id === until.id : isWithin(period, { from, until });
  const counts = room.periods.filter(isAsked).map((period) => {
    const axes = room.axesOf(measure.id, { from: period, until: period });
    const sizes = axes.map(
      ({ dimension, members: known }) => known.filter((id) => members[dimension]?.includes(id) ?? true).length,
    );
    return sizes.reduce((product, size) => product * size, 1);
  });
  return counts.reduce((sum, count) => sum + count, 0);
}

/** What there is to choose from, in the releases as they stand. */
export function figuresRoom(
  registry: Registry,
  reader: StatisticsReader,
): QueryRoom & { heads: readonly ReleaseHead[] } {
  const heads = readReleases(registry, reader);
  return {
    heads,
    periods: heads.map(({ period }) => period),
    axesOf(measure, span) {
      const own = span === undefined ? [] : heads.filter(({ period }) => isWithin(period, span));
      const tables = (own.length === 0 ? heads.slice(0, 1) : own).flatMap(({ period }) =>
        releaseOf(registry, reader, period.id).tables.filter((table) => table.measure === measure),
      );
      const [latest] = tables;
      return (latest?.axes ?? []).map(({ dimension, members }) => {
        const others = tables.flatMap(({ axes }) => axisOf(axes, dimension)?.members ?? []);
        return { dimension, members: [...new Set([...members, ...others])] };
      });
    },
  };
}

/** Days, and categories of another policy, are members in some periods only: of two that are compared perhaps in one. */
function foundIn(
  registry: Registry,
  reader: StatisticsReader,
  { measure, members }: FiguresQuery,
  span: Span,
): Pick<FoundCells, 'cells' | 'missing'> {
  const axes = figuresRoom(registry, reader).axesOf(measure.id, span);
  const known = Object.entries(members).map(
    ([id, ids]) =>
      [id, ids.filter((one) => axes.some((axis) => axis.dimension === id && axis.members.includes(one)))] as const,
  );
  const query = { measure: measure.id, kind: span.from.kind, from: span.from.id, until: span.until.id };
  const { cells, missing } = readCells(registry, reader, { ...query, members: Object.fromEntries(known) });
  return { missing, cells: known.some(([, ids]) => ids.length === 0) ? [] : cells };
}

function isWithin(period: Period, { from, until }: Span): boolean {
  return period.kind === from.kind && period.from >= from.from && period.from <= until.from;
}

function axisOf(axes: readonly Axis[], dimension: DimensionId): Axis | undefined {
  return axes.find((axis) => axis.dimension === dimension);
}

function rowsOf(
  cells: readonly Cell[],
  rowDimensions: readonly DimensionId[],
  columns: readonly FiguresColumn[],
): readonly FiguresRow[] {
  const rows = new Map<string, { readonly members: Members; readonly cells: (Cell | undefined)[] }>();
  const placeOf = new Map(
    columns.map((column, place) => [column.kind === 'PERIOD' ? column.period : column.member, place]),
  );
  const across = columns[0]?.kind === 'MEMBER' ? columns[0].dimension : undefined;
  for (const cell of cells) {
    const ids = rowDimensions.map((id) => cell.members[id] ?? '');
    const key = ids.join('\n');
    const row = rows.get(key) ?? { members: namedMembers(rowDimensions, ids), cells: columns.map(() => undefined) };
    rows.set(key, row);
    const place = placeOf.get(across === undefined ? cell.period : (cell.members[across] ?? ''));
    if (place !== undefined) row.cells[place] = cell;
  }
  return [...rows.values()];
}

function namedMembers(dimensions: readonly DimensionId[], ids: readonly string[]): Members {
  return Object.fromEntries(dimensions.map((id, place) => [id, [ids[place] ?? '']]));
}

/** Whether a row, or a member, is a sum over others. */
export function isTotal({ members }: Pick<FiguresRow, 'members'>): boolean {
  return Object.values(members).some((ids) => ids?.includes(all));
}
