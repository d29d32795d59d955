import { decodeJwt } from 'jose';
import { expect, test } from 'vitest';
import { webSha256, wrongInclusion } from '../../src/receipts/inclusion.ts';
import { type SharedSignature, sharedSigner } from '../../src/receipts/turn-signer.ts';
import { sha256 } from '../../src/storage/sqlite/sha256.ts';
import { issuer, startedAt } from './key-registry.ts';

const iat = startedAt / 1_000;

/** A signer whose turns end when told, and what it signed. */
function signing(sign?: (payload: string) => string | Promise<string>) {
  const turns: (() => void)[] = [];
  const signed: string[] = [];
  const signShared = sharedSigner({
    sign: (_, payload) => {
      signed.push(payload);
      return sign?.(payload) ?? `header.${Buffer.from(payload).toString('base64url')}.signature`;
    },
    sha256,
    atEndOfTurn: (run) => void turns.push(run),
    issuer,
    checkValidForSec: 3_600,
  });
  const add = (count: number, at = iat) =>
    Array.from({ length: count }, (_, index) => signShared({ text: `{"n":${index}}`, iat: at }));
  const endTurn = () => {
    for (const run of turns.splice(0)) run();
  };
  return { add, endTurn, signed, turns };
}

async function treesOf(answers: readonly Promise<SharedSignature>[]) {
  const sizes = new Map<string, number>();
  for (const [index, { receipt, inclusion }] of (await Promise.all(answers)).entries()) {
    const { rootHash, treeSize } = decodeJwt(receipt);
    const tree = { rootHash, treeSize };
    expect(await wrongInclusion(`{"n":${index}}`, inclusion, tree, webSha256)).toBeUndefined();
    sizes.set(receipt, (sizes.get(receipt) ?? 0) + 1);
  }
  return [...sizes.values()];
}

test.each([
  [1, [1]],
  [2, [2]],
  [16, [16]],
  [256, [256]],
  [257, [256, 1]],
  [600, [256, 256, 88]],
])('%i statements of one turn are under trees of %j', async (count, trees) => {
  const { add, endTurn, signed } = signing();
  const answers = add(count);
  endTurn();
  expect(await treesOf(answers)).toEqual(trees);
  expect(signed).toHaveLength(trees.length);
});

test('the next turn has a signature of its own', async () => {
  const { add, endTurn, signed, turns } = signing();
  const first = add(3);
  endTurn();
  const second = add(2);
  expect(turns).toHaveLength(1);
  endTurn();
  expect([await treesOf(first), await treesOf(second), signed.length]).toEqual([[3], [2], 2]);
});

test('nothing is signed before the turn ends', () => {
  const { add, signed } = signing();
  add(5);
  expect(signed).toEqual([]);
});

test('the receipt is as old as the latest statement and ends when the last one must', async () => {
  const { add, endTurn, signed } = signing();
  const answers = [...add(1, iat), ...add(1, iat + 1), ...add(1, iat)];
  endTurn();
  await Promise.all(answers);
  expect(JSON.parse(signed[0] ?? '')).toEqual({
    receiptForm: 'SHARED',
    iss: issuer,
    iat: iat + 1,
    exp: iat + 3_601,
    rootHash: expect.stringMatching(/^[\w-]{43}$/),
    treeSize: 3,
  });
});

test.each([
  ['at once', () => expect.fail('no key')],
  ['later', () => Promise.reject(new Error('no key'))],
])('a signature that fails %s fails all of its turn, and the next is signed', async (_, fail) => {
  const keys: string[] = [];
  const { add, endTurn } = signing((payload) =>
    keys.length === 0 ? fail() : `h.${Buffer.from(payload).toString('base64url')}.s`,
  );
  const answers = add(3);
  endTurn();
  const settled = await Promise.allSettled(answers);
  expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  keys.push('key');
  const next = add(1);
  endTurn();
  expect(await treesOf(next)).toEqual([1]);
});

test('a path tells nothing of its neighbours: equal statements have different leaves, in every turn others', async () => {
  const nodes = new Set<string>();
  const { add, endTurn } = signing();
  for (let turn = 0; turn < 3; turn++) {
    const answers = [...add(1), ...add(1)];
    endTurn();
    for (const { inclusion } of await Promise.all(answers)) {
      nodes.add(inclusion.path[0] ?? '');
      nodes.add(inclusion.salt);
    }
  }
  expect(nodes.size).toBe(12);
});
