import type { ListSlice } from '../../scrub/list-slices.ts';

type Numbers = Uint8Array | Uint16Array | Uint32Array | Float64Array;

/** Memory that threads share, for one slice after the other. */
export class SliceMemory {
  readonly #columns = new Map<string, Numbers>();

  /** A copy of a slice there; that of the last one is gone. */
  copied({ rows, byBlock, ...rest }: ListSlice): ListSlice {
    const { count } = rows;
    const length = count === 0 ? 0 : (rows.ends[count - 1] as number);
    return {
      ...rest,
      rows: {
        count,
        bytes: this.#copy('bytes', rows.bytes, length),
        starts: this.#copy('starts', rows.starts, count),
        ends: this.#copy('ends', rows.ends, count),
        missing: this.#copy('missing', rows.missing, count),
        numbers: this.#copy('numbers', rows.numbers, count),
        outcomes: this.#copy('outcomes', rows.outcomes, count),
      },
      byBlock: {
        blocks: this.#copy('blocks', byBlock.blocks, byBlock.blocks.length),
        ends: this.#copy('blockEnds', byBlock.ends, byBlock.ends.length),
        offsets: this.#copy('offsets', byBlock.offsets, byBlock.offsets.length),
        rows: this.#copy('rows', byBlock.rows, byBlock.rows.length),
      },
    };
  }

  #copy<T extends Numbers>(name: string, from: T, length: number): T {
    const held = this.#columns.get(name);
    const column = held !== undefined && held.length >= length ? held : shared(from, Math.ceil(length * slack));
    this.#columns.set(name, column);
    column.set(from.subarray(0, length));
    return column.subarray(0, length) as T;
  }
}

/** Slices are nearly of one size. */
const slack = 1.1;

function shared<T extends Numbers>(like: T, length: number): T {
  const Kind = like.constructor as new (buffer: SharedArrayBuffer) => T;
  return new Kind(new SharedArrayBuffer(length * like.BYTES_PER_ELEMENT));
}
