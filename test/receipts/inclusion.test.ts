import fc from 'fast-check';
import { expect, test } from 'vitest';
import { base64url, bytesOfBase64url } from '../../src/receipts/base64url.ts';
import { type Inclusion, inclusionsIn, webSha256, wrongInclusion } from '../../src/receipts/inclusion.ts';
import { merkleTree } from '../../src/storage/merkle.ts';
import { sha256 } from '../../src/storage/sqlite/sha256.ts';
import { auditPath, saltedLeafHash, saltOfRow, treeHash } from './rfc9162.ts';

const secret = Buffer.alloc(32, 9);
const statementOf = (index: number) => `{"row":${index}}`;
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');

/** Statements under the oracle's root, each with the oracle's path. */
function shown(size: number) {
  const salts = Array.from({ length: size }, (_, index) => saltOfRow(secret, index));
  const leaves = salts.map((salt, index) => saltedLeafHash(salt, statementOf(index)));
  const inclusionOf = (index: number): Inclusion => ({
    salt: text(salts[index] as Uint8Array),
    leafIndex: index,
    treeSize: size,
    path: auditPath(index, leaves).map(text),
  });
  return { signed: { rootHash: text(treeHash(leaves)), treeSize: size }, salts, leaves, inclusionOf };
}

const sizes = fc.integer({ min: 1, max: 300 });

test('every statement is found by its path in trees of 1 to 300, by WebCrypto as by Node', async () => {
  await fc.assert(
    fc.asyncProperty(sizes, fc.nat(), async (size, drawn) => {
      const { signed, inclusionOf } = shown(size);
      for (const index of [0, drawn % size, size - 1]) {
        expect(await wrongInclusion(statementOf(index), inclusionOf(index), signed, webSha256)).toBeUndefined();
        expect(await wrongInclusion(statementOf(index), inclusionOf(index), signed, sha256)).toBeUndefined();
      }
    }),
  );
});

test('the inclusions that we write are those of the oracle', () => {
  fc.assert(
    fc.property(sizes, (size) => {
      const { salts, leaves, inclusionOf } = shown(size);
      expect(inclusionsIn(merkleTree(sha256, leaves), salts)).toEqual(salts.map((_, index) => inclusionOf(index)));
    }),
    { numRuns: 30 },
  );
});

test('no path leads from one place to another, and none longer or shorter than its own to the root', async () => {
  await fc.assert(
    fc.asyncProperty(sizes, fc.nat(), fc.nat(), async (size, drawn, other) => {
      const { signed, inclusionOf } = shown(size);
      const [index, elsewhere] = [drawn % size, other % size];
      const own = inclusionOf(index);
      const wrong = (changed: Partial<Inclusion>) =>
        wrongInclusion(statementOf(index), { ...own, ...changed }, signed, sha256);
      if (elsewhere !== index) expect(await wrong({ leafIndex: elsewhere })).toBeDefined();
      expect(await wrong({ path: [...own.path, own.salt.padEnd(43, 'A')] })).toBe('inclusion');
      if (size > 1) expect(await wrong({ path: own.path.slice(1) })).toBeDefined();
      expect(await wrong({ treeSize: size + 1 })).toBe('inclusion');
    }),
  );
});

const { signed, inclusionOf } = shown(5);
const own = inclusionOf(3);

test.each([
  ['another statement', statementOf(4), own, 'statement'],
  ['a statement with a space more', `${statementOf(3)} `, own, 'statement'],
  ['the salt of another', statementOf(3), { ...own, salt: inclusionOf(2).salt }, 'statement'],
  [
    'a node of the path changed',
    statementOf(3),
    { ...own, path: [own.path[0], 'A'.repeat(43), own.path[2]] },
    'statement',
  ],
  ['the place of the last of five', statementOf(3), { ...own, leafIndex: 4 }, 'inclusion'],
  ['no salt', statementOf(3), { ...own, salt: undefined }, 'inclusion'],
  [
    'a byte of the statement moved into the salt',
    statementOf(3).slice(1),
    { ...own, salt: `${own.salt}ew` },
    'inclusion',
  ],
  ['a salt with bits left over', statementOf(3), { ...own, salt: `${own.salt.slice(0, -1)}B` }, 'inclusion'],
  ['a place beyond the tree', statementOf(3), { ...own, leafIndex: 5 }, 'inclusion'],
  ['a place before it', statementOf(3), { ...own, leafIndex: -1 }, 'inclusion'],
  ['half a place', statementOf(3), { ...own, leafIndex: 2.5 }, 'inclusion'],
  ['a place as text', statementOf(3), { ...own, leafIndex: '3' }, 'inclusion'],
  ['a node that is too short', statementOf(3), { ...own, path: ['AAAA', ...own.path.slice(1)] }, 'inclusion'],
  ['a path of thousands', statementOf(3), { ...own, path: Array(5_000).fill('A'.repeat(43)) }, 'inclusion'],
  ['a path that is no list', statementOf(3), { ...own, path: own.path.join() }, 'inclusion'],
  ['no inclusion', statementOf(3), undefined, 'inclusion'],
  ['null', statementOf(3), null, 'inclusion'],
])('%s is not in the tree', async (_, statement, inclusion, wrong) => {
  expect(await wrongInclusion(statement, inclusion, signed, webSha256)).toBe(wrong);
});

test('base64url is that of Node, and read back only as it is written', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
      const written = base64url(bytes);
      expect(written).toBe(text(bytes));
      if (bytes.length > 0) expect(bytesOfBase64url(written, bytes.length)).toEqual(bytes);
      expect(bytesOfBase64url(`${written}=`, bytes.length)).toBeUndefined();
      expect(bytesOfBase64url(written, bytes.length + 1)).toBeUndefined();
    }),
  );
});
