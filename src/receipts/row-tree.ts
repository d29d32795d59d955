import { leafHash, type Sha256 } from '../storage/leaf-hash.ts';
import { type GrownTree, growingRoot } from '../storage/merkle.ts';
import { base64url } from './base64url.ts';
import { freshRowSecret, rowSalts } from './row-salts.ts';

/** Rows, as they are written, under one root: of those before, only a few hashes are kept. */
export interface RowTree {
  /** base64url of the 32 bytes that all salts come from; for whoever asked, who may show single rows with it. */
  readonly secret: string;
  /** Rows so far. */
  readonly size: number;
  /** The exact bytes of the next row; they are not kept. */
  add(row: Uint8Array): void;
  /** base64url of the root over the rows so far. */
  rootHash(): string;
  /** What it goes on from, with the same secret. */
  grown(): GrownTree;
}

/** `secret`: a fresh one where absent. `from`: of the rows that came before. */
export function rowTree(sha256: Sha256, secret: Uint8Array = freshRowSecret(), from?: GrownTree): RowTree {
  const saltOf = rowSalts(sha256, secret);
  const tree = growingRoot(sha256, from);
  return {
    secret: base64url(secret),
    get size() {
      return tree.size;
    },
    add: (row) => tree.add(leafHash(sha256, saltOf(tree.size), row)),
    rootHash: () => base64url(tree.root()),
    grown: () => tree.grown(),
  };
}
