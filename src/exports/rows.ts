import { type DimensionId, dimensionIds } from '../core/statistics/measures.ts';
import type { Cell, Release } from '../core/statistics/release.ts';
import { nextTurn } from '../lookup/next-turn.ts';
import { knownMeasure } from './release-cells.ts';

/** Of the columns and their meaning; a column that is added, or means something else, makes the next one. */
export const schemaVersion: Release['schemaVersion'] = 1;

/** A column of every form of the figures: the same names in the same order. */
export interface Column {
  readonly name: string;
  readonly type: 'STRING' | 'INT64';
  readonly nullable: boolean;
  /** Null: the row has none. */
  of(cell: Cell): string | number | null;
}

export const columns: readonly Column[] = [
  { name: 'period', type: 'STRING', nullable: false, of: ({ period }) => period },
  { name: 'measure', type: 'STRING', nullable: false, of: ({ measure }) => measure },
  { name: 'unit', type: 'STRING', nullable: false, of: ({ measure }) => knownMeasure(measure).unit },
  ...dimensionIds.map(dimensionColumn),
  { name: 'value', type: 'INT64', nullable: true, of: figureOf },
  { name: 'status', type: 'STRING', nullable: false, of: statusOf },
];

function dimensionColumn(dimension: DimensionId): Column {
  return { name: dimension, type: 'STRING', nullable: true, of: ({ members }) => members[dimension] ?? null };
}

function figureOf({ measure, value }: Cell): number | null {
  if (value !== null && !Number.isSafeInteger(value)) throw new Error(`${measure}: a figure that is no whole number`);
  return value;
}

function statusOf({ value }: Cell): 'PUBLISHED' | 'SUPPRESSED' {
  return value === null ? 'SUPPRESSED' : 'PUBLISHED';
}

const sliceRows = 1_000;

/** Cells as somebody can work on them without keeping others waiting: a turn of the event loop between two slices. */
export async function* slicesOf(cells: Iterable<Cell>): AsyncGenerator<readonly Cell[]> {
  let slice: Cell[] = [];
  for (const cell of cells) {
    slice.push(cell);
    if (slice.length < sliceRows) continue;
    yield slice;
    slice = [];
    await nextTurn();
  }
  yield slice;
}

/** One after the other, as UTF-8 without a mark at the beginning. */
export function encodedText(pieces: readonly string[]): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(pieces.join(''));
}
