import fc from 'fast-check';
import { expect, test } from 'vitest';
import { leafHash } from '../../src/storage/leaf-hash.ts';
import { growingRoot, merkleRoot, merkleTree } from '../../src/storage/merkle.ts';
import { sha256 } from '../../src/storage/sqlite/sha256.ts';
import { auditPath, treeHash } from '../receipts/rfc9162.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const noSalt = new Uint8Array(0);

/** The inputs of the reference tests of Certificate Transparency's log implementations. */
const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const leaves = inputs.map((input) => leafHash(sha256, noSalt, Buffer.from(input, 'hex')));

test.each([
  [0, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  [1, '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'],
  [2, 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'],
  [3, 'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77'],
  [4, 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7'],
  [5, '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4'],
  [6, '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef'],
  [7, 'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c'],
  [8, '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328'],
])('the root of %i leaves is that of RFC 9162', (count, root) => {
  expect(hex(merkleRoot(sha256, leaves.slice(0, count)))).toBe(root);
});

const leafArrays = fc
  .integer({ min: 1, max: 300 })
  .map((size) =>
    Array.from({ length: size }, (_, index) => leafHash(sha256, noSalt, Uint8Array.of(index, index >> 8))),
  );

test('the root is the tree hash of RFC 9162 in its own words, whole or after each leaf that came', () => {
  fc.assert(
    fc.property(leafArrays, (many) => {
      const root = hex(treeHash(many));
      expect(hex(merkleRoot(sha256, many))).toBe(root);
      expect(hex(merkleTree(sha256, many).root)).toBe(root);
    }),
  );
  const growing = growingRoot(sha256);
  const sofar: Uint8Array[] = [];
  for (let size = 0; size <= 70; size++) {
    expect([growing.size, hex(growing.root())]).toEqual([size, hex(treeHash(sofar))]);
    const leaf = leafHash(sha256, noSalt, Uint8Array.of(size));
    sofar.push(leaf);
    growing.add(leaf);
  }
});

test('a tree goes on from what it had grown to as if it had never stopped', () => {
  fc.assert(
    fc.property(leafArrays, fc.nat(), (many, drawn) => {
      const stop = drawn % (many.length + 1);
      const before = growingRoot(sha256);
      for (const leaf of many.slice(0, stop)) before.add(leaf);
      const grown = before.grown();
      const after = growingRoot(sha256, grown);
      expect([after.size, hex(after.root())]).toEqual([stop, hex(before.root())]);
      for (const leaf of many.slice(stop)) after.add(leaf);
      expect([after.size, hex(after.root())]).toEqual([many.length, hex(treeHash(many))]);
      expect(grown.whole.length).toBeLessThanOrEqual(9);
    }),
  );
});

test('the path of every leaf is that of RFC 9162 in its own words', () => {
  fc.assert(
    fc.property(leafArrays, fc.nat(), (many, drawn) => {
      const tree = merkleTree(sha256, many);
      for (const index of [0, drawn % many.length, many.length - 1]) {
        expect(tree.path(index).map(hex)).toEqual(auditPath(index, many).map(hex));
      }
    }),
  );
});
