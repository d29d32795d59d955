import { expect, test } from 'vitest';
import { chineseNumber, setOrganisation, tokenFor, wire } from '../../registry/memory-registry.ts';
import { type Door, door } from '../door.ts';

const path = '/v1/registrations';
const phoneNumber = wire(chineseNumber());
const row = { phoneNumber, preferences: { base: 'REFUSE_ALL' } };
const body = { registrations: [row], proof: 'CARRIER_ASSERTED', agent: 'shop 12' };

async function withCarrier(): Promise<Door & { token: string }> {
  const opened = await door();
  const carrier = await setOrganisation(opened.registry, 'carrier-1', { role: 'CARRIER', numberRanges: ['86138'] });
  return { ...opened, token: await tokenFor(opened.registry, carrier) };
}

test('a registration shows in the subscriber’s preferences and history', async () => {
  const { call, token, sessionFor } = await withCarrier();
  const registered = await call('POST', path, { token, body });
  expect(registered.status).toBe(200);
  const { results, summary } = (await registered.json()) as { results: { position: string }[]; summary: unknown };
  expect(results).toEqual([{ index: 0, status: 'REGISTERED', position: expect.stringMatching(/^log:\d+$/) }]);
  expect(summary).toEqual({ count: 1, registered: 1, pending: 0, unchanged: 0, rejected: 0 });
  const session = await sessionFor(chineseNumber());
  const preferences = await call('GET', '/v1/subscriber/preferences', { token: session });
  expect(await preferences.json()).toMatchObject({ base: 'REFUSE_ALL', position: results[0]?.position });
  const history = await call('GET', '/v1/subscriber/history', { token: session });
  expect(await history.json()).toMatchObject({
    entries: [
      { actor: { kind: 'ORGANISATION', organisationId: 'carrier-1' }, agent: 'shop 12', proof: 'CARRIER_ASSERTED' },
    ],
  });
});

test('one bad row never fails the rest, and no answer repeats a number', async () => {
  const { call, token } = await withCarrier();
  const registrations = [row, { ...row, phoneNumber: '+8613900000000', reference: 'x' }, { ...row, phoneNumber: '1' }];
  const answer = await (await call('POST', path, { token, body: { ...body, registrations } })).text();
  expect(JSON.parse(answer)).toMatchObject({
    results: [
      { status: 'REGISTERED' },
      { index: 1, reference: 'x', status: 'REJECTED', code: 'PERMISSION_DENIED', field: 'phoneNumber' },
      { index: 2, status: 'REJECTED', code: 'INVALID_ARGUMENT' },
    ],
    summary: { count: 3, registered: 1, pending: 0, unchanged: 0, rejected: 2 },
  });
  expect(answer).not.toMatch(/8613/);
});

test('what waits says until when, and the subscriber reads what is to come and what binds meanwhile', async () => {
  const { call, token, sessionFor } = await withCarrier();
  const preferences = { categories: { FIN_CREDIT: 'ALLOW', HEALTH: 'REFUSE' } };
  const registrations = Array.from({ length: 1_001 }, (_, at) => ({
    phoneNumber: wire(chineseNumber(10_000 + at)),
    preferences,
  }));
  const registered = await call('POST', path, { token, body: { ...body, registrations } });
  const { results, summary } = (await registered.json()) as { results: object[]; summary: object };
  expect(summary).toEqual({ count: 1_001, registered: 0, pending: 1_001, unchanged: 0, rejected: 0 });
  const pendingUntil = '2026-11-29T05:00:00.000Z';
  const assertionId = '2026112204-carrier-1-registrations-1';
  expect(results[0]).toEqual({ index: 0, status: 'PENDING', position: expect.any(String), pendingUntil, assertionId });
  const session = await sessionFor(chineseNumber());
  const now = await call('GET', '/v1/subscriber/preferences', { token: session });
  expect(await now.json()).toMatchObject({ categories: { HEALTH: 'REFUSE' } });
  const history = await call('GET', '/v1/subscriber/history', { token: session });
  expect(await history.json()).toMatchObject({
    entries: [
      {
        event: {
          kind: 'ASSERTION_WAITS',
          assertionId,
          waitsUntil: pendingUntil,
          preferences,
          meanwhile: { categories: { HEALTH: 'REFUSE' } },
        },
      },
    ],
  });
});

test('number events are reported in words of the wire', async () => {
  const { call, token } = await withCarrier();
  const events = [
    { phoneNumber, kind: 'DISCONNECTED', occurredAt: '2026-11-22T10:00:00+08:00', reference: 'a' },
    { phoneNumber, kind: 'RECLAIMED', occurredAt: '2026-11-22T11:00:00+08:00' },
    { phoneNumber, kind: 'PORTED', occurredAt: '2026-11-22T11:00:00+08:00' },
  ];
  const reported = await call('POST', '/v1/number-events', { token, body: { events } });
  expect(reported.status).toBe(200);
  expect(await reported.json()).toMatchObject({
    results: [
      { index: 0, reference: 'a', status: 'RECORDED' },
      { index: 1, status: 'RECORDED' },
      { index: 2, status: 'REJECTED', code: 'INVALID_ARGUMENT', field: 'toCarrier' },
    ],
    summary: { count: 3, recorded: 2, pending: 0, unchanged: 0, rejected: 1 },
  });
});

test.for([
  [path, { ...body, registrations: [] }, 'registrations'],
  [path, { ...body, registrations: Array.from({ length: 10_001 }, () => row) }, 'registrations'],
  [path, { ...body, proof: 'HEARSAY' }, 'proof'],
  [path, { ...body, agent: 'x'.repeat(65) }, 'agent'],
  [path, { registrations: [row], proof: 'CARRIER_ASSERTED' }, 'agent'],
  [path, { ...body, registrations: [{ ...row, name: 'x' }] }, 'registrations[0].name'],
  [
    '/v1/number-events',
    { events: [{ phoneNumber, kind: 'LOST', occurredAt: '2026-11-22T10:00:00Z' }] },
    'events[0].kind',
  ],
  [
    '/v1/number-events',
    { events: [{ phoneNumber, kind: 'RECLAIMED', occurredAt: '2026-11-22' }] },
    'events[0].occurredAt',
  ],
] as const)('POST %s with a bad frame is 400 and names the part', async ([where, bad, field]) => {
  const { call, token } = await withCarrier();
  const refused = await call('POST', where, { token, body: bad });
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({ field });
});

test('a call centre’s token does not open this door', async () => {
  const { call, registry } = await withCarrier();
  const token = await tokenFor(registry, await setOrganisation(registry, 'agent-1', { role: 'CALL_CENTRE' }));
  expect((await call('POST', path, { token, body })).status).toBe(403);
});
