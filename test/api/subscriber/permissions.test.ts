import { expect, test } from 'vitest';
import { dayMs } from '../../../src/core/time.ts';
import { chineseNumber, setOrganisation, setSenderIdentity, startedAt } from '../../registry/memory-registry.ts';
import { happened } from '../../registry/numbers/number-changes.ts';
import { type Door, door } from '../door.ts';

const number = chineseNumber();
const consents = '/v1/subscriber/consents';
const refusals = '/v1/subscriber/sender-refusals';

async function signedIn(): Promise<Door & { token: string }> {
  const opened = await door();
  await setOrganisation(opened.registry, 'brand-1', { name: 'First' });
  await setSenderIdentity(opened.registry, 'DEMO', { brand: 'brand-1' });
  return { ...opened, token: await opened.sessionFor(number) };
}

const since = new Date(startedAt).toISOString();

test('a consent is given, listed, repeated without effect, and withdrawn', async () => {
  const { call, token } = await signedIn();
  const body = { brand: 'brand-1', scope: { channels: ['SMS'] }, expiresAt: '2027-01-01T00:00:00+08:00' };
  const given = await call('POST', consents, { token, body });
  expect(given.status).toBe(201);
  const consent = { ...body, brandName: 'First', status: 'CONSENTED', since, expiresAt: '2026-12-31T16:00:00.000Z' };
  expect(await given.json()).toEqual(consent);
  expect((await call('POST', consents, { token, body })).status).toBe(200);
  expect(await (await call('GET', consents, { token })).json()).toEqual({ consents: [consent] });
  expect((await call('DELETE', `${consents}/brand-1`, { token })).status).toBe(204);
  expect((await call('DELETE', `${consents}/brand-1`, { token })).status).toBe(404);
  expect(await (await call('GET', consents, { token })).json()).toEqual({ consents: [] });
});

test('a sender is refused by what was seen, listed, and readmitted', async () => {
  const { call, token } = await signedIn();
  await call('POST', consents, { token, body: { brand: 'brand-1' } });
  const refused = await call('POST', refusals, { token, body: { sender: 'DEMO' } });
  expect(refused.status).toBe(201);
  const refusal = { brand: 'brand-1', brandName: 'First', since };
  expect(await refused.json()).toEqual(refusal);
  expect((await call('POST', refusals, { token, body: { brand: 'brand-1' } })).status).toBe(200);
  expect(await (await call('GET', consents, { token })).json()).toEqual({ consents: [] });
  expect(await (await call('GET', refusals, { token })).json()).toEqual({ refusals: [refusal] });
  expect((await call('DELETE', `${refusals}/brand-1`, { token })).status).toBe(204);
  expect((await call('DELETE', `${refusals}/brand-1`, { token })).status).toBe(404);
});

test.for([
  [consents, { brand: 'nobody' }, 404, 'brand'],
  [consents, { brand: 'brand-1', scope: { categories: ['NOTHING'] } }, 400, 'scope.categories[0]'],
  [consents, { brand: 'brand-1', scope: { categories: [] } }, 400, 'scope.categories'],
  [consents, { brand: 'brand-1', expiresAt: '2026-01-01T00:00:00Z' }, 400, 'expiresAt'],
  [consents, { brand: 'brand-1', expiresAt: 'tomorrow' }, 400, 'expiresAt'],
  [refusals, {}, 400, 'sender'],
  [refusals, { sender: 'DEMO', brand: 'brand-1' }, 400, 'brand'],
  [refusals, { sender: 'NOBODY' }, 404, 'sender'],
] as const)('POST %s of %j is %i for its %s', async ([path, body, status, field]) => {
  const { call, token } = await signedIn();
  const refused = await call('POST', path, { token, body });
  expect(refused.status).toBe(status);
  expect(await refused.json()).toMatchObject({ field });
});

test('the history is read in pages, in words of the wire', async () => {
  const { call, registry, token } = await signedIn();
  await call('POST', consents, { token, body: { brand: 'brand-1' } });
  await call('PUT', '/v1/subscriber/preferences', {
    token,
    body: { base: 'REFUSE_ALL' },
    headers: { 'if-match': '*' },
  });
  await happened(registry, number, {
    kind: 'NUMBER_PORTED',
    occurredAt: startedAt - dayMs,
    servingCarrier: 'carrier-2',
  });
  const first = (await (await call('GET', '/v1/subscriber/history?limit=2', { token })).json()) as { next: string };
  expect(first).toMatchObject({
    entries: [
      {
        event: { kind: 'NUMBER_PORTED', occurredAt: '2026-11-21T04:00:00.000Z', servingCarrier: 'carrier-2' },
        actor: { kind: 'ORGANISATION', organisationId: 'carrier-1' },
      },
      {
        at: since,
        event: { kind: 'PREFERENCES_SET', preferences: { base: 'REFUSE_ALL' } },
        actor: { kind: 'SUBSCRIBER' },
        wayIn: 'API',
        proof: 'OTP',
        leafHash: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      },
    ],
  });
  const last = await (await call('GET', `/v1/subscriber/history?before=${first.next}`, { token })).json();
  expect(last).toEqual({
    entries: [expect.objectContaining({ event: { kind: 'CONSENT_GIVEN', brand: 'brand-1', scope: {} } })],
  });
});

test.for([
  ['limit=0', 'query:limit'],
  ['limit=101', 'query:limit'],
  ['limit=ten', 'query:limit'],
  ['before=5', 'query:before'],
  ['before=other:5', 'query:before'],
  ['page=1', 'query:page'],
] as const)('history?%s is refused for its %s', async ([query, field]) => {
  const { call, token } = await signedIn();
  const refused = await call('GET', `/v1/subscriber/history?${query}`, { token });
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({ field });
});
