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

/** Rows that are read, decided and written together: enough that each block of numbers is looked at once for many. */
export const sliceRowsMax = 131_072;

/**
 * Some rows of a file, as columns. Row i is `bytes[starts[i], ends[i])` without its line end; it is either a number, or
 * `numbers[i]` is 0 and `outcomes[i]` the place of its rejection in `rejections`.
 */
export class RowSlice {
  bytes: Uint8Array = new Uint8Array(0);
  count: number = 0;
  readonly starts: Uint32Array = new Uint32Array(sliceRowsMax);
  readonly ends: Uint32Array = new Uint32Array(sliceRowsMax);
  /** Cells that the row lacks at its end, compared with the first row. */
  readonly missing: Uint16Array = new Uint16Array(sliceRowsMax);
  readonly numbers: Float64Array = new Float64Array(sliceRowsMax);
  /** Of a number: which block it lies in, by `BlockPlaces`. */
  readonly places: Int32Array = new Int32Array(sliceRowsMax);
  /** Place of what became of the row in an `OutcomeTable`: filled by who decides. */
  readonly outcomes: Uint32Array = new Uint32Array(sliceRowsMax);

  get isFull(): boolean {
    return this.count === sliceRowsMax;
  }

  clear(): void {
    this.count = 0;
  }
}
