import { saltBytes } from '../storage/leaf-hash.ts';
import { hashBytes, type MerkleTree } from '../storage/merkle.ts';
import { base64url, bytesOfBase64url } from './base64url.ts';

/** Shows that a statement is a leaf of the tree whose root a receipt names; it tells nothing of other leaves. */
export interface Inclusion {
  /** base64url of the 16 bytes that stand before the statement in its leaf. */
  readonly salt: string;
  /** Of the statement, from 0. */
  readonly leafIndex: number;
  readonly treeSize: number;
  /** The inclusion path of RFC 9162 section 2.1.3.1, base64url: siblings from the leaf upwards. */
  readonly path: readonly string[];
}

/** What a receipt says of its tree. */
export interface SignedTree {
  readonly rootHash: unknown;
  readonly treeSize: unknown;
}

export function inclusionIn(tree: MerkleTree, treeSize: number, leafIndex: number, salt: Uint8Array): Inclusion {
  return { salt: base64url(salt), leafIndex, treeSize, path: tree.path(leafIndex).map(base64url) };
}

/** Of every leaf, with the salts of all: nodes that several paths share are worded once. */
export function inclusionsIn(tree: MerkleTree, salts: readonly Uint8Array[]): readonly Inclusion[] {
  const worded = new Map<Uint8Array, string>();
  const word = (node: Uint8Array): string => {
    const known = worded.get(node);
    if (known !== undefined) return known;
    const text = base64url(node);
    worded.set(node, text);
    return text;
  };
  return salts.map((salt, leafIndex) => ({
    salt: base64url(salt),
    leafIndex,
    treeSize: salts.length,
    path: tree.path(leafIndex).map(word),
  }));
}

/**
 * What is wrong with a statement, text or bytes, and its way to the signed root, by RFC 9162 section 2.1.3.2: `inclusion` where it is
 * no way in a tree of the signed size, `statement` where it leads to another root. Undefined: the statement is in it.
 */
export async function wrongInclusion(
  statement: string | Uint8Array,
  inclusion: unknown,
  { rootHash, treeSize }: SignedTree,
  sha256: AnySha256,
): Promise<'inclusion' | 'statement' | undefined> {
  const way = wayUp(inclusion);
  if (way === undefined || way.treeSize !== treeSize) return 'inclusion';
  const bytes = typeof statement === 'string' ? utf8.encode(statement) : statement;
  let node = await saltedLeaf(sha256, way.salt, bytes);
  let at = way.leafIndex;
  let last = way.treeSize - 1;
  for (const sibling of way.path) {
    if (last === 0) return 'inclusion';
    if (at % 2 === 0 && at < last) node = await treeNode(sha256, node, sibling);
    else {
      // The last one of an odd row has no sibling there: it is carried up to where it is a right child.
      for (; at % 2 === 0; at /= 2) last /= 2;
      node = await treeNode(sha256, sibling, node);
    }
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  if (last !== 0) return 'inclusion';
  return base64url(node) === rootHash ? undefined : 'statement';
}

/** SHA-256 at once, or with a promise: whoever verifies takes what it has. */
export type AnySha256 = (bytes: Uint8Array<ArrayBuffer>) => Uint8Array | Promise<Uint8Array>;

/** By WebCrypto, which every runtime has. */
export async function webSha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

export function saltedLeaf(sha256: AnySha256, salt: Uint8Array, statement: Uint8Array): ReturnType<AnySha256> {
  const leaf = new Uint8Array(1 + salt.length + statement.length);
  leaf.set(salt, 1);
  leaf.set(statement, 1 + salt.length);
  return sha256(leaf);
}

export function treeNode(sha256: AnySha256, left: Uint8Array, right: Uint8Array): ReturnType<AnySha256> {
  const node = new Uint8Array(1 + 2 * hashBytes);
  node[0] = 0x01;
  node.set(left, 1);
  node.set(right, 1 + hashBytes);
  return sha256(node);
}

const utf8 = new TextEncoder();

/** A tree of 2^31 leaves is no deeper. */
const pathMax = 31;

interface WayUp {
  readonly salt: Uint8Array;
  readonly leafIndex: number;
  readonly treeSize: number;
  readonly path: readonly Uint8Array[];
}

/** An `Inclusion` with every part of its proper length and in its bounds; else undefined. */
function wayUp(inclusion: unknown): WayUp | undefined {
  if (typeof inclusion !== 'object' || inclusion === null) return undefined;
  const { salt: saltText, leafIndex, treeSize, path: pathTexts } = inclusion as Readonly<Record<string, unknown>>;
  const salt = bytesOfBase64url(saltText, saltBytes);
  if (salt === undefined || !isCount(leafIndex) || !isCount(treeSize) || leafIndex >= treeSize) return undefined;
  if (!Array.isArray(pathTexts) || pathTexts.length > pathMax) return undefined;
  const path: Uint8Array[] = [];
  for (const text of pathTexts) {
    const sibling = bytesOfBase64url(text, hashBytes);
    if (sibling === undefined) return undefined;
    path.push(sibling);
  }
  return { salt, leafIndex, treeSize, path };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 2 ** pathMax;
}
