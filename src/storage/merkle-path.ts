import type { Sha256 } from './leaf-hash.ts';
import { levelsOf, nodeHasher } from './merkle.ts';

/**
 * The root and the inclusion path of one leaf (RFC 9162 section 2.1.3.1) of a tree whose leaves come one after another:
 * of what came, only the roots of whole subtrees are kept, and the siblings of the leaf's way up.
 */
export class GrowingPath {
  readonly #nodeOf: ReturnType<typeof nodeHasher>;
  readonly #leafIndex: number;
  /** Of 2^level leaves each, where the bit of that level is set in `size`. */
  readonly #whole: Uint8Array[] = [];
  readonly #path: Uint8Array[] = [];
  /** The level of the whole subtree that has the leaf, once it came. */
  #level: number | undefined;
  #size: number = 0;

  constructor(sha256: Sha256, leafIndex: number) {
    this.#nodeOf = nodeHasher(sha256);
    this.#leafIndex = leafIndex;
  }

  /** Leaves so far. */
  get size(): number {
    return this.#size;
  }

  add(leaf: Uint8Array): void {
    let level = 0;
    let node = leaf;
    let hasLeaf = this.#size === this.#leafIndex;
    for (let rest = this.#size; rest % 2 === 1; rest = (rest - 1) / 2, level++) {
      const left = this.#whole[level] as Uint8Array;
      hasLeaf = this.#passed(level, left, node, hasLeaf);
      node = this.#nodeOf(left, node);
    }
    this.#whole[level] = node;
    if (hasLeaf) this.#level = level;
    this.#size += 1;
  }

  /** Once, at the end; undefined where the leaf did not come. */
  done(): { readonly root: Uint8Array; readonly path: readonly Uint8Array[] } | undefined {
    if (this.#level === undefined) return undefined;
    let root: Uint8Array | undefined;
    let hasLeaf = false;
    for (const level of levelsOf(this.#size)) {
      const left = this.#whole[level] as Uint8Array;
      if (root === undefined) hasLeaf = this.#level === level;
      else hasLeaf = this.#passed(level, left, root, hasLeaf);
      root = root === undefined ? left : this.#nodeOf(left, root);
    }
    return root === undefined ? undefined : { root, path: this.#path };
  }

  /** Of two nodes that become one, keeps the one beside the leaf's; answers whether the new one has the leaf. */
  #passed(level: number, left: Uint8Array, right: Uint8Array, rightHasLeaf: boolean): boolean {
    const leftHasLeaf = this.#level === level;
    if (rightHasLeaf) this.#path.push(left);
    else if (leftHasLeaf) this.#path.push(right);
    return leftHasLeaf || rightHasLeaf;
  }
}
