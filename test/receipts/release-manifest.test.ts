import { compactVerify, createLocalJWKSet, decodeProtectedHeader } from 'jose';
import { expect, test } from 'vitest';
import { jwksVerifier } from '../../src/receipts/jws-verifier.ts';
import { releaseReceipt } from '../../src/receipts/release-manifest.ts';
import { verifyReceipt } from '../../src/receipts/verify-receipt.ts';
import { createSigningKeys } from '../../src/registry/signing-keys/create-signing-keys.ts';
import { issuer, keyRegistry, operatorAtConsole, startedAt } from './key-registry.ts';

const manifest = {
  audience: 'PUBLIC',
  period: { id: '2026-10', kind: 'MONTH' },
  position: 'log:42',
  files: [{ file: 'figures.csv', bytes: 12, sha256: '0a' }],
};
const century = startedAt + 100 * 366 * 86_400_000;

async function signed() {
  const registry = keyRegistry();
  await createSigningKeys(registry, operatorAtConsole);
  const { receipts } = registry;
  const signature = await receipts.sign(
    'dnd-release+jwt',
    releaseReceipt({ iss: issuer, iat: startedAt / 1_000 }, manifest),
  );
  const jwks = receipts.jwks();
  const verify = (text: string, now = startedAt) => verifyReceipt(text, jwksVerifier(jwks), now);
  return { signature, verify, jwks, receipts };
}

test('a manifest with its signature is VALID, today and in a hundred years, however it is laid out', async () => {
  const { signature, verify } = await signed();
  const expected = { outcome: 'VALID', content: 'MATCHES', differing: [], receiptForm: 'RELEASE' };
  const text = JSON.stringify({ ...manifest, signature }, undefined, 2);
  expect(await verify(text)).toMatchObject(expected);
  expect(await verify(text, century)).toMatchObject(expected);
  const turned = Object.fromEntries(Object.entries({ ...manifest, signature }).reverse());
  expect(await verify(JSON.stringify(turned))).toMatchObject(expected);
});

test('its signature alone is VALID, and nothing is said of what came with it', async () => {
  const { signature, verify } = await signed();
  expect(await verify(signature)).toMatchObject({ outcome: 'VALID', content: 'NOT_GIVEN', receiptForm: 'RELEASE' });
});

test.for([
  ['another digest', { files: [{ file: 'figures.csv', bytes: 12, sha256: '0b' }] }, 'files'],
  ['another period', { period: { id: '2026-11', kind: 'MONTH' } }, 'period'],
  ['something added', { remark: 'never signed' }, 'remark'],
  ['something left out', { position: undefined }, 'position'],
] as const)('a manifest with %s is CONTENT_DIFFERS', async ([, change, name]) => {
  const { signature, verify } = await signed();
  const report = await verify(JSON.stringify({ ...manifest, ...change, signature }));
  expect(report).toMatchObject({ outcome: 'CONTENT_DIFFERS', content: 'DIFFERS', differing: [name] });
});

test('a manifest passes for no receipt of an answer, and no receipt for a manifest', async () => {
  const { receipts, verify } = await signed();
  const payload = releaseReceipt({ iss: issuer, iat: startedAt / 1_000 }, { ...manifest, exp: startedAt });
  for (const typ of ['dnd-receipt+jwt', 'dnd-change+jwt', 'at+jwt'] as const) {
    expect(await verify(await receipts.sign(typ, payload))).toMatchObject({ outcome: 'MALFORMED' });
  }
  const plain = await receipts.sign('dnd-release+jwt', payload.replace('"RELEASE"', '"PLAIN"'));
  expect(await verify(plain)).toMatchObject({ outcome: 'MALFORMED' });
});

test('a stock JOSE library verifies it by the published keys', async () => {
  const { signature, jwks } = await signed();
  const keys = createLocalJWKSet(jwks as unknown as Parameters<typeof createLocalJWKSet>[0]);
  const { payload } = await compactVerify(signature, keys);
  expect(JSON.parse(new TextDecoder().decode(payload))).toMatchObject({
    iss: issuer,
    receiptForm: 'RELEASE',
    ...manifest,
  });
  expect(decodeProtectedHeader(signature)).toMatchObject({ alg: 'ES256', typ: 'dnd-release+jwt' });
});
