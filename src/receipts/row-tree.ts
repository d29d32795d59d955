import { leafHash, type Sha256 } from '../storage/leaf-hash.ts';
import { growingRoot } from '../storage/merkle.ts';
import { base64url } from './base64url.ts';
import { freshRowSecret, rowSalts } from './row-salts.ts';

/** The rows of a batch, as they are written, under one root: of those before, only a few hashes are kept. */
export interface RowTree {
  /** base64url of the 32 bytes that all salts come from; for whoever asked, who may show single rows with it. */
  readonly secret: string;
  /** The exact bytes of the next row; they are not kept. */
  add(row: Uint8Array): void;
  /** base64url of the root over the rows so far. */
  rootHash(): string;
}

export function rowTree(sha256: Sha256): RowTree {
  const secret = freshRowSecret();
  const saltOf = rowSalts(sha256, secret);
  const tree = growingRoot(sha256);
  return {
    secret: base64url(secret),
    add: (row) => tree.add(leafHash(sha256, saltOf(tree.size), row)),
    rootHash: () => base64url(tree.root()),
  };
}
