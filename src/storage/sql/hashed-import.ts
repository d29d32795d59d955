import { type ImportRows, rowLeaves } from '../import-rows.ts';
import { type Sha256, saltBytes } from '../leaf-hash.ts';
import { merkleRoot } from '../merkle.ts';
import type { BlockImport } from '../store.ts';

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
  readonly #sha256: Sha256;
  readonly #nextTurn: () => Promise<unknown>;
  #last: Promise<unknown> = Promise.resolve();

  /** `nextTurn` resolves when everything else that waits for the event loop has had its turn. */
  constructor(sha256: Sha256, nextTurn: () => Promise<unknown>) {
    this.#sha256 = sha256;
    this.#nextTurn = nextTurn;
  }

  hashed(batch: BlockImport, rows: ImportRows): Promise<HashedImport> {
    const mine = this.#last.then(() => this.#hashed(batch, rows));
    // One that failed does not fail those behind it.
    this.#last = mine.catch(() => undefined);
    return mine;
  }

  async #hashed({ block, batchId, at, actor }: BlockImport, rows: ImportRows): Promise<HashedImport> {
    const salts = randomBytes(rows.count * saltBytes);
    const roots: Uint8Array[] = [];
    let leaves: Uint8Array[] = [];
    for (const leaf of rowLeaves(this.#sha256, block, rows, salts)) {
      leaves.push(leaf);
      if (leaves.length < leavesPerTurn) continue;
      roots.push(merkleRoot(this.#sha256, leaves));
      leaves = [];
      await this.#nextTurn();
    }
    if (leaves.length > 0) roots.push(merkleRoot(this.#sha256, leaves));
    return { block, batchId, at, actor, rows, salts, rowsRoot: merkleRoot(this.#sha256, roots).slice() };
  }
}

/** Web Crypto gives so many at a time. */
const randomBytesMax = 65_536;

function randomBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += randomBytesMax) crypto.getRandomValues(bytes.subarray(at, at + randomBytesMax));
  return bytes;
}
