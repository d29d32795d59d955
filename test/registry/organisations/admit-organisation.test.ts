import { describe, expect, test } from 'vitest';
import { scopesOfRole } from '../../../src/core/organisation.ts';
import {
  type AdmitOrganisationInput,
  admitOrganisation,
} from '../../../src/registry/organisations/admit-organisation.ts';
import { memoryRegistry, operatorAtConsole, setOrganisation } from '../memory-registry.ts';
import { ecKeys, ed25519Keys, rsaKeys } from './client-keys.ts';

const key = ecKeys();

function carrier(organisationId: string, numberRanges: readonly string[]): AdmitOrganisationInput {
  return { organisationId, name: 'A carrier', role: 'CARRIER', keys: [key.publicJwk], numberRanges };
}

const plain: AdmitOrganisationInput = { name: 'Northern', role: 'CALL_CENTRE', keys: [key.publicJwk] };

test('an organisation is active at once, with all scopes of its role, under a made-up id', async () => {
  const { registry } = await memoryRegistry();
  const { document, position } = await admitOrganisation(registry, operatorAtConsole, plain);
  expect(document).toMatchObject({ status: 'ACTIVE', scopes: scopesOfRole.CALL_CENTRE, admittedClasses: [] });
  expect(registry.directory.organisation(document.organisationId)).toEqual({ document, position });
  expect(registry.store.entries(position - 1, 1)[0]).toMatchObject({ actor: 'operator:test', wayIn: 'CLI' });
});

test('an id is admitted once', async () => {
  const { registry } = await memoryRegistry();
  const input = { ...plain, organisationId: 'north' };
  await admitOrganisation(registry, operatorAtConsole, input);
  await expect(admitOrganisation(registry, operatorAtConsole, input)).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
});

test('only who manages organisations admits them', async () => {
  const { registry } = await memoryRegistry();
  const brand = await setOrganisation(registry, 'brand-1');
  await expect(admitOrganisation(registry, brand, plain)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
});

test.each([
  ['EC P-256', ecKeys()],
  ['Ed25519', ed25519Keys()],
  ['RSA of 2048 bits', rsaKeys()],
])('a public %s key is admitted by its thumbprint', async (_, { publicJwk }) => {
  const { registry } = await memoryRegistry();
  const { document } = await admitOrganisation(registry, operatorAtConsole, { ...plain, keys: [publicJwk] });
  expect(document.keys).toEqual([
    { kid: expect.stringMatching(/^[\w-]{43}$/), jwk: publicJwk, addedAt: registry.now() },
  ]);
});

test('members of a key that are not understood are dropped, and its own id is kept', async () => {
  const { registry } = await memoryRegistry();
  const keys = [{ ...key.publicJwk, kid: 'desk-2026', alg: 'ES256', use: 'sig', key_ops: ['verify'], x5c: ['MII'] }];
  const { document } = await admitOrganisation(registry, operatorAtConsole, { ...plain, keys });
  expect(document.keys).toMatchObject([{ kid: 'desk-2026', jwk: key.publicJwk }]);
});

describe('a key is refused, by its place, that is', () => {
  const offCurve = { ...key.publicJwk, y: key.publicJwk['x'] };
  test.each([
    ['a private EC key', ecKeys().privateJwk, 'jwks.keys[0].d', /private or secret key/],
    ['a private RSA key', rsaKeys().privateJwk, 'jwks.keys[0].d', /private or secret key/],
    ['a secret key', { kty: 'oct', k: 'c2VjcmV0' }, 'jwks.keys[0].k', /private or secret key/],
    ['an RSA key of 1024 bits', rsaKeys(1_024).publicJwk, 'jwks.keys[0]', /not a kind of key/],
    ['on another curve', ecKeys('P-384').publicJwk, 'jwks.keys[0]', /not a kind of key/],
    ['of an unknown type', { kty: 'constructor' }, 'jwks.keys[0]', /not a kind of key/],
    ['off the curve', offCurve, 'jwks.keys[0]', /not a valid public key/],
    ['short of a member', { kty: 'EC', crv: 'P-256', x: key.publicJwk['x'] }, 'jwks.keys[0]', /not a valid public key/],
    ['for encryption', { ...key.publicJwk, use: 'enc' }, 'jwks.keys[0].use', /not a key for signatures/],
    ['for another algorithm', { ...rsaKeys().publicJwk, alg: 'RS256' }, 'jwks.keys[0].alg', /not an algorithm/],
    ['named as a path', { ...key.publicJwk, kid: '..' }, 'jwks.keys[0].kid', /not a key id/],
    ['named unfit for a path', { ...key.publicJwk, kid: 'a/b' }, 'jwks.keys[0].kid', /not a key id/],
  ])('%s', async (_, jwk, field, message) => {
    const { registry } = await memoryRegistry();
    const refused = admitOrganisation(registry, operatorAtConsole, { ...plain, keys: [jwk] });
    await expect(refused).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      field,
      message: expect.stringMatching(message),
    });
  });

  test('named like another one', async () => {
    const { registry } = await memoryRegistry();
    const keys = [key.publicJwk, key.publicJwk];
    await expect(admitOrganisation(registry, operatorAtConsole, { ...plain, keys })).rejects.toMatchObject({
      field: 'jwks.keys[1].kid',
    });
  });
});

describe('terms are refused that', () => {
  test.each([
    ['name a scope beyond the role', { scopes: ['dnd:keys:manage'] }, 'INVALID_ARGUMENT', 'scopes[0]'],
    ['give ranges to who is no carrier', { numberRanges: ['86139'] }, 'INVALID_ARGUMENT', 'numberRanges'],
    ['give reports to who is no carrier', { reportsSince: '2026-01-01T00:00:00Z' }, 'INVALID_ARGUMENT', 'reportsSince'],
    ['hold a control character', { name: 'North\u0007' }, 'INVALID_ARGUMENT', 'name'],
    ['hold an id unfit for a URL', { organisationId: 'North/1' }, 'INVALID_ARGUMENT', 'organisationId'],
    ['hold no key', { keys: [] }, 'INVALID_ARGUMENT', 'jwks.keys'],
  ] as const)('%s', async (_, terms, code, field) => {
    const { registry } = await memoryRegistry();
    const refused = admitOrganisation(registry, operatorAtConsole, { ...plain, ...terms });
    await expect(refused).rejects.toMatchObject({ code, field });
  });
});

describe('a number range', () => {
  test.each([
    ['86139', undefined],
    ['8613', undefined],
    ['86', undefined],
    ['8613800138000', undefined],
    ['86138001380001', 'OUT_OF_RANGE'],
    ['861', undefined],
    ['8612', 'OUT_OF_RANGE'],
    ['1415', 'OUT_OF_RANGE'],
    ['8', 'INVALID_ARGUMENT'],
    ['+8613', 'INVALID_ARGUMENT'],
    ['086', 'INVALID_ARGUMENT'],
  ])('%s is answered %s', async (range, code) => {
    const { registry } = await memoryRegistry();
    const admitted = admitOrganisation(registry, operatorAtConsole, carrier('carrier-1', [range]));
    if (code === undefined) await expect(admitted).resolves.toMatchObject({ document: { numberRanges: [range] } });
    else await expect(admitted).rejects.toMatchObject({ code, field: 'numberRanges[0]' });
  });

  test.each([
    [['86139'], ['861391'], 'INCOMPATIBLE_STATE'],
    [['86139'], ['8613'], 'INCOMPATIBLE_STATE'],
    [['86139'], ['86138', '86139'], 'INCOMPATIBLE_STATE'],
    [['86139'], ['86138'], undefined],
  ])('of %s held by another, %s is answered %s', async (held, wanted, code) => {
    const { registry } = await memoryRegistry();
    await setOrganisation(registry, 'carrier-1', { role: 'CARRIER', status: 'SUSPENDED', numberRanges: held });
    const admitted = admitOrganisation(registry, operatorAtConsole, carrier('carrier-2', wanted));
    if (code === undefined) await expect(admitted).resolves.toBeDefined();
    else await expect(admitted).rejects.toMatchObject({ code });
  });

  test('does not overlap another one of the same carrier', async () => {
    const { registry } = await memoryRegistry();
    const refused = admitOrganisation(registry, operatorAtConsole, carrier('carrier-1', ['86139', '861391']));
    await expect(refused).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});

test('a registry that is no demo admits no demo client', async () => {
  const { registry } = await memoryRegistry();
  const demo = { ...plain, demo: true } as const;
  await expect(admitOrganisation({ ...registry, demo: false }, operatorAtConsole, demo)).rejects.toMatchObject({
    code: 'INCOMPATIBLE_STATE',
  });
  await expect(admitOrganisation(registry, operatorAtConsole, demo)).resolves.toMatchObject({
    document: { demo: true },
  });
});
