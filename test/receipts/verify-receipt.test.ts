import { expect, test } from 'vitest';
import { jwksVerifier } from '../../src/receipts/jws-verifier.ts';
import { digestReceipt, plainReceipt } from '../../src/receipts/receipt-payload.ts';
import { verifyReceipt } from '../../src/receipts/verify-receipt.ts';
import { createSigningKeys } from '../../src/registry/signing-keys/create-signing-keys.ts';
import { markKeyCompromised } from '../../src/registry/signing-keys/mark-key-compromised.ts';
import { keyRegistry, operatorAtConsole, startedAt } from './key-registry.ts';
import { digestFacts, digestResponse, plainFacts, plainResponse, resultsText } from './receipt-facts.ts';

async function receipts() {
  const registry = keyRegistry();
  const ring = await createSigningKeys(registry, operatorAtConsole);
  const sign = async (payload: string) => await registry.receipts.sign('dnd-receipt+jwt', payload);
  const plain = await sign(plainReceipt(plainFacts));
  const digest = await sign(digestReceipt(await digestFacts()));
  const verify = (text: string, now = startedAt) => verifyReceipt(text, jwksVerifier(registry.receipts.jwks()), now);
  const compromise = () => markKeyCompromised(registry, operatorAtConsole, { kid: ring.keys[0]?.kid ?? '' });
  return { plain, digest, verify, compromise, sign, desk: registry.receipts };
}

test('a receipt alone is VALID, and of a batch nothing is said about rows', async () => {
  const { plain, digest, verify } = await receipts();
  expect(await verify(plain)).toMatchObject({ outcome: 'VALID', content: 'NOT_GIVEN', receiptForm: 'PLAIN' });
  expect(await verify(`${digest}\n`)).toMatchObject({ outcome: 'VALID', content: 'NOT_GIVEN', receiptForm: 'DIGEST' });
});

test('a response as it was sent is VALID, by the published keys and at the desk', async () => {
  const { plain, digest, verify, desk } = await receipts();
  for (const text of [JSON.stringify({ ...plainResponse, receipt: plain }), digestResponse(digest)]) {
    const expected = { outcome: 'VALID', content: 'MATCHES', differing: [] };
    expect(await verify(text)).toMatchObject(expected);
    expect(await verifyReceipt(text, desk, startedAt)).toMatchObject(expected);
  }
});

test('a lookup response may be laid out anew: its members are signed, not its bytes', async () => {
  const { plain, verify } = await receipts();
  const text = JSON.stringify({ receipt: plain, ...plainResponse }, undefined, 2);
  expect(await verify(text)).toMatchObject({ outcome: 'VALID', content: 'MATCHES' });
});

test.each([
  ['phoneNumber', { phoneNumber: '+8613900000002' }],
  ['decision', { decision: 'ALLOW' }],
  ['reason', { reason: 'DEFAULT' }],
  ['nextPermittedAt', { nextPermittedAt: '2026-06-01T12:00:00.000Z' }],
  ['validUntil', { validUntil: '2027-06-01T12:00:00.000Z' }],
  ['tenureChanged', { tenureChanged: undefined }],
  ['warning', { warning: 'SENDER_UNKNOWN' }],
  ['policy', { policy: 'CN-2026.2' }],
  ['asOf.position', { asOf: { ...plainResponse.asOf, position: 'log:43' } }],
  ['asOf.time', { asOf: { ...plainResponse.asOf, time: '2026-06-01T12:00:01.000Z' } }],
  ['remark', { remark: 'never signed' }],
])('a lookup response with another %s is CONTENT_DIFFERS', async (name, change) => {
  const { plain, verify } = await receipts();
  const report = await verify(JSON.stringify({ ...plainResponse, ...change, receipt: plain }));
  expect(report).toMatchObject({ outcome: 'CONTENT_DIFFERS', content: 'DIFFERS', differing: [name] });
});

test('the reference is the sender’s own and not signed', async () => {
  const { plain, verify } = await receipts();
  const text = JSON.stringify({ ...plainResponse, reference: 'other', receipt: plain });
  expect(await verify(text)).toMatchObject({ outcome: 'VALID', content: 'MATCHES' });
});

test.each([
  ['a row changed', (text: string) => text.replace('ALLOW', 'BLOCK'), 'results'],
  ['a space less between rows', (text: string) => text.replace('}, {', '},{'), 'results'],
  ['no rows', (text: string) => text.replace(`"results":${resultsText},`, ''), 'results'],
  ['another count', (text: string) => text.replace('"allowed":1', '"allowed":2'), 'summary'],
  ['a count given twice', (text: string) => text.replace('"allowed":1', '"allowed":2,"allowed":1'), 'summary'],
  ['a member that was never signed', (text: string) => text.replace('{', '{"remark":"",'), 'remark'],
  ['another policy', (text: string) => text.replace('CN-2026.1', 'CN-2026.2'), 'policy'],
  ['another position', (text: string) => text.replace('log:42', 'log:41'), 'asOf.position'],
])('a batch response with %s is CONTENT_DIFFERS', async (_, change, name) => {
  const { digest, verify } = await receipts();
  const report = await verify(change(digestResponse(digest)));
  expect(report).toMatchObject({ outcome: 'CONTENT_DIFFERS', content: 'DIFFERS', differing: [name] });
});

test.each([
  ['rows given twice', (text: string) => text.replace('{', '{"results":[],')],
  ['no receipt', (text: string) => text.replace('"receipt"', '"recipe"')],
  ['broken JSON', (text: string) => text.slice(0, -1)],
  ['a receipt that is no text', (text: string) => text.replace(/"receipt":"[^"]+"/, '"receipt":1')],
])('a response with %s is MALFORMED', async (_, change) => {
  const { digest, verify } = await receipts();
  expect((await verify(change(digestResponse(digest)))).outcome).toBe('MALFORMED');
});

test('a compromised key says more than a content that differs, which says more than the time', async () => {
  const { plain, verify, compromise } = await receipts();
  const changed = JSON.stringify({ ...plainResponse, decision: 'ALLOW', receipt: plain });
  const late = startedAt + 3_600_000;
  expect(await verify(plain, late)).toMatchObject({ outcome: 'EXPIRED' });
  expect(await verify(changed, late)).toMatchObject({ outcome: 'CONTENT_DIFFERS' });
  await compromise();
  expect(await verify(changed, late)).toMatchObject({ outcome: 'KEY_COMPROMISED', differing: ['decision'] });
});

test('a signed payload of no form we know is MALFORMED', async () => {
  const { sign, verify } = await receipts();
  const payload = plainReceipt(plainFacts).replace('"PLAIN"', '"OTHER"');
  expect(await verify(await sign(payload))).toMatchObject({ outcome: 'MALFORMED', payload: { receiptForm: 'OTHER' } });
});
