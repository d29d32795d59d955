import type { Sha256 } from './leaf-hash.ts';

/**
 * The Merkle tree hash of RFC 9162 section 2.1.1 over leaves that are hashes already: nodes are
 * SHA-256(0x01 ‖ left ‖ right), the left subtree is the largest whole power of two; of no leaves, SHA-256 of nothing.
 */
export function merkleRoot(sha256: Sha256, leaves: Iterable<Uint8Array>): Uint8Array {
  const growing = growingRoot(sha256);
  for (const leaf of leaves) growing.add(leaf);
  return growing.root();
}

/** A root whose leaves come one after another: of what came, only the roots of whole subtrees are kept. */
export interface GrowingRoot {
  /** Leaves so far. */
  readonly size: number;
  add(leaf: Uint8Array): void;
  /** `merkleRoot` of the leaves so far. */
  root(): Uint8Array;
  /** What it goes on from. */
  grown(): GrownTree;
}

/** All that is needed of the leaves so far to go on with others. */
export interface GrownTree {
  readonly size: number;
  /** Roots of 2^level leaves each, where the bit of that level is set in `size`, from the lowest level upwards. */
  readonly whole: readonly Uint8Array[];
}

const noTree: GrownTree = { size: 0, whole: [] };

/** `from`: of the leaves that came before; none where absent. */
export function growingRoot(sha256: Sha256, from: GrownTree = noTree): GrowingRoot {
  const nodeOf = nodeHasher(sha256);
  /** Of 2^level leaves each, where the bit of that level is set in `size`. */
  const whole: Uint8Array[] = [];
  for (const [at, level] of levelsOf(from.size).entries()) whole[level] = from.whole[at] as Uint8Array;
  let { size } = from;
  return {
    get size() {
      return size;
    },
    add(leaf) {
      let level = 0;
      let node = leaf;
      for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2) node = nodeOf(whole[level++] as Uint8Array, node);
      whole[level] = node;
      size += 1;
    },
    root() {
      let root: Uint8Array | undefined;
      for (const level of levelsOf(size)) {
        const left = whole[level] as Uint8Array;
        root = root === undefined ? left : nodeOf(left, root);
      }
      return root ?? sha256(new Uint8Array(0));
    },
    grown: () => ({ size, whole: levelsOf(size).map((level) => whole[level] as Uint8Array) }),
  };
}

/** The levels of the whole subtrees in a tree of so many leaves, from the lowest upwards: the bits that are set. */
export function levelsOf(size: number): readonly number[] {
  const levels: number[] = [];
  for (let level = 0, rest = size; rest > 0; level++, rest = Math.floor(rest / 2))
    if (rest % 2 === 1) levels.push(level);
  return levels;
}

/** A whole tree: what is needed to show one leaf without the others. */
export interface MerkleTree {
  readonly root: Uint8Array;
  /** The inclusion path of RFC 9162 section 2.1.3.1: siblings from the leaf upwards. */
  path(leafIndex: number): readonly Uint8Array[];
}

/** Of one leaf at least. */
export function merkleTree(sha256: Sha256, leaves: readonly Uint8Array[]): MerkleTree {
  const nodeOf = nodeHasher(sha256);
  const levels = [leaves];
  let level = leaves;
  // Pairing neighbours and carrying the odd one up gives the same tree as splitting at a power of two.
  while (level.length > 1) {
    const next: Uint8Array[] = [];
    for (let at = 0; at < level.length; at += 2) {
      const left = level[at] as Uint8Array;
      const right = level[at + 1];
      next.push(right === undefined ? left : nodeOf(left, right));
    }
    levels.push(next);
    level = next;
  }
  return {
    root: level[0] as Uint8Array,
    path(leafIndex) {
      const path: Uint8Array[] = [];
      let at = leafIndex;
      for (const nodes of levels) {
        const sibling = nodes[at % 2 === 0 ? at + 1 : at - 1];
        if (sibling !== undefined) path.push(sibling);
        at = Math.floor(at / 2);
      }
      return path;
    },
  };
}

/** Hashes pairs of nodes, all in one buffer. */
export function nodeHasher(sha256: Sha256): (left: Uint8Array, right: Uint8Array) => Uint8Array {
  const node = new Uint8Array(1 + 2 * hashBytes);
  node[0] = 0x01;
  return (left, right) => {
    node.set(left, 1);
    node.set(right, 1 + hashBytes);
    return sha256(node);
  };
}

/** Of a SHA-256. */
export const hashBytes = 32;
