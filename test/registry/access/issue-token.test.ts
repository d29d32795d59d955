import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import * as oauth from 'oauth4webapi';
import { expect, test } from 'vitest';
import type { OrganisationDocument } from '../../../src/core/organisation.ts';
import { abuseDesk } from '../../../src/registry/abuse/abuse-desk.ts';
import { authorizationServerMetadata } from '../../../src/registry/access/authorization-server-metadata.ts';
import { clientAssertionType, issueToken } from '../../../src/registry/access/issue-token.ts';
import { createSigningKeys } from '../../../src/registry/signing-keys/create-signing-keys.ts';
import { issuer, keyRegistry, operatorAtConsole, startedAt } from '../../receipts/key-registry.ts';

const nowSec = startedAt / 1_000;

async function clientKey(kid: string, alg = 'ES256') {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = (await exportJWK(publicKey)) as Record<string, string>;
  return { kid, alg, privateKey, publicKey, document: { kid, jwk, addedAt: startedAt } };
}

type ClientKeyPair = Awaited<ReturnType<typeof clientKey>>;

async function registryWithClient(change: Partial<OrganisationDocument> = {}, alg = 'ES256') {
  const registry = tokenRegistry();
  await createSigningKeys(registry, operatorAtConsole);
  const key = await clientKey('key-1', alg);
  const organisation: OrganisationDocument = {
    organisationId: 'call-centre-1',
    name: 'Example Calls',
    role: 'CALL_CENTRE',
    status: 'ACTIVE',
    scopes: ['dnd:lookups:check', 'dnd:consents:request'],
    admittedClasses: [],
    keys: [key.document],
    numberRanges: [],
    ...change,
  };
  await admit(registry, organisation);
  return { registry, key, document: organisation };
}

function tokenRegistry(over: Parameters<typeof keyRegistry>[0] = {}) {
  const keys = keyRegistry(over);
  const { store, directory, now } = keys;
  return { ...keys, abuse: abuseDesk({ store, directory, pepper: new Uint8Array(32), demo: true, now }) };
}

async function admit({ store }: ReturnType<typeof keyRegistry>, document: OrganisationDocument): Promise<void> {
  const change = { follows: 0, at: startedAt, actor: 'operator:test', wayIn: 'CLI' } as const;
  await store.append([{ ...change, entityId: document.organisationId, event: { kind: 'ORGANISATION_SET', document } }]);
}

const goodClaims = {
  iss: 'call-centre-1',
  sub: 'call-centre-1',
  aud: issuer as string | string[],
  iat: nowSec,
  exp: nowSec + 60,
  jti: 'once',
};

function assertion(key: ClientKeyPair, claims: object = {}, header: object = {}): Promise<string> {
  return new SignJWT({ ...goodClaims, ...claims })
    .setProtectedHeader({ alg: key.alg, kid: key.kid, ...header })
    .sign(key.privateKey);
}

function form(clientAssertion: string, others: Record<string, string> = {}): URLSearchParams {
  return new URLSearchParams({
    grant_type: 'client_credentials',
    client_assertion_type: clientAssertionType,
    client_assertion: clientAssertion,
    ...others,
  });
}

const invalidClient = { error: 'invalid_client', description: 'client authentication failed' };

test.each(['ES256', 'PS256', 'EdDSA', 'Ed25519'])(
  'an assertion by %s gets a token for all scopes held',
  async (alg) => {
    const { registry, key } = await registryWithClient({}, alg);
    const answer = await issueToken(registry, form(await assertion(key)));
    expect(answer).toMatchObject({
      token_type: 'Bearer',
      expires_in: 600,
      scope: 'dnd:lookups:check dnd:consents:request',
    });
    const token = 'access_token' in answer ? answer.access_token : '';
    expect(await registry.receipts.verify('at+jwt', token, startedAt)).toMatchObject({
      outcome: 'VALID',
      payload: { client_id: 'call-centre-1', client_key: 'key-1' },
    });
  },
);

test.each<[string, object, object?]>([
  ['the token endpoint as audience', { aud: `${issuer}/oauth/token` }],
  ['several audiences', { aud: ['https://other.example', issuer] }],
  ['no iat', { iat: undefined }],
  ['the longest life there is', { exp: nowSec + 330 }],
  ['an end 29 seconds ago', { exp: nowSec - 29 }],
  ['a clock 30 seconds ahead', { iat: nowSec + 30, nbf: nowSec + 30 }],
  ['no kid', {}, { kid: undefined }],
])('an assertion with %s is accepted', async (_, claims, header) => {
  const { registry, key } = await registryWithClient();
  expect(await issueToken(registry, form(await assertion(key, claims, header)))).toHaveProperty('access_token');
});

test.each<[string, object, object?]>([
  ['an unknown client', { iss: 'nobody', sub: 'nobody' }],
  ['another subject', { sub: 'brand-1' }],
  ['no subject', { sub: undefined }],
  ['another audience', { aud: 'https://other.example' }],
  ['no audience', { aud: undefined }],
  ['an audience that only starts like ours', { aud: `${issuer}/oauth/tokens` }],
  ['no exp', { exp: undefined }],
  ['a text for exp', { exp: '9' }],
  ['an end 31 seconds ago', { exp: nowSec - 31 }],
  ['too long a life', { exp: nowSec + 331 }],
  ['a birth in the future', { iat: nowSec + 31 }],
  ['a beginning in the future', { nbf: nowSec + 31 }],
  ['no jti', { jti: undefined }],
  ['an empty jti', { jti: '' }],
  ['a number for jti', { jti: 1 }],
  ['a jti of 257 characters', { jti: 'x'.repeat(257) }],
  ['another kid', {}, { kid: 'key-2' }],
  ['10,000 characters', { padding: 'x'.repeat(10_000) }],
])('an assertion with %s is refused like any other', async (_, claims, header) => {
  const { registry, key } = await registryWithClient();
  expect(await issueToken(registry, form(await assertion(key, claims, header)))).toEqual(invalidClient);
});

test('the key of somebody else, under our kid or under none, is refused', async () => {
  const { registry } = await registryWithClient();
  const stranger = await clientKey('key-1');
  expect(await issueToken(registry, form(await assertion(stranger)))).toEqual(invalidClient);
  expect(await issueToken(registry, form(await assertion(stranger, {}, { kid: undefined })))).toEqual(invalidClient);
});

test.each([
  ['no text', ''],
  ['no JWT', 'x'],
  ['three parts that are no JWT', 'a.b.c'],
  ['alg none', `${btoa('{"alg":"none","kid":"key-1"}')}.${btoa(JSON.stringify(goodClaims)).replace(/=*$/, '')}.`],
  ['no alg', `${btoa('{"kid":"key-1"}')}.${btoa(JSON.stringify(goodClaims)).replace(/=*$/, '')}.AAAA`],
])('a client_assertion with %s is refused like any other', async (_, text) => {
  const { registry } = await registryWithClient();
  expect(await issueToken(registry, form(text))).toEqual(invalidClient);
});

test('the public key as an HMAC secret is refused', async () => {
  const { registry, key } = await registryWithClient();
  const forged = await new SignJWT(goodClaims)
    .setProtectedHeader({ alg: 'HS256', kid: 'key-1' })
    .sign(new TextEncoder().encode(JSON.stringify(key.document.jwk)));
  expect(await issueToken(registry, form(forged))).toEqual(invalidClient);
});

test.each(['RS256', 'ES384', 'PS512'])('an algorithm that is not listed is refused: %s', async (alg) => {
  const { registry, key } = await registryWithClient({}, alg);
  expect(await issueToken(registry, form(await assertion(key)))).toEqual(invalidClient);
});

test('an algorithm that does not fit the key on record is refused', async () => {
  const { registry } = await registryWithClient();
  for (const alg of ['PS256', 'EdDSA']) {
    const other = await clientKey('key-1', alg);
    expect(await issueToken(registry, form(await assertion(other)))).toEqual(invalidClient);
  }
});

test('a suspended organisation learns nothing of it here', async () => {
  const { registry, key } = await registryWithClient({ status: 'SUSPENDED' });
  expect(await issueToken(registry, form(await assertion(key)))).toEqual(invalidClient);
});

test('a withdrawn key is refused from its instant on, another key of the organisation goes on', async () => {
  const [old, other] = [await clientKey('old'), await clientKey('new')];
  const keys = [{ ...old.document, withdrawnAt: startedAt }, other.document];
  const { registry } = await registryWithClient({ keys });
  expect(await issueToken(registry, form(await assertion(old)))).toEqual(invalidClient);
  expect(await issueToken(registry, form(await assertion(old, {}, { kid: undefined })))).toEqual(invalidClient);
  expect(await issueToken(registry, form(await assertion(other, {}, { kid: undefined })))).toHaveProperty(
    'access_token',
  );
  registry.clock.at -= 1;
  expect(await issueToken(registry, form(await assertion(old, { jti: 'earlier' })))).toHaveProperty('access_token');
});

test('an assertion is good once, in all processes together, for as long as it could be accepted', async () => {
  const { registry, key } = await registryWithClient();
  const other = tokenRegistry({ store: registry.store, clock: registry.clock });
  const text = await assertion(key);
  const both = await Promise.all([issueToken(registry, form(text)), issueToken(other, form(text))]);
  expect(both.filter((answer) => 'access_token' in answer)).toHaveLength(1);
  expect(both).toContainEqual(invalidClient);
  registry.clock.at += 89_999;
  await registry.store.sweep(registry.now());
  expect(await issueToken(registry, form(text))).toEqual(invalidClient);
});

test('two clients may use the same jti', async () => {
  const { registry, key } = await registryWithClient();
  const { key: otherKey, document } = await registryWithClient({ organisationId: 'brand-1' });
  await admit(registry, document);
  const other = await assertion(otherKey, { iss: 'brand-1', sub: 'brand-1' });
  expect(await issueToken(registry, form(other))).toHaveProperty('access_token');
  expect(await issueToken(registry, form(await assertion(key)))).toHaveProperty('access_token');
});

test('a failed attempt does not use up a jti', async () => {
  const { registry, key } = await registryWithClient();
  const stranger = await clientKey('key-1');
  await issueToken(registry, form(await assertion(stranger)));
  expect(await issueToken(registry, form(await assertion(key)))).toHaveProperty('access_token');
});

test.each([
  ['dnd:lookups:check', 'dnd:lookups:check'],
  ['dnd:consents:request  dnd:lookups:check', 'dnd:lookups:check dnd:consents:request'],
  ['', 'dnd:lookups:check dnd:consents:request'],
  ['dnd:lookups:check dnd:keys:manage', undefined],
  ['openid', undefined],
])('asked for scope "%s" the token gets "%s"', async (scope, granted) => {
  const { registry, key } = await registryWithClient();
  const answer = await issueToken(registry, form(await assertion(key), { scope }));
  expect(answer).toMatchObject(granted === undefined ? { error: 'invalid_scope' } : { scope: granted });
});

test.each([
  ['no grant type', (given: URLSearchParams) => given.delete('grant_type'), 'invalid_request'],
  ['another grant type', (given: URLSearchParams) => given.set('grant_type', 'password'), 'unsupported_grant_type'],
  ['no assertion', (given: URLSearchParams) => given.delete('client_assertion'), 'invalid_client'],
  ['another assertion type', (given: URLSearchParams) => given.set('client_assertion_type', 'x'), 'invalid_client'],
  ['an id given twice', giveTwice, 'invalid_request'],
  ['the id of another client', (given: URLSearchParams) => given.set('client_id', 'brand-1'), 'invalid_client'],
  ['its own id', (given: URLSearchParams) => given.set('client_id', 'call-centre-1'), undefined],
  ['a parameter nobody knows', (given: URLSearchParams) => given.set('resource', 'x'), undefined],
])('a request with %s', async (_, change, error) => {
  const { registry, key } = await registryWithClient();
  const given = form(await assertion(key));
  change(given);
  const answer = await issueToken(registry, given);
  expect('error' in answer ? answer.error : undefined).toBe(error);
});

function giveTwice(given: URLSearchParams): void {
  given.append('client_id', 'call-centre-1');
  given.append('client_id', 'call-centre-1');
}

test.each(['ES256', 'PS256', 'Ed25519'])('a stock OAuth client needs only the metadata: %s', async (alg) => {
  const { registry, key } = await registryWithClient({}, alg);
  registry.clock.at = Date.now();
  const customFetch = async (url: string, init: { body?: unknown }): Promise<Response> => {
    if (url === `${issuer}/.well-known/oauth-authorization-server`)
      return Response.json(authorizationServerMetadata(issuer));
    expect(url).toBe(`${issuer}/oauth/token`);
    return Response.json(await issueToken(registry, new URLSearchParams(String(init.body))));
  };
  const url = new URL(issuer);
  const options = { algorithm: 'oauth2', [oauth.customFetch]: customFetch } as const;
  const server = await oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, options));
  const client = { client_id: 'call-centre-1' };
  const authentication = oauth.PrivateKeyJwt({ key: key.privateKey, kid: 'key-1' });
  const response = await oauth.clientCredentialsGrantRequest(
    server,
    client,
    authentication,
    {},
    {
      [oauth.customFetch]: customFetch,
    },
  );
  const tokens = await oauth.processClientCredentialsResponse(server, client, response);
  expect(tokens.token_type).toBe('bearer');
  expect(tokens.scope).toBe('dnd:lookups:check dnd:consents:request');
});
