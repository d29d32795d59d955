import { expect, test } from 'vitest';
import { codeLimits } from '../../../src/registry/access/code-limits.ts';
import { chineseNumber, lastCode, startedAt, wire } from '../../registry/memory-registry.ts';
import { door } from '../door.ts';

const phoneNumber = wire(chineseNumber());

test('code, session, preferences, end of session', async () => {
  const { call, outbox } = await door();
  const asked = await call('POST', '/v1/subscriber/codes', { body: { phoneNumber, language: 'en' } });
  expect(asked.status).toBe(202);
  expect(await asked.json()).toEqual({ expiresAt: new Date(startedAt + 300_000).toISOString() });
  const opened = await call('POST', '/v1/subscriber/sessions', { body: { phoneNumber, code: lastCode(outbox) } });
  expect(opened.status).toBe(201);
  const { token, expiresAt } = (await opened.json()) as { token: string; expiresAt: string };
  expect(expiresAt).toBe(new Date(startedAt + 1_800_000).toISOString());
  expect((await call('GET', '/v1/subscriber/preferences', { token })).status).toBe(200);
  expect((await call('DELETE', '/v1/subscriber/sessions/current', { token })).status).toBe(204);
  expect((await call('GET', '/v1/subscriber/preferences', { token })).status).toBe(401);
});

test('a wrong code is 401 in the words of every wrong code', async () => {
  const { call } = await door();
  const refused = await call('POST', '/v1/subscriber/sessions', { body: { phoneNumber, code: '000000' } });
  expect(refused.status).toBe(401);
  expect(await refused.json()).toMatchObject({ code: 'UNAUTHENTICATED', field: 'code' });
});

test('too many codes are 429 with the time to wait, whether the number is known or not', async () => {
  const { call } = await door();
  const ask = () => call('POST', '/v1/subscriber/codes', { body: { phoneNumber } });
  for (let at = 0; at < codeLimits.numberShort.max; at++) await ask();
  const refused = await ask();
  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toBe('900');
  expect(await refused.text()).not.toContain(phoneNumber);
});

test('the address that the server saw is limited', async () => {
  const { call } = await door();
  const ask = (at: number, clientAddress: string) =>
    call('POST', '/v1/subscriber/codes', { body: { phoneNumber: wire(chineseNumber(at * 10_000)) }, clientAddress });
  for (let at = 0; at < codeLimits.address.max; at++) await ask(at, '192.0.2.1');
  expect((await ask(200, '192.0.2.1')).status).toBe(429);
  expect((await ask(201, '192.0.2.2')).status).toBe(202);
});

test.for([
  ['/v1/subscriber/codes', { phoneNumber: '+34600000000' }, 422, 'phoneNumber'],
  ['/v1/subscriber/codes', { phoneNumber: '13800010000' }, 400, 'phoneNumber'],
  ['/v1/subscriber/codes', { phoneNumber, language: 'x' }, 400, 'language'],
  ['/v1/subscriber/codes', { phoneNumber, extra: 1 }, 400, 'extra'],
  ['/v1/subscriber/sessions', { phoneNumber, code: '12345' }, 400, 'code'],
  ['/v1/subscriber/sessions', { phoneNumber, code: 123456 }, 400, 'code'],
] as const)('POST %s of %j is %i for its %s', async ([path, body, status, field]) => {
  const { call } = await door();
  const refused = await call('POST', path, { body });
  expect(refused.status).toBe(status);
  expect(await refused.json()).toMatchObject({ field });
});
