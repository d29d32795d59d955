import type { Sha256 } from './leaf-hash.ts';

/**
 * The Merkle tree hash of RFC 9162 section 2.1.1 over leaves that are hashes already: nodes are
 * SHA-256(0x01 ‖ left ‖ right), the left subtree is the largest whole power of two; of no leaves, SHA-256 of nothing.
 */
export function merkleRoot(sha256: Sha256, leaves: readonly Uint8Array[]): Uint8Array {
  const node = new Uint8Array(1 + 2 * hashBytes);
  node[0] = 0x01;
  let level = leaves;
  // Pairing neighbours and carrying the odd one up gives the same tree as splitting at a power of two.
  while (level.length > 1) {
    const next: Uint8Array[] = [];
    for (let at = 0; at < level.length; at += 2) {
      const left = level[at];
      const right = level[at + 1];
      if (left === undefined) continue;
      if (right === undefined) {
        next.push(left);
        continue;
      }
      node.set(left, 1);
      node.set(right, 1 + hashBytes);
      next.push(sha256(node));
    }
    level = next;
  }
  return level[0] ?? sha256(new Uint8Array(0));
}

const hashBytes = 32;
