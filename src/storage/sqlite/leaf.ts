import { randomBytes } from 'node:crypto';
import type { Change, Position } from '../../core/change.ts';
import { entryBytes, leafHash, saltBytes } from '../leaf-hash.ts';
import type { BlockImported } from '../store.ts';
import { sha256 } from './sha256.ts';

/** A fresh salt for an entry, and its leaf under it. */
export function newLeaf(position: Position, entry: Change | BlockImported) {
  const salt = nextSalt();
  return { salt, leafHash: leafHash(sha256, salt, entryBytes(position, entry)) };
}

/** Random bytes in store: asking for 16 at a time costs as much as the rest of the entry. */
let salts = randomBytes(0);

function nextSalt(): Uint8Array {
  if (salts.length === 0) salts = randomBytes(saltBytes * 256);
  const salt = salts.subarray(0, saltBytes);
  salts = salts.subarray(saltBytes);
  return salt;
}
