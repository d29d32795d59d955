import { type RowSlice, sliceRowsMax } from '../../scrub/row-slice.ts';

/** Groups the rows of a slice by block (a counting sort), so that each block is looked at once, not once a row. */
export class BlockOrder {
  slice: RowSlice | undefined;
  readonly #rows: Uint32Array = new Uint32Array(sliceRowsMax);
  /** Rows by the place of their block, then where the next of them goes; zero between two slices. */
  #starts: Uint32Array = new Uint32Array(2 ** 12);
  readonly #touched: Int32Array = new Int32Array(sliceRowsMax);
  readonly #numbers: Float64Array = new Float64Array(sliceRowsMax);
  #count: number = 0;

  /** Rows with a number, those of one block together; the same order as the numbers that were given last. */
  get rows(): Uint32Array {
    return this.#rows.subarray(0, this.#count);
  }

  /** The numbers of a slice in that order, good until the next. */
  grouped(slice: RowSlice, places: number): Float64Array {
    this.slice = slice;
    if (this.#starts.length < places) this.#starts = new Uint32Array(places * 2);
    const starts = this.#starts;
    const touched = this.#countPlaces(slice);
    let total = 0;
    for (let at = 0; at < touched; at++) {
      const place = this.#touched[at] as number;
      const rows = starts[place] as number;
      starts[place] = total;
      total += rows;
    }
    const numbers = this.#numbers;
    for (let row = 0; row < slice.count; row++) {
      const number = slice.numbers[row] as number;
      if (number === 0) continue;
      const place = slice.places[row] as number;
      const at = starts[place] as number;
      starts[place] = at + 1;
      this.#rows[at] = row;
      numbers[at] = number;
    }
    for (let at = 0; at < touched; at++) starts[this.#touched[at] as number] = 0;
    this.#count = total;
    return numbers.subarray(0, total);
  }

  #countPlaces({ numbers, places, count }: RowSlice): number {
    const starts = this.#starts;
    let touched = 0;
    for (let row = 0; row < count; row++) {
      if (numbers[row] === 0) continue;
      const place = places[row] as number;
      const rows = starts[place] as number;
      if (rows === 0) this.#touched[touched++] = place;
      starts[place] = rows + 1;
    }
    return touched;
  }
}
