/** Why a row is not decided, in the words of the files that come out. */
export const rejections = [
  'EMPTY',
  'NOT_A_PHONE_NUMBER',
  'DECIMAL_NUMBER',
  'OUTSIDE_PLAN',
  'TOO_MANY_COLUMNS',
  'ASKED_TOO_OFTEN',
] as const;
export type Rejection = (typeof rejections)[number];

/** Rows of a slice at most, where the window is as small as it comes. */
export const sliceRowsMin = 131_072;
/** Of a window: lines with a number are longer. */
const windowBytesPerRow = 10;

/**
 * Rows that are read, decided and written together, at most: enough that each block of numbers is looked at once for
 * many. Windows cut slices, too: a list is cut the same by windows of the same size.
 */
export function sliceRowsMax(windowBytes: number): number {
  return Math.max(sliceRowsMin, Math.ceil(windowBytes / windowBytesPerRow));
}

/**
 * Some rows of a file, as columns. Row i is `bytes[starts[i], ends[i])` without its line end; it is either a number, or
 * `numbers[i]` is 0 and `outcomes[i]` the place of its rejection in `rejections`.
 */
export interface Rows {
  readonly count: number;
  readonly bytes: Uint8Array;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** Cells that the row lacks at its end, compared with the first row. */
  readonly missing: Uint16Array;
  readonly numbers: Float64Array;
  /** Place of what became of the row in an `OutcomeTable`: filled by who decides. */
  readonly outcomes: Uint32Array;
}

/** Gives memory for columns: zeros. */
export type NewMemory = (bytes: number) => ArrayBufferLike;

export const ownMemory: NewMemory = (bytes) => new ArrayBuffer(bytes);

/** Rows that are being read. */
export class RowSlice implements Rows {
  bytes: Uint8Array = new Uint8Array(0);
  count: number = 0;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  readonly missing: Uint16Array;
  readonly numbers: Float64Array;
  /** Of a number: which block it lies in, by `BlockPlaces`; else -1. */
  readonly places: Int32Array;
  /** Of a number: which of its block it is. */
  readonly offsets: Uint16Array;
  readonly outcomes: Uint32Array;

  constructor(rowsMax: number, memory: NewMemory = ownMemory) {
    this.starts = new Uint32Array(memory(rowsMax * 4));
    this.ends = new Uint32Array(memory(rowsMax * 4));
    this.missing = new Uint16Array(memory(rowsMax * 2));
    this.numbers = new Float64Array(memory(rowsMax * 8));
    this.places = new Int32Array(rowsMax);
    this.offsets = new Uint16Array(rowsMax);
    this.outcomes = new Uint32Array(memory(rowsMax * 4));
  }

  get isFull(): boolean {
    return this.count === this.numbers.length;
  }

  clear(): void {
    this.count = 0;
  }
}
