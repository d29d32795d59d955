import { webcrypto } from 'node:crypto';
import * as oauth from 'oauth4webapi';
import { beforeEach, describe, expect, test } from 'vitest';
import { registryApp } from '../../../src/api/app.ts';
import type { ApiApp } from '../../../src/api/mount.ts';
import { admitOrganisation } from '../../../src/registry/organisations/admit-organisation.ts';
import { changeOrganisation } from '../../../src/registry/organisations/change-organisation.ts';
import { withdrawOrganisationKey } from '../../../src/registry/organisations/withdraw-organisation-key.ts';
import { type MemoryRegistry, memoryRegistry, operatorAtConsole } from '../../registry/memory-registry.ts';

const organisationId = 'centre-1';
const kid = 'desk';
const client: oauth.Client = { client_id: organisationId };

let memory: MemoryRegistry;
let app: ApiApp;
let requested: string[];

beforeEach(async () => {
  memory = await memoryRegistry();
  memory.clock.at = Date.now();
  app = registryApp(memory.registry, { reportDefect: (error) => expect.fail(String(error)) });
  requested = [];
});

type FetchedWith = oauth.CustomFetchOptions<'GET' | 'POST', URLSearchParams | undefined>;

/** Everything that the client fetches goes to the application. */
const options = {
  [oauth.customFetch]: async (url: string, { method, headers, body }: FetchedWith) => {
    requested.push(url);
    return app.request(url, { method, headers, ...(body === undefined ? {} : { body }) });
  },
};

const algorithms = {
  ES256: { name: 'ECDSA', namedCurve: 'P-256' },
  Ed25519: { name: 'Ed25519' },
  PS256: { name: 'RSA-PSS', modulusLength: 2_048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' },
} as const;

async function admittedKey(alg: keyof typeof algorithms): Promise<webcrypto.CryptoKey> {
  const pair = (await webcrypto.subtle.generateKey(algorithms[alg], true, [
    'sign',
    'verify',
  ])) as webcrypto.CryptoKeyPair;
  const { kty, crv, x, y, n, e } = await webcrypto.subtle.exportKey('jwk', pair.publicKey);
  const jwk = JSON.parse(JSON.stringify({ kid, kty, crv, x, y, n, e })) as Record<string, string>;
  const admission = { organisationId, name: 'Centre', role: 'CALL_CENTRE', keys: [jwk] } as const;
  await admitOrganisation(memory.registry, operatorAtConsole, admission);
  return pair.privateKey;
}

async function obtained(
  key: webcrypto.CryptoKey,
  parameters: Record<string, string> = {},
): Promise<oauth.TokenEndpointResponse> {
  const issuer = new URL('https://dnd.example');
  const discovery = await oauth.discoveryRequest(issuer, { ...options, algorithm: 'oauth2' });
  const server = await oauth.processDiscoveryResponse(issuer, discovery);
  const authentication = oauth.PrivateKeyJwt({ key, kid });
  const response = await oauth.clientCredentialsGrantRequest(server, client, authentication, parameters, options);
  return oauth.processClientCredentialsResponse(server, client, response);
}

const sendersOwn = (token: string) =>
  app.request('/v1/sign-in-links', {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ person: 'desk-7' }),
  });

describe('a stock OAuth client obtains a token from the metadata URL alone', () => {
  test.each(['ES256', 'Ed25519', 'PS256'] as const)('with an %s key', async (alg) => {
    const key = await admittedKey(alg);
    const { access_token, token_type, expires_in, scope } = await obtained(key);
    expect({ token_type, expires_in, scope }).toEqual({
      token_type: 'bearer',
      expires_in: 600,
      scope: 'dnd:lookups:check dnd:consents:request',
    });
    expect(requested).toEqual([
      'https://dnd.example/.well-known/oauth-authorization-server',
      'https://dnd.example/oauth/token',
    ]);
    expect((await sendersOwn(access_token)).status).toBe(201);
  });
});

test('it asks for less than it holds', async () => {
  const { scope } = await obtained(await admittedKey('ES256'), { scope: 'dnd:lookups:check' });
  expect(scope).toBe('dnd:lookups:check');
});

test('it reads why it was refused', async () => {
  const key = await admittedKey('ES256');
  await expect(obtained(key, { scope: 'dnd:keys:manage' })).rejects.toMatchObject({
    status: 400,
    error: 'invalid_scope',
  });
});

describe('it is refused at the next token call', () => {
  test.each([
    [
      'once its key is withdrawn',
      () => withdrawOrganisationKey(memory.registry, operatorAtConsole, { organisationId, kid }),
    ],
    [
      'once its organisation is suspended',
      () => changeOrganisation(memory.registry, operatorAtConsole, { organisationId, status: 'SUSPENDED' }),
    ],
  ])('%s', async (_, change) => {
    const key = await admittedKey('ES256');
    await obtained(key);
    await change();
    await expect(obtained(key)).rejects.toMatchObject({ status: 401, error: 'invalid_client' });
  });
});
