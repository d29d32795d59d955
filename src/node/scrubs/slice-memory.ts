import type { ListSlice } from '../../scrub/list-slices.ts';

export function sharedMemory(bytes: number): SharedArrayBuffer {
  return new SharedArrayBuffer(bytes);
}

/** Shared memory for bytes that are not in such memory already, as all columns of slices are. */
export class SliceMemory {
  #bytes: Uint8Array<SharedArrayBuffer> = new Uint8Array(sharedMemory(0));

  /** A slice whose bytes are shared, by a copy where they were not; that of the last slice is gone. */
  shared({ rows, byBlock, ...rest }: ListSlice): ListSlice {
    const { count } = rows;
    return {
      ...rest,
      rows: {
        count,
        bytes: this.#shared(rows.bytes, count === 0 ? 0 : (rows.ends[count - 1] as number)),
        starts: rows.starts.subarray(0, count),
        ends: rows.ends.subarray(0, count),
        missing: rows.missing.subarray(0, count),
        numbers: rows.numbers.subarray(0, count),
        outcomes: rows.outcomes.subarray(0, count),
      },
      byBlock: { blocks: byBlock.blocks, ends: byBlock.ends, offsets: byBlock.offsets, rows: byBlock.rows },
    };
  }

  #shared(bytes: Uint8Array, length: number): Uint8Array {
    if (bytes.buffer instanceof SharedArrayBuffer) return bytes.subarray(0, length);
    if (this.#bytes.length < length) this.#bytes = new Uint8Array(sharedMemory(Math.ceil(length * slack)));
    this.#bytes.set(bytes.subarray(0, length));
    return this.#bytes.subarray(0, length);
  }
}

/** Slices are nearly of one size. */
const slack = 1.1;
