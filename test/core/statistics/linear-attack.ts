import highsModule from 'highs';
import { axisIndex } from '../../../src/core/statistics/axis-index.ts';
import type { FigureTable } from '../../../src/core/statistics/figure-table.ts';
import type { MeasureId } from '../../../src/core/statistics/measures.ts';
import type { MeasureTable } from '../../../src/core/statistics/release.ts';
import { randomNumbers } from './random-numbers.ts';

/** The types take the package for a module of another kind. */
const loadHighs = highsModule as unknown as typeof highsModule.default;
let loaded: ReturnType<typeof loadHighs> | undefined;

/** A cell: of which month (its place), measure and members. */
export type CellName = string;

export function cellName(month: number, measure: MeasureId, ...members: readonly string[]): CellName {
  return [month, measure, ...members].join('|');
}

/** Σ coefficient × cell, which is zero or more; where `isZero`, it is zero. */
export interface Relation {
  readonly terms: readonly (readonly [coefficient: number, cell: CellName])[];
  readonly isZero: boolean;
}

/** Values that everybody has read in releases, by cell; `null` where a cell is suppressed. */
export type Published = ReadonlyMap<CellName, number | null>;

export interface Interval {
  readonly low: number;
  readonly high: number;
}

export function publishedCells(months: readonly (readonly MeasureTable[])[]): Published {
  const cells = new Map<CellName, number | null>();
  months.forEach((tables, month) => {
    for (const { measure, axes, values } of tables) {
      const place = axisIndex(axes);
      for (const members of combinations(axes.map((axis) => axis.members))) {
        cells.set(cellName(month, measure, ...members), values[place(members) ?? -1] ?? null);
      }
    }
  });
  return cells;
}

/** Suppressed cells of persons from 1 to one below the minimum, and what they hold. */
export function smallCells(
  months: readonly (readonly FigureTable[])[],
  published: Published,
  minimum: number,
): ReadonlyMap<CellName, number> {
  const small = new Map<CellName, number>();
  months.forEach((tables, month) => {
    for (const table of tables) {
      for (const members of combinations(table.axes.map((axis) => axis.members))) {
        const value = table.at(...members);
        const name = cellName(month, table.measure, ...members);
        if (value > 0 && value < minimum && published.get(name) === null) small.set(name, value);
      }
    }
  });
  return small;
}

/**
 * What linear programming finds of the cells asked for: of each, the interval that all relations leave. Intervals that
 * grew `wideEnough` are not pursued: they are at least as wide as it is said here. `rounds`: so often all cells at once
 * are pushed up or down at random, before those that did not give way are pursued one by one.
 */
export async function intervals(
  published: Published,
  relations: readonly Relation[],
  asked: Iterable<CellName>,
  wideEnough: number,
  rounds = 40,
): Promise<ReadonlyMap<CellName, Interval>> {
  loaded ??= loadHighs();
  const highs = await loaded;
  const found = new Map<CellName, { low: number; high: number }>();
  for (const cell of asked) found.set(cell, { low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY });
  const { model: data, columns } = modelOf(published, relations, found.keys());
  highs.withModel({ ...data, sense: highs.constants.objectiveSense.minimize }, (model) => {
    model.options.set('output_flag', false);
    const every = { kind: 'range', from: 0, to: data.numCols - 1 } as const;
    const push = (cells: readonly CellName[], way: () => number): void => {
      const costs = new Float64Array(data.numCols);
      for (const cell of cells) costs[columns.get(cell) ?? 0] = way();
      model.changeColsCost(every, costs);
      model.run();
      if (model.getModelStatus() !== highs.constants.modelStatus.optimal) {
        throw new Error(`what was published contradicts the relations: ${model.getModelStatus()}`);
      }
      const { colValue } = model.getSolution();
      for (const [cell, interval] of found) {
        const value = colValue[columns.get(cell) ?? 0] ?? 0;
        interval.low = Math.min(interval.low, value);
        interval.high = Math.max(interval.high, value);
      }
    };
    const narrow = () => [...found].filter(([, { low, high }]) => high - low < wideEnough).map(([cell]) => cell);
    push(narrow(), () => 1);
    push(narrow(), () => -1);
    for (let round = 0; round < rounds && narrow().length > 0; round += 1) {
      const chance = randomNumbers(round);
      push(narrow(), () => (chance() < 0.5 ? 1 : -1));
    }
    for (const cell of narrow()) {
      push([cell], () => 1);
      push([cell], () => -1);
    }
  });
  return found;
}

/** A column for each suppressed cell, a row for each relation that holds any. */
function modelOf(published: Published, relations: readonly Relation[], asked: Iterable<CellName>) {
  const columns = new Map<CellName, number>();
  const column = (cell: CellName): number => {
    const known = columns.get(cell) ?? columns.size;
    columns.set(cell, known);
    return known;
  };
  for (const cell of asked) column(cell);
  const [starts, indices, values, rowLower, rowUpper]: number[][] = [[], [], [], [], []];
  for (const { terms, isZero } of relations) {
    let known = 0;
    const unknown = new Map<number, number>();
    for (const [coefficient, cell] of terms) {
      const value = published.get(cell);
      if (typeof value === 'number') known += coefficient * value;
      else unknown.set(column(cell), (unknown.get(column(cell)) ?? 0) + coefficient);
    }
    if (unknown.size === 0) continue;
    starts?.push(indices?.length ?? 0);
    indices?.push(...unknown.keys());
    values?.push(...unknown.values());
    rowLower?.push(-known);
    rowUpper?.push(isZero ? -known : Number.POSITIVE_INFINITY);
  }
  starts?.push(indices?.length ?? 0);
  const [numCols, numRows] = [columns.size, rowLower?.length ?? 0];
  const model = {
    numCols,
    numRows,
    colCost: new Float64Array(numCols),
    colLower: new Float64Array(numCols),
    colUpper: new Float64Array(numCols).fill(countMax),
    rowLower: rowLower ?? [],
    rowUpper: rowUpper ?? [],
    matrix: {
      format: 'csr' as const,
      numRows,
      numCols,
      starts: starts ?? [],
      indices: indices ?? [],
      values: values ?? [],
    },
  };
  return { model, columns };
}

/** Above any count of the countries that are attacked here. */
const countMax = 100_000;

export function combinations(members: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return members.reduce<readonly (readonly string[])[]>(
    (rows, axis) => rows.flatMap((row) => axis.map((member) => [...row, member])),
    [[]],
  );
}

/** The total over a set of cells is another. */
export function adds(total: CellName, parts: readonly CellName[]): Relation {
  return { isZero: true, terms: [[-1, total], ...parts.map((part) => [1, part] as const)] };
}

/** One sum of cells is no more than another. */
export function within(smaller: readonly CellName[], larger: readonly CellName[]): Relation {
  return {
    isZero: false,
    terms: [...larger.map((cell) => [1, cell] as const), ...smaller.map((cell) => [-1, cell] as const)],
  };
}
