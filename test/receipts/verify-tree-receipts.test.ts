import { expect, test } from 'vitest';
import { jwksVerifier } from '../../src/receipts/jws-verifier.ts';
import { rowProof } from '../../src/receipts/row-proof.ts';
import { verifyReceipt } from '../../src/receipts/verify-receipt.ts';
import { createSigningKeys } from '../../src/registry/signing-keys/create-signing-keys.ts';
import { markKeyCompromised } from '../../src/registry/signing-keys/mark-key-compromised.ts';
import { sha256 } from '../../src/storage/sqlite/sha256.ts';
import { keyRegistry, operatorAtConsole, startedAt } from './key-registry.ts';
import { plainFacts, plainResponse } from './receipt-facts.ts';
import { rowsResponse, sharedResponse } from './tree-receipts.ts';

async function receipts() {
  const registry = keyRegistry();
  const ring = await createSigningKeys(registry, operatorAtConsole);
  const sign = async (payload: string) => await registry.receipts.sign('dnd-receipt+jwt', payload);
  const verify = (given: unknown, now = startedAt) =>
    verifyReceipt(
      typeof given === 'string' ? given : JSON.stringify(given),
      jwksVerifier(registry.receipts.jwks()),
      now,
    );
  const compromise = () => markKeyCompromised(registry, operatorAtConsole, { kid: ring.keys[0]?.kid ?? '' });
  return { sign, verify, compromise };
}

async function shared() {
  const { sign, ...one } = await receipts();
  return { ...one, sign, ...(await sharedResponse(sign)) };
}

async function rows() {
  const { sign, ...one } = await receipts();
  return { ...one, sign, ...(await rowsResponse(sign)) };
}

const matches = { outcome: 'VALID', content: 'MATCHES', differing: [] };
const differs = (name: string) => ({ outcome: 'CONTENT_DIFFERS', content: 'DIFFERS', differing: [name] });

test('a response that shares its receipt is VALID, laid out anew too, and so is what is cut out of it as proof', async () => {
  const { response, proof, verify } = await shared();
  const statement = { receiptForm: 'SHARED', aud: 'call-centre-1', enquiry: { phoneNumber: '+8613900000001' } };
  for (const given of [response, JSON.stringify(response, undefined, 2), proof]) {
    expect(await verify(given)).toMatchObject({ ...matches, receiptForm: 'SHARED', statement });
  }
  expect(await verify(response.receipt)).toMatchObject({ outcome: 'VALID', content: 'NOT_GIVEN' });
});

test.each([
  ['decision', { decision: 'ALLOW' }, 'decision'],
  ['number', { phoneNumber: '+8613900000002' }, 'phoneNumber'],
  ['warning', { warning: 'SENDER_UNKNOWN' }, 'warning'],
  ['policy', { policy: 'CN-2026.2' }, 'policy'],
  ['time', { asOf: { ...plainResponse.asOf, time: '2026-06-01T12:00:01.000Z' } }, 'asOf.time'],
  ['member that was never signed', { remark: '' }, 'remark'],
  ['statement', { statement: '{}' }, 'statement'],
  ['statement that is no text', { statement: {} }, 'statement'],
  ['inclusion', { inclusion: {} }, 'inclusion'],
])('a response that shares its receipt and has another %s is CONTENT_DIFFERS', async (_, change, name) => {
  const { response, verify } = await shared();
  expect(await verify({ ...response, ...change })).toMatchObject(differs(name));
});

test('a statement is not taken under the receipt of another turn', async () => {
  const { proof, sign, verify } = await shared();
  const { proof: other } = await sharedResponse(sign);
  expect(await verify({ ...proof, receipt: other.receipt })).toMatchObject(differs('statement'));
});

test('a statement ends by its own time, not by that of the receipt it shares', async () => {
  const { proof, sign, verify } = await shared();
  const { iat, exp } = plainFacts;
  const now = startedAt + 600_000;
  const ended = await sharedResponse(sign, { ...plainFacts, exp: iat + 600 });
  expect(await verify(ended.proof.receipt, now)).toMatchObject({ outcome: 'VALID' });
  expect(await verify(ended.proof, now - 1)).toMatchObject(matches);
  expect(await verify(ended.proof, now)).toMatchObject({ outcome: 'EXPIRED', content: 'MATCHES' });
  expect(await verify(ended.response, now)).toMatchObject({ outcome: 'EXPIRED', content: 'MATCHES' });
  expect(await verify(proof, exp * 1_000 - 1)).toMatchObject(matches);
  expect(await verify(proof, startedAt - 60_000)).toMatchObject({ outcome: 'NOT_YET_VALID', content: 'MATCHES' });
});

test.each([
  ['of another form', { receiptForm: 'PLAIN' }],
  ['of another registry', { iss: 'https://other.example' }],
  ['that outlives its receipt', { exp: plainFacts.exp + 1 }],
  ['that is younger than its receipt', { iat: plainFacts.iat + 1 }],
  ['without times', { exp: undefined }],
])('a statement %s is MALFORMED', async (_, change) => {
  const { sign, verify } = await receipts();
  const { proof } = await sharedResponse(sign, plainFacts, (statement) =>
    JSON.stringify({ ...JSON.parse(statement), ...change }),
  );
  expect(await verify(proof)).toMatchObject({ outcome: 'MALFORMED' });
});

test('a batch of the form ROWS is VALID whole and row by row', async () => {
  const { text, proofOf, verify } = await rows();
  expect(await verify(text)).toMatchObject({ ...matches, receiptForm: 'ROWS' });
  for (const row of [0, 1, 2]) {
    const statement = JSON.parse(text).results[row];
    expect(await verify(proofOf(row))).toMatchObject({ ...matches, statement });
  }
});

test('each row is signed by its bytes, what stands between them is not', async () => {
  const { text, verify } = await rows();
  expect(await verify(text.replace('},{', '},\n  {'))).toMatchObject(matches);
  expect(await verify(JSON.stringify(JSON.parse(text), undefined, 2))).toMatchObject(differs('results'));
});

test.each([
  ['a row changed', (text: string) => text.replace('ALLOW', 'BLOCK'), 'results'],
  ['a row less', (text: string) => text.replace(',{"x":"é"}', ''), 'results'],
  ['a row more', (text: string) => text.replace(',{"x":"é"}', ',{"x":"é"},{"x":"é"}'), 'results'],
  ['no rows', (text: string) => text.replace('"results"', '"rows"'), 'results'],
  ['another secret', (text: string) => text.replace(/"rowSecret":"../, '"rowSecret":"__'), 'results'],
  ['a secret too short', (text: string) => text.replace(/"rowSecret":"../, '"rowSecret":"'), 'rowSecret'],
  ['another count', (text: string) => text.replace('"allowed":1', '"allowed":2'), 'summary'],
  ['another position', (text: string) => text.replace('log:42', 'log:41'), 'asOf.position'],
])('a batch of the form ROWS with %s is CONTENT_DIFFERS', async (_, change, name) => {
  const { text, verify } = await rows();
  const { outcome, differing } = await verify(change(text));
  expect({ outcome, first: differing[0] }).toEqual({ outcome: 'CONTENT_DIFFERS', first: name });
});

test('a proof of a row shows that row, at its place, in that batch', async () => {
  const { proofOf, sign, verify } = await rows();
  const other = await rowsResponse(sign);
  const proof = proofOf(1);
  const wrong = [
    [{ statement: '{"x":"e"}' }, 'statement'],
    [{ inclusion: proofOf(2).inclusion }, undefined],
    [{ inclusion: { ...proof.inclusion, leafIndex: 0 } }, 'statement'],
    [{ inclusion: { ...proof.inclusion, treeSize: 4 } }, 'inclusion'],
    [{ inclusion: other.proofOf(1).inclusion }, 'statement'],
    [{ receipt: other.proofOf(1).receipt }, 'statement'],
  ] as const;
  for (const [change, name] of wrong) {
    expect(await verify({ ...proof, ...change })).toMatchObject(name === undefined ? matches : differs(name));
  }
});

test('a path tells nothing of its neighbours: rows of equal text have different leaves, in each batch others', async () => {
  const { proofOf, sign } = await rows();
  const other = (await rowsResponse(sign)).proofOf;
  expect(proofOf(1).statement).toBe(proofOf(2).statement);
  const siblings = [proofOf, other].map((of) => of(0).inclusion.path[0]);
  const salts = [proofOf, other].flatMap((of) => [0, 1, 2].map((row) => of(row).inclusion.salt));
  expect(new Set([...siblings, ...salts]).size).toBe(8);
});

test('nothing is proven of a row that is not there, or without the secret', async () => {
  const { text } = await rows();
  expect(rowProof(sha256, text, 3)).toBeUndefined();
  expect(rowProof(sha256, text.replace('rowSecret', 'secret'), 0)).toBeUndefined();
  expect(rowProof(sha256, 'no response', 0)).toBeUndefined();
});

test('a compromised key says more than an inclusion that does not hold', async () => {
  const { proof, verify, compromise } = await shared();
  await compromise();
  expect(await verify(proof)).toMatchObject({ outcome: 'KEY_COMPROMISED', content: 'MATCHES' });
  expect(await verify({ ...proof, statement: '{}' })).toMatchObject({ outcome: 'KEY_COMPROMISED', content: 'DIFFERS' });
});
