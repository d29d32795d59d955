import type { NumbersByBlock } from '../core/numbers-by-block.ts';
import type { BlockPlaces } from './block-places.ts';
import { type NewMemory, ownMemory, type RowSlice } from './row-slice.ts';

/** The numbers of some rows by block, and the row that each is in. */
export interface RowsByBlock extends NumbersByBlock {
  readonly rows: Uint32Array;
}

/** Where a slice has one block of so many that were ever seen, going through all in order is quicker than to sort its own. */
const orderedShare = 8;

/**
 * Groups the rows of a slice by block (a counting sort), so that each block is looked at once, not once a row: blocks
 * in the order in which the store has them.
 */
export class BlockOrder implements RowsByBlock {
  #rows: Uint32Array = new Uint32Array(0);
  #offsets: Uint16Array = new Uint16Array(0);
  #blocks: Float64Array = new Float64Array(0);
  #ends: Uint32Array = new Uint32Array(0);
  /** Rows by the place of their block, then where the next of them goes; zero between two slices. */
  #starts: Uint32Array = new Uint32Array(2 ** 12);
  /** Places of the blocks of a slice, as they came. */
  #found: Int32Array = new Int32Array(0);
  /** Rows with a number. */
  #count: number = 0;
  /** Blocks. */
  #runs: number = 0;

  readonly #memory: NewMemory;

  constructor(memory: NewMemory = ownMemory) {
    this.#memory = memory;
  }

  /** The rows with a number, in the order of `offsets`; they and all others are good until the next slice. */
  get rows(): Uint32Array {
    return this.#rows.subarray(0, this.#count);
  }

  get offsets(): Uint16Array {
    return this.#offsets.subarray(0, this.#count);
  }

  get blocks(): Float64Array {
    return this.#blocks.subarray(0, this.#runs);
  }

  get ends(): Uint32Array {
    return this.#ends.subarray(0, this.#runs);
  }

  group(slice: RowSlice, places: BlockPlaces): void {
    this.#reserve(slice.count, places.size);
    this.#countPlaces(slice);
    const starts = this.#starts;
    const order = this.#runs * orderedShare < places.size ? this.#ownOrder(places) : places.inOrder();
    let total = 0;
    let run = 0;
    for (let at = 0; at < order.length; at++) {
      const place = order[at] as number;
      const rows = starts[place] as number;
      if (rows === 0) continue;
      starts[place] = total;
      total += rows;
      this.#blocks[run] = places.blockAt(place);
      this.#ends[run] = total;
      run += 1;
    }
    this.#count = total;
    this.#putRows(slice);
    for (let at = 0; at < order.length; at++) starts[order[at] as number] = 0;
  }

  #countPlaces({ places, count }: RowSlice): void {
    const starts = this.#starts;
    let runs = 0;
    for (let row = 0; row < count; row++) {
      const place = places[row] as number;
      if (place < 0) continue;
      const rows = starts[place] as number;
      if (rows === 0) this.#found[runs++] = place;
      starts[place] = rows + 1;
    }
    this.#runs = runs;
  }

  /** The places of the slice alone, in the order of their blocks. */
  #ownOrder(places: BlockPlaces): Int32Array {
    const blocks = Float64Array.from(this.#found.subarray(0, this.#runs), (place) => places.blockAt(place)).sort();
    return Int32Array.from(blocks, (block) => places.placeOf(block));
  }

  #putRows({ places, offsets: offsetOf, count }: RowSlice): void {
    const starts = this.#starts;
    const rows = this.#rows;
    const offsets = this.#offsets;
    for (let row = 0; row < count; row++) {
      const place = places[row] as number;
      if (place < 0) continue;
      const at = starts[place] as number;
      starts[place] = at + 1;
      rows[at] = row;
      offsets[at] = offsetOf[row] as number;
    }
  }

  #reserve(rows: number, places: number): void {
    if (this.#starts.length < places) this.#starts = new Uint32Array(places * 2);
    if (this.#rows.length >= rows) return;
    // Slices are nearly of one size.
    const room = Math.ceil(rows * 1.1);
    this.#rows = new Uint32Array(this.#memory(room * 4));
    this.#offsets = new Uint16Array(this.#memory(room * 2));
    this.#blocks = new Float64Array(this.#memory(room * 8));
    this.#ends = new Uint32Array(this.#memory(room * 4));
    this.#found = new Int32Array(room);
  }
}

/** The same without the rows whose number was taken away since. */
export function stillNumbered({ blocks, ends, offsets, rows }: RowsByBlock, numbers: Float64Array): RowsByBlock {
  const isLeft = (at: number) => numbers[rows[at] as number] !== 0;
  const left = { blocks, ends: ends.slice(), offsets: offsets.slice(), rows: rows.slice() };
  let to = 0;
  for (let run = 0, at = 0; run < blocks.length; run++) {
    for (const end = ends[run] as number; at < end; at++) {
      if (!isLeft(at)) continue;
      left.offsets[to] = offsets[at] as number;
      left.rows[to] = rows[at] as number;
      to += 1;
    }
    left.ends[run] = to;
  }
  return { ...left, offsets: left.offsets.subarray(0, to), rows: left.rows.subarray(0, to) };
}
