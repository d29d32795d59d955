import { Fault } from '../../core/fault.ts';
import type { DimensionId, Measure, MeasureId } from '../../core/statistics/measures.ts';
import { periodAfter, periodForms, periodOf } from '../../core/statistics/period.ts';
import type { Axis, Cell, MeasureTable, Period, PeriodId } from '../../core/statistics/release.ts';
import type { Registry } from '../registry.ts';
import { foundRelease } from './read-releases.ts';
import { measuresFor, type StatisticsReader } from './reader.ts';

export interface CellsQuery {
  /** A `MeasureId`, as somebody wrote it. */
  readonly measure: string;
  readonly kind: Period['kind'];
  readonly from: PeriodId;
  /** The last period asked about; absent: `from` alone. */
  readonly until?: PeriodId | undefined;
  /** By dimension; one without members named: all of them, `ALL` too. */
  readonly members?: Partial<Record<DimensionId, readonly string[]>>;
}

export interface FoundCells {
  readonly measure: MeasureId;
  /** Those that were released, oldest first. */
  readonly periods: readonly PeriodId[];
  /** By period, then as the tables of the releases have them. */
  readonly cells: readonly Cell[];
  /** Periods asked about of which there is no release, oldest first. */
  readonly missing: readonly PeriodId[];
}

/** Ten years of months. */
export const periodsMax = 120;
export const cellsMax = 50_000;
/** Of what a fault says would have fitted. */
const shownCharsMax = 300;

/**
 * Cells of releases, and of nothing else. Faults INVALID_ARGUMENT and OUT_OF_RANGE name the field: `measure`, `from`,
 * `until`, or the dimension.
 */
export function readCells(
  registry: Pick<Registry, 'directory'>,
  reader: StatisticsReader,
  { measure: measureId, kind, from, until = from, members = {} }: CellsQuery,
): FoundCells {
  const measure = knownMeasure(measuresFor(reader), measureId);
  const asked = askedPeriods(kind, from, until);
  for (const [dimension, ids] of Object.entries(members)) {
    if ((ids?.length ?? 0) > 0) requireDimension(measure, dimension);
  }
  const periods: PeriodId[] = [];
  const missing: PeriodId[] = [];
  const tables: { readonly period: PeriodId; readonly table: MeasureTable }[] = [];
  for (const period of asked) {
    const release = foundRelease(registry, period);
    (release === undefined ? missing : periods).push(period);
    const table = release?.tables.find((one) => one.measure === measure.id);
    if (table !== undefined) tables.push({ period, table });
  }
  requireMembers(
    tables.map(({ table }) => table),
    members,
  );
  const chosen = tables.map(({ period, table }) => ({ period, table, chosen: chosenPlaces(table.axes, members) }));
  const count = chosen.reduce(
    (sum, one) => sum + one.chosen.reduce((product, places) => product * places.length, 1),
    0,
  );
  if (count > cellsMax) {
    throw new Fault('OUT_OF_RANGE', 'this asks for more cells than one answer holds: name members, or fewer periods', {
      field: 'measure',
      limit: `at most ${cellsMax} cells`,
    });
  }
  return { measure: measure.id, periods, cells: chosen.flatMap((one) => cellsOf(one)), missing };
}

function knownMeasure(seen: readonly Measure[], id: string): Measure {
  const measure = seen.find((one) => one.id === id);
  if (measure !== undefined) return measure;
  throw wrong(
    'measure',
    'there is no such measure',
    seen.map((one) => one.id),
  );
}

function askedPeriods(kind: Period['kind'], from: PeriodId, until: PeriodId): readonly PeriodId[] {
  const first = knownPeriod('from', kind, from);
  const last = knownPeriod('until', kind, until);
  if (last.from < first.from) {
    throw new Fault('INVALID_ARGUMENT', 'the last period lies before the first', {
      field: 'until',
      limit: `${from} or later`,
    });
  }
  const asked: PeriodId[] = [];
  for (let period = first; period.from <= last.from; period = periodAfter(period)) {
    asked.push(period.id);
    if (asked.length <= periodsMax) continue;
    throw new Fault('OUT_OF_RANGE', 'these are too many periods for one answer', {
      field: 'until',
      limit: `at most ${periodsMax} periods`,
    });
  }
  return asked;
}

function knownPeriod(field: string, kind: Period['kind'], id: PeriodId): Period {
  const period = periodOf(id);
  if (period?.kind === kind) return period;
  const limit = period === undefined ? Object.values(periodForms).join(', or ') : periodForms[kind];
  throw new Fault('INVALID_ARGUMENT', 'this is no period of the kind asked for', { field, limit });
}

function requireDimension({ dimensions }: Measure, dimension: string): void {
  if (dimensions.some((one) => one === dimension)) return;
  throw wrong(dimension, 'the measure is not told apart by this', dimensions);
}

/** A member counts as known where any of the tables has it: categories come and go with policies. */
function requireMembers(tables: readonly MeasureTable[], members: NonNullable<CellsQuery['members']>): void {
  if (tables.length === 0) return;
  for (const [dimension, ids] of Object.entries(members)) {
    const axes = tables.flatMap((table) => table.axes.filter((axis) => axis.dimension === dimension));
    const known = new Set(axes.flatMap((axis) => axis.members));
    if (ids?.every((id) => known.has(id)) === false) throw wrong(dimension, 'there is no such member', [...known]);
  }
}

function wrong(field: string, message: string, fitting: readonly string[]): Fault {
  const all = fitting.join(', ');
  const limit = all.length <= shownCharsMax ? all : `${all.slice(0, all.lastIndexOf(',', shownCharsMax))}, …`;
  return new Fault('INVALID_ARGUMENT', message, { field, limit: `one of ${limit}` });
}

/** Of each axis, the places of the members asked for. */
function chosenPlaces(
  axes: readonly Axis[],
  members: NonNullable<CellsQuery['members']>,
): readonly (readonly number[])[] {
  return axes.map(({ dimension, members: all }) => {
    const wanted = members[dimension] ?? [];
    const places = all.map((_, place) => place);
    return wanted.length === 0 ? places : places.filter((place) => wanted.includes(all[place] ?? ''));
  });
}

interface Chosen {
  readonly period: PeriodId;
  readonly table: MeasureTable;
  readonly chosen: readonly (readonly number[])[];
}

function cellsOf({ period, table: { measure, axes, values }, chosen }: Chosen): readonly Cell[] {
  const cells: Cell[] = [];
  const walk = (depth: number, base: number, named: Cell['members']): void => {
    const axis = axes[depth];
    if (axis === undefined) return void cells.push({ period, measure, members: named, value: values[base] ?? null });
    for (const place of chosen[depth] ?? []) {
      walk(depth + 1, base * axis.members.length + place, { ...named, [axis.dimension]: axis.members[place] });
    }
  };
  walk(0, 0, {});
  return cells;
}
