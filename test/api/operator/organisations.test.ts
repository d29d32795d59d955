import { beforeEach, describe, expect, test } from 'vitest';
import { setOrganisation, tokenFor } from '../../registry/memory-registry.ts';
import { ecKeys } from '../../registry/organisations/client-keys.ts';
import { type OperatorApp, operatorApp } from './operator-app.ts';

let operator: OperatorApp;

beforeEach(async () => {
  operator = await operatorApp();
});

const admission = () => ({
  organisationId: 'centre-1',
  name: 'Centre',
  role: 'CALL_CENTRE',
  jwks: { keys: [ecKeys().publicJwk] },
});

async function admitted(): Promise<string> {
  const response = await operator.call('POST', '/v1/organisations', { body: admission() });
  expect(response.status).toBe(201);
  return response.headers.get('etag') ?? '';
}

test('an admission is answered with place, state and tag; reading it again gives the same', async () => {
  const response = await operator.call('POST', '/v1/organisations', { body: admission() });
  expect(response.status).toBe(201);
  expect(response.headers.get('location')).toBe('/v1/organisations/centre-1');
  expect(response.headers.get('etag')).toMatch(/^"log:\d+"$/);
  const body = await response.json();
  expect(body).toMatchObject({ organisationId: 'centre-1', status: 'ACTIVE', keys: [{ jwk: { kty: 'EC' } }] });
  const read = await operator.call('GET', '/v1/organisations/centre-1');
  expect(await read.json()).toEqual(body);
  expect(read.headers.get('etag')).toBe(response.headers.get('etag'));
});

test('an admission repeated under its key admits one organisation', async () => {
  const call = { body: { ...admission(), organisationId: undefined }, headers: { 'idempotency-key': 'admission-1' } };
  const first = await operator.call('POST', '/v1/organisations', call);
  const second = await operator.call('POST', '/v1/organisations', call);
  expect(second.headers.get('idempotency-replayed')).toBe('true');
  expect(await second.json()).toEqual(await first.json());
});

test('a private key is refused by name and is not repeated', async () => {
  const { privateJwk } = ecKeys();
  const response = await operator.call('POST', '/v1/organisations', {
    body: { ...admission(), jwks: { keys: [privateJwk] } },
  });
  expect(response.status).toBe(400);
  const text = await response.text();
  expect(JSON.parse(text)).toMatchObject({ code: 'INVALID_ARGUMENT', field: 'jwks.keys[0].d' });
  expect(text).not.toContain(String(privateJwk['d']));
});

describe('a request is refused by its part that', () => {
  test.each([
    ['names no role', 'POST', '/v1/organisations', { role: undefined }, 400, 'role'],
    ['holds an unknown property', 'POST', '/v1/organisations', { nonsense: 1 }, 400, 'nonsense'],
    ['names a scope beyond the role', 'POST', '/v1/organisations', { scopes: ['dnd:keys:manage'] }, 400, 'scopes[0]'],
    ['asks for an endless page', 'GET', '/v1/organisations?limit=101', undefined, 400, 'query:limit'],
    ['asks for a page by number', 'GET', '/v1/organisations?page=2', undefined, 400, 'query:page'],
    ['names nobody', 'GET', '/v1/organisations/nobody', undefined, 404, 'path:organisationId'],
    ['names no id', 'GET', '/v1/organisations/NOBODY', undefined, 400, 'path:organisationId'],
  ])('%s', async (_, method, path, terms, status, field) => {
    const call = terms === undefined ? {} : { body: { ...admission(), ...terms } };
    const response = await operator.call(method, path, call);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ field });
    expect(operator.defects).toEqual([]);
  });
});

test('a suspension binds the very next request, and so does its end', async () => {
  const centre = await setOrganisation(operator.registry, 'centre-1', { role: 'CALL_CENTRE' });
  const token = await tokenFor(operator.registry, centre);
  const read = await operator.call('GET', '/v1/organisations/centre-1');
  const ask = () => operator.call('POST', '/v1/sign-in-links', { token, body: { person: 'desk-7' } });
  expect((await ask()).status).toBe(201);
  const suspended = await operator.call('PATCH', '/v1/organisations/centre-1', {
    body: { status: 'SUSPENDED' },
    headers: { 'if-match': read.headers.get('etag') ?? '' },
  });
  expect(suspended.status).toBe(200);
  expect((await ask()).status).toBe(403);
  await operator.call('PATCH', '/v1/organisations/centre-1', {
    body: { status: 'ACTIVE' },
    headers: { 'if-match': suspended.headers.get('etag') ?? '' },
  });
  expect((await ask()).status).toBe(201);
});

test('of two changes of one tag, one is made and one gets 412', async () => {
  const headers = { 'if-match': await admitted() };
  const change = (name: string) => operator.call('PATCH', '/v1/organisations/centre-1', { body: { name }, headers });
  const statuses = (await Promise.all([change('One'), change('Two')])).map(({ status }) => status);
  expect(statuses.sort()).toEqual([200, 412]);
});

test.each([
  [undefined, 428],
  ['"log:999"', 412],
  ['"other:1"', 412],
  ['nonsense', 412],
  ['*', 200],
])('a change under the tag %s is answered %i', async (ifMatch, status) => {
  await admitted();
  const headers: Record<string, string> = ifMatch === undefined ? {} : { 'if-match': ifMatch };
  const response = await operator.call('PATCH', '/v1/organisations/centre-1', { body: { name: 'New' }, headers });
  expect(response.status).toBe(status);
});

test('keys are added and withdrawn', async () => {
  await admitted();
  const added = await operator.call('POST', '/v1/organisations/centre-1/keys', {
    body: { jwk: { ...ecKeys().publicJwk, kid: 'second' } },
  });
  expect(added.status).toBe(201);
  expect(await added.json()).toMatchObject({ keys: [{}, { kid: 'second' }] });
  const withdrawn = await operator.call('DELETE', '/v1/organisations/centre-1/keys/second');
  expect(withdrawn.status).toBe(200);
  expect(await withdrawn.json()).toMatchObject({ keys: [{}, { kid: 'second', withdrawnAt: expect.any(String) }] });
});

test('an operator can neither suspend itself nor withdraw its last key', async () => {
  const headers = { 'if-match': '*' };
  const suspended = await operator.call('PATCH', '/v1/organisations/operator-1', {
    body: { status: 'SUSPENDED' },
    headers,
  });
  expect(suspended.status).toBe(409);
  const withdrawn = await operator.call('DELETE', '/v1/organisations/operator-1/keys/client-key');
  expect(withdrawn.status).toBe(409);
  expect((await operator.call('GET', '/v1/organisations')).status).toBe(200);
});

test('pages hold every organisation once', async () => {
  for (let index = 0; index < 5; index += 1) await setOrganisation(operator.registry, `brand-${index}`);
  const seen: string[] = [];
  let after = '';
  for (;;) {
    const response = await operator.call('GET', `/v1/organisations?limit=2${after}`);
    const page = (await response.json()) as { organisations: { organisationId: string }[]; next?: string };
    expect(page.organisations.length).toBeLessThanOrEqual(2);
    seen.push(...page.organisations.map(({ organisationId }) => organisationId));
    if (page.next === undefined) break;
    after = `&after=${page.next}`;
  }
  expect(seen).toEqual(['brand-0', 'brand-1', 'brand-2', 'brand-3', 'brand-4', 'operator-1']);
});
