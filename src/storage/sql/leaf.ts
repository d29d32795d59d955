import type { Change, Position } from '../../core/change.ts';
import { entryBytes, leafHash, type Sha256, saltBytes } from '../leaf-hash.ts';
import type { BlockImported } from '../store.ts';

/** How an entry is sealed: see `leaf-hash.ts`. */
export interface Leaf {
  readonly salt: Uint8Array;
  readonly leafHash: Uint8Array;
}

/** A fresh salt for an entry, and its leaf under it. */
export function newLeaf(sha256: Sha256, position: Position, entry: Change | BlockImported): Leaf {
  const salt = nextSalt();
  return { salt, leafHash: leafHash(sha256, salt, entryBytes(position, entry)) };
}

/** Random bytes in store: asking for 16 at a time costs as much as the rest of the entry. */
let salts = new Uint8Array(0);

function nextSalt(): Uint8Array {
  if (salts.length === 0) salts = crypto.getRandomValues(new Uint8Array(saltBytes * 256));
  const salt = salts.subarray(0, saltBytes);
  salts = salts.subarray(saltBytes);
  return salt;
}
