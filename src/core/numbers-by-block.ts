/** Numbers, those of one block together: `blocks[i]` has the offsets `offsets[ends[i - 1], ends[i])`, the first from 0. */
export interface NumbersByBlock {
  readonly blocks: Float64Array;
  readonly ends: Uint32Array;
  readonly offsets: Uint16Array;
}
