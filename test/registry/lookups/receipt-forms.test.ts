import { expect, test } from 'vitest';
import { Fault } from '../../../src/core/fault.ts';
import { rowProof } from '../../../src/receipts/row-proof.ts';
import { type LookupQuestion, lookUp } from '../../../src/registry/lookups/look-up.ts';
import { type BatchQuestion, lookUpBatch } from '../../../src/registry/lookups/look-up-batch.ts';
import { verifyGivenReceipt } from '../../../src/registry/lookups/verify-given-receipt.ts';
import { setPreferences } from '../../../src/registry/preferences/set-preferences.ts';
import type { Registry } from '../../../src/registry/registry.ts';
import { sha256 } from '../../../src/storage/sqlite/sha256.ts';
import { saltedLeafHash, saltOfRow, treeHash } from '../../receipts/rfc9162.ts';
import {
  chineseNumber,
  memoryRegistry,
  setOrganisation,
  setSenderIdentity,
  subscriber,
  wire,
} from '../memory-registry.ts';

const enquiry = { category: 'FIN_CREDIT', channel: 'VOICE', sender: 'S' };

async function asking() {
  const memory = await memoryRegistry();
  const { registry } = memory;
  const asker = await setOrganisation(registry, 'caller', { role: 'CALL_CENTRE' });
  await setOrganisation(registry, 'brand-1');
  await setSenderIdentity(registry, 'S', { agents: [{ organisationId: 'caller', from: 0 }] });
  const ask = async (last: number, words: Partial<LookupQuestion> = {}) => {
    const question = { phoneNumber: wire(chineseNumber(last)), ...enquiry, ...words };
    const text = await lookUp(registry, asker, question);
    return { text, answer: JSON.parse(text) as Readonly<Record<string, unknown>> };
  };
  const askBatch = async (question: Partial<BatchQuestion>, of: Registry = registry) => {
    const fieldOf = (index: number) => `phoneNumbers[${index}]`;
    const bytes = await lookUpBatch(of, asker, { ...enquiry, phoneNumbers: [], fieldOf, ...question });
    return new TextDecoder().decode(bytes);
  };
  const verify = (text: string) => verifyGivenReceipt(registry, text);
  return { ...memory, ask, askBatch, verify };
}

const shared = { receiptForm: 'SHARED' } as const;
const matches = { outcome: 'VALID', content: 'MATCHES', differing: [] };

test('lookups of one turn share a receipt, and each answer stands for itself', async () => {
  const { ask, verify } = await asking();
  const answers = await Promise.all([1, 2, 3, 4, 5].map((last) => ask(last, { ...shared, reference: `row-${last}` })));
  expect(new Set(answers.map(({ answer }) => answer['receipt'])).size).toBe(1);
  for (const [index, { text, answer }] of answers.entries()) {
    expect(await verify(text)).toMatchObject({ ...matches, receiptForm: 'SHARED', statement: { aud: 'caller' } });
    expect(answer).toMatchObject({ reference: `row-${index + 1}`, inclusion: { treeSize: 5, leafIndex: index } });
  }
});

test('both forms say the same of a number', async () => {
  const { registry, ask } = await asking();
  await setPreferences(registry, subscriber(chineseNumber(1)), { ifMatch: '*', replace: { base: 'REFUSE_ALL' } });
  for (const last of [1, 2]) {
    const [plain, alike] = [(await ask(last)).answer, (await ask(last, shared)).answer];
    const { statement, inclusion, receipt, ...said } = alike;
    expect({ ...said, receipt: plain['receipt'] }).toEqual(plain);
    const payload = JSON.parse(atob(String(plain['receipt']).split('.')[1] ?? '')) as object;
    expect(JSON.parse(String(statement))).toEqual({ ...payload, receiptForm: 'SHARED' });
  }
});

test('a shared answer is given again with its statement and its path, and never for a plain one', async () => {
  const { registry, clock, ask, verify } = await asking();
  const first = await ask(1, shared);
  clock.at += 1_000;
  expect((await ask(1, { ...shared, receiptForm: 'SHARED' })).text).toBe(first.text);
  const plain = await ask(1);
  expect(plain.answer).not.toHaveProperty('statement');
  expect((await ask(1, { receiptForm: 'PLAIN' })).text).toBe(plain.text);
  expect(await verify((await ask(1, shared)).text)).toMatchObject(matches);
  await setPreferences(registry, subscriber(chineseNumber(1)), { ifMatch: '*', replace: { base: 'REFUSE_ALL' } });
  expect((await ask(1, shared)).answer).toMatchObject({ decision: 'BLOCK' });
});

test('a turn that cannot be signed is UNAVAILABLE for all of it, and nothing of it is kept', async () => {
  const { registry, ask, verify } = await asking();
  const broken = async () => {
    throw new Fault('UNAVAILABLE', 'no key');
  };
  const { signShared } = registry.receipts;
  Object.assign(registry.receipts, { signShared: broken });
  const settled = await Promise.allSettled([ask(1, shared), ask(2, shared)]);
  expect(settled).toMatchObject([{ reason: { code: 'UNAVAILABLE' } }, { reason: { code: 'UNAVAILABLE' } }]);
  Object.assign(registry.receipts, { signShared });
  expect(await verify((await ask(1, shared)).text)).toMatchObject(matches);
});

const rowKinds = {
  phoneNumbers: [wire(chineseNumber(1)), 'bad ]}"', wire(chineseNumber(2)), '+12025550123', wire(chineseNumber(2))],
  references: ['引用 ]}"', undefined, undefined, '\u2028', undefined],
};

test.each([
  ['of every kind', rowKinds],
  ['with tenures', { ...rowKinds, lastVerifiedOn: '2026-11-01' }],
  ['beginning with a rejected one', { ...rowKinds, phoneNumbers: [...rowKinds.phoneNumbers].reverse() }],
  ['just one', { phoneNumbers: [wire(chineseNumber(1))] }],
])('rows %s are signed each by its exact bytes', async (_, question) => {
  const { askBatch, verify } = await asking();
  const text = await askBatch({ ...question, receiptForm: 'ROWS' });
  const { results, rowSecret, receipt } = JSON.parse(text) as { results: object[]; rowSecret: string; receipt: string };
  const secret = Buffer.from(rowSecret, 'base64url');
  const leaves = results.map((row, index) => saltedLeafHash(saltOfRow(secret, index), JSON.stringify(row)));
  const { rows } = JSON.parse(Buffer.from(receipt.split('.')[1] ?? '', 'base64url').toString()) as { rows: object };
  const rootHash = Buffer.from(treeHash(leaves)).toString('base64url');
  expect(rows).toMatchObject({ count: results.length, hashAlgorithm: 'SHA-256', rootHash });
  expect(await verify(text)).toMatchObject({ ...matches, receiptForm: 'ROWS' });
  for (const [row, statement] of results.entries()) {
    expect(await verify(JSON.stringify(rowProof(sha256, text, row)))).toMatchObject({ ...matches, statement });
  }
});

test('2,500 rows, some of them UNAVAILABLE, are under one root', async () => {
  const { registry, askBatch, verify } = await asking();
  const { shard } = registry;
  let calls = 0;
  const standings: typeof shard.standings = (numbers) => {
    if (++calls === 2) throw new Fault('UNAVAILABLE', 'the shard is away');
    return shard.standings(numbers);
  };
  const phoneNumbers = Array.from({ length: 2_500 }, (_, index) => wire(chineseNumber(index)));
  const text = await askBatch({ phoneNumbers, receiptForm: 'ROWS' }, { ...registry, shard: { ...shard, standings } });
  expect(await verify(text)).toMatchObject({ ...matches, payload: { rows: { count: 2_500, unavailable: 1_000 } } });
  expect(await verify(JSON.stringify(rowProof(sha256, text, 2_499)))).toMatchObject(matches);
});

test('both forms of a batch have the same rows, and only one a secret', async () => {
  const { askBatch } = await asking();
  const results = (text: string) => text.slice(0, text.indexOf('],"summary"'));
  const [digest, rows] = [await askBatch(rowKinds), await askBatch({ ...rowKinds, receiptForm: 'ROWS' })];
  expect(results(rows)).toBe(results(digest));
  expect([digest.includes('rowSecret'), rows.includes('rowSecret')]).toEqual([false, true]);
});
