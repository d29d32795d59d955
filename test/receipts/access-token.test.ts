import { decodeJwt, decodeProtectedHeader } from 'jose';
import { expect, test } from 'vitest';
import { type AccessTokenGrant, accessToken, tokenVerifier } from '../../src/receipts/access-token.ts';
import { createSigningKeys } from '../../src/registry/signing-keys/create-signing-keys.ts';
import { markKeyCompromised } from '../../src/registry/signing-keys/mark-key-compromised.ts';
import { rotateSigningKeys } from '../../src/registry/signing-keys/rotate-signing-keys.ts';
import { issuer, keyRegistry, operatorAtConsole, startedAt } from './key-registry.ts';

const grant: AccessTokenGrant = {
  issuer,
  clientId: 'call-centre-1',
  clientKeyId: 'key-1',
  scopes: ['dnd:lookups:check', 'dnd:consents:request'],
  now: startedAt,
};

async function tokens() {
  const registry = keyRegistry();
  await createSigningKeys(registry, operatorAtConsole);
  let verifications = 0;
  const desk: typeof registry.receipts = {
    ...registry.receipts,
    verify: (...given) => {
      verifications++;
      return registry.receipts.verify(...given);
    },
  };
  const verifier = tokenVerifier({ desk, directory: registry.directory, issuer, tokensMax: 10 });
  const issue = async (change: Partial<AccessTokenGrant> = {}) =>
    await accessToken(registry.receipts, { ...grant, ...change });
  return { registry, verifier, issue, verifications: () => verifications };
}

const said = {
  clientId: 'call-centre-1',
  clientKeyId: 'key-1',
  scopes: ['dnd:lookups:check', 'dnd:consents:request'],
  expiresAt: startedAt + 600_000,
};

test('a token has the type and the claims of RFC 9068 and lives ten minutes', async () => {
  const { issue } = await tokens();
  const token = await issue();
  expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
  expect(decodeJwt(token)).toEqual({
    iss: issuer,
    aud: issuer,
    sub: 'call-centre-1',
    client_id: 'call-centre-1',
    client_key: 'key-1',
    scope: 'dnd:lookups:check dnd:consents:request',
    iat: startedAt / 1_000,
    exp: startedAt / 1_000 + 600,
    jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(decodeJwt(await issue())['jti']).not.toBe(decodeJwt(token)['jti']);
});

test('a token is verified once, and answered without a promise from then on', async () => {
  const { verifier, issue, verifications } = await tokens();
  const token = await issue();
  expect(await verifier.verify(token, startedAt)).toEqual(said);
  expect(verifier.verify(token, startedAt)).toEqual(said);
  expect(verifications()).toBe(1);
});

test('a remembered token ends when it says', async () => {
  const { verifier, issue } = await tokens();
  const token = await issue();
  await verifier.verify(token, startedAt);
  expect(verifier.verify(token, startedAt + 599_999)).toEqual(said);
  expect(verifier.verify(token, startedAt + 600_000)).toBeUndefined();
  expect(await verifier.verify(token, startedAt + 600_000)).toBeUndefined();
});

test('a remembered token is no better than a fresh one where the clock is set back before its beginning', async () => {
  const { verifier, issue } = await tokens();
  const token = await issue();
  await verifier.verify(token, startedAt);
  expect(await verifier.verify(token, startedAt - 30_000)).toEqual(said);
  expect(await verifier.verify(token, startedAt - 31_000)).toBeUndefined();
});

test('a rotation leaves a remembered token good, a compromised key ends it in every process', async () => {
  const { registry, verifier, issue } = await tokens();
  const token = await issue();
  await verifier.verify(token, startedAt);
  const other = keyRegistry({ store: registry.store, clock: registry.clock });
  await rotateSigningKeys(other, operatorAtConsole, { force: true });
  expect(verifier.verify(token, startedAt)).toEqual(said);
  await markKeyCompromised(other, operatorAtConsole, { kid: String(decodeProtectedHeader(token)['kid']) });
  expect(await verifier.verify(token, startedAt)).toBeUndefined();
});

test('what is no good token is never remembered', async () => {
  const { verifier, verifications } = await tokens();
  for (let i = 0; i < 2; i++) expect(await verifier.verify('x.y.z', startedAt)).toBeUndefined();
  expect(verifications()).toBe(2);
});

test('more tokens than are remembered are still verified', async () => {
  const { verifier, issue, verifications } = await tokens();
  const many = await Promise.all(Array.from({ length: 20 }, () => issue()));
  for (const token of [...many, ...many]) expect(await verifier.verify(token, startedAt)).toEqual(said);
  expect(verifications()).toBe(40);
});

const claims = { iss: issuer, aud: issuer, sub: 'c', client_id: 'c', client_key: 'k', scope: '', iat: 0, exp: 9e9 };

test.each([
  ['another issuer', { iss: 'https://other.example' }],
  ['another audience', { aud: 'https://other.example' }],
  ['a subject that is not the client', { sub: 'd' }],
  ['no client', { client_id: undefined, sub: undefined }],
  ['no client key', { client_key: undefined }],
  ['no scope', { scope: undefined }],
])('a signed token with %s is none', async (_, change) => {
  const { registry, verifier } = await tokens();
  const sign = async (payload: object) => await registry.receipts.sign('at+jwt', JSON.stringify(payload));
  expect(await verifier.verify(await sign(claims), startedAt)).toMatchObject({ clientId: 'c', scopes: [] });
  expect(await verifier.verify(await sign({ ...claims, ...change }), startedAt)).toBeUndefined();
});

test('a receipt is no token', async () => {
  const { registry, verifier } = await tokens();
  const receipt = await registry.receipts.sign('dnd-receipt+jwt', JSON.stringify(claims));
  expect(await verifier.verify(receipt, startedAt)).toBeUndefined();
});
