import { randomFillSync } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type ImportRows, rowLeaves } from '../import-rows.ts';
import { saltBytes } from '../leaf-hash.ts';
import { merkleRoot } from '../merkle.ts';
import type { BlockImport } from '../store.ts';
import { sha256 } from './sha256.ts';

/** The rows of a block with all their hashing done, which takes longer than writing them and needs no lock. */
export interface HashedImport extends Pick<BlockImport, 'block' | 'batchId' | 'at' | 'actor'> {
  readonly rows: ImportRows;
  /** `saltBytes` a row, in the order of the offsets. */
  readonly salts: Uint8Array;
  readonly rowsRoot: Uint8Array;
}

/** A whole number of subtrees, about a millisecond of hashing: the root over their roots is that of all leaves. */
const leavesPerTurn = 256;

/** Hashes on the calling thread, one import after the other, a millisecond a turn of its event loop. */
export class ImportHasher {
  #last: Promise<unknown> = Promise.resolve();

  hashed(batch: BlockImport, rows: ImportRows): Promise<HashedImport> {
    const mine = this.#last.then(() => hashedImport(batch, rows));
    this.#last = mine;
    return mine;
  }
}

async function hashedImport({ block, batchId, at, actor }: BlockImport, rows: ImportRows): Promise<HashedImport> {
  const salts = randomFillSync(new Uint8Array(rows.count * saltBytes));
  const roots: Uint8Array[] = [];
  let leaves: Uint8Array[] = [];
  for (const leaf of rowLeaves(sha256, block, rows, salts)) {
    leaves.push(leaf);
    if (leaves.length < leavesPerTurn) continue;
    roots.push(merkleRoot(sha256, leaves));
    leaves = [];
    await nextTurn();
  }
  if (leaves.length > 0) roots.push(merkleRoot(sha256, leaves));
  return { block, batchId, at, actor, rows, salts, rowsRoot: merkleRoot(sha256, roots).slice() };
}
