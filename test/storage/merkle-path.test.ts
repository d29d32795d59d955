import fc from 'fast-check';
import { expect, test } from 'vitest';
import { leafHash } from '../../src/storage/leaf-hash.ts';
import { merkleTree } from '../../src/storage/merkle.ts';
import { GrowingPath } from '../../src/storage/merkle-path.ts';
import { sha256 } from '../../src/storage/sqlite/sha256.ts';
import { auditPath, treeHash } from '../receipts/rfc9162.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const leavesOf = (size: number) =>
  Array.from({ length: size }, (_, index) => leafHash(sha256, new Uint8Array(0), Uint8Array.of(index, index >> 8)));

function grown(leaves: readonly Uint8Array[], leafIndex: number) {
  const path = new GrowingPath(sha256, leafIndex);
  for (const leaf of leaves) path.add(leaf);
  expect(path.size).toBe(leaves.length);
  const done = path.done();
  return done === undefined ? undefined : { root: hex(done.root), path: done.path.map(hex) };
}

test('the path of every leaf of every tree of up to 40 is that of RFC 9162 in its own words', () => {
  for (let size = 1; size <= 40; size++) {
    const leaves = leavesOf(size);
    const root = hex(treeHash(leaves));
    for (let index = 0; index < size; index++) {
      expect(grown(leaves, index)).toEqual({ root, path: auditPath(index, leaves).map(hex) });
    }
  }
});

test('in larger trees it is that of the whole tree', () => {
  fc.assert(
    fc.property(fc.integer({ min: 41, max: 3_000 }), fc.nat(), (size, drawn) => {
      const leaves = leavesOf(size);
      const tree = merkleTree(sha256, leaves);
      for (const index of [0, drawn % size, size - 1]) {
        expect(grown(leaves, index)).toEqual({ root: hex(tree.root), path: tree.path(index).map(hex) });
      }
    }),
    { numRuns: 30 },
  );
});

test('of a leaf that did not come there is none', () => {
  expect(grown([], 0)).toBeUndefined();
  expect(grown(leavesOf(5), 5)).toBeUndefined();
});
