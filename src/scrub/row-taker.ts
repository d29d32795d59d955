import type { CellReader } from './cell-reader.ts';
import type { ListForm } from './list-form.ts';
import { type RowSlice, rejections } from './row-slice.ts';

const empty = rejections.indexOf('EMPTY');
const tooManyColumns = rejections.indexOf('TOO_MANY_COLUMNS');

/** Puts rows into a slice as either path finds them: what a row is, both say the same way. */
export class RowTaker {
  /** The heads' bytes, once they came by; for good. */
  header: Uint8Array<ArrayBuffer> | undefined;
  blankLines: number = 0;
  readonly form: ListForm;
  /** May be another from one slice to the next. */
  slice: RowSlice;
  readonly cells: CellReader;
  #headerIsNext: boolean;

  constructor(form: ListForm, slice: RowSlice, cells: CellReader) {
    this.form = form;
    this.slice = slice;
    this.cells = cells;
    this.#headerIsNext = form.hasHeader;
  }

  /** Whether the row to come is the heads. */
  get headerIsNext(): boolean {
    return this.#headerIsNext;
  }

  takeHeader(bytes: Uint8Array): void {
    this.header = bytes.slice();
    this.#headerIsNext = false;
  }

  /**
   * A row `[start, end)` of the slice's bytes with so many cells; the one with the number is `[numberStart, numberEnd)`
   * of `cellBytes`, its digits read up to `digitsEnd`, or `numberStart` is -1 where the row is too short to have it.
   */
  take(
    start: number,
    end: number,
    columns: number,
    cellBytes: Uint8Array,
    numberStart: number,
    numberEnd: number,
    digitsEnd: number,
  ): void {
    const { slice, form } = this;
    let rejection = -1;
    let number = 0;
    // Cells moved to the right: the one in the number's place may be another.
    if (columns > form.columns) rejection = tooManyColumns;
    else if (numberStart < 0) rejection = empty;
    else {
      number = this.cells.read(cellBytes, numberStart, numberEnd, digitsEnd);
      if (number === 0) rejection = this.cells.rejection;
    }
    const row = slice.count++;
    slice.starts[row] = start;
    slice.ends[row] = end;
    slice.missing[row] = columns < form.columns ? form.columns - columns : 0;
    slice.numbers[row] = number;
    if (number > 0) {
      const { place, offset } = this.cells.places;
      slice.places[row] = place;
      slice.offsets[row] = offset;
    } else {
      slice.places[row] = -1;
      slice.outcomes[row] = rejection;
    }
  }
}
