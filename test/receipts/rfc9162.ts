import { createHash } from 'node:crypto';

/** RFC 9162 in its own recursive words: slow, and written from the text alone. Leaves are hashes already. */

function node(left: Uint8Array, right: Uint8Array): Buffer {
  return createHash('sha256').update(Uint8Array.of(1)).update(left).update(right).digest();
}

/** The largest power of two smaller than n. */
function splitOf(n: number): number {
  return n <= 2 ? 1 : 2 * splitOf(Math.ceil(n / 2));
}

/** Section 2.1.1: MTH(D[n]). */
export function treeHash(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return createHash('sha256').digest();
  if (leaves.length === 1) return leaves[0] as Uint8Array;
  const k = splitOf(leaves.length);
  return node(treeHash(leaves.slice(0, k)), treeHash(leaves.slice(k)));
}

/** Section 2.1.3.1: PATH(m, D[n]). */
export function auditPath(m: number, leaves: readonly Uint8Array[]): readonly Uint8Array[] {
  if (leaves.length === 1) return [];
  const k = splitOf(leaves.length);
  return m < k
    ? [...auditPath(m, leaves.slice(0, k)), treeHash(leaves.slice(k))]
    : [...auditPath(m - k, leaves.slice(k)), treeHash(leaves.slice(0, k))];
}

/** A statement's leaf with its salt in front. */
export function saltedLeafHash(salt: Uint8Array, statement: string | Uint8Array): Buffer {
  return createHash('sha256').update(Uint8Array.of(0)).update(salt).update(statement).digest();
}

/** The salt of row `index` under the secret of its batch. */
export function saltOfRow(secret: Uint8Array, index: number): Buffer {
  const place = Buffer.alloc(4);
  place.writeUInt32BE(index);
  return createHash('sha256').update(secret).update(place).digest().subarray(0, 16);
}
