import { expect, test } from 'vitest';
import { minuteMs } from '../../../src/core/time.ts';
import { operatorApp } from './operator-app.ts';

test('keys are rotated once every verifier can have the next one, or by force', async () => {
  const { call, clock } = await operatorApp();
  const early = await call('POST', '/v1/signing-keys/rotate', { body: {} });
  expect(early.status).toBe(412);
  expect(Number(early.headers.get('retry-after'))).toBe(600);
  expect((await call('POST', '/v1/signing-keys/rotate', { body: { force: true } })).status).toBe(200);
  clock.at += 9 * minuteMs;
  expect((await call('POST', '/v1/signing-keys/rotate', { body: {} })).status).toBe(412);
});

test('a compromised key is published as such, and what it signed is worth nothing', async () => {
  const { call, app } = await operatorApp();
  const before = (await (await call('GET', '/v1/signing-keys')).json()) as { keys: { kid: string; status: string }[] };
  const current = before.keys.find(({ status }) => status === 'CURRENT')?.kid ?? '';
  const marked = await call('POST', '/v1/signing-keys/mark-compromised', { body: { kid: current } });
  expect(marked.status).toBe(200);
  const jwks = (await (await app.request('/.well-known/jwks.json')).json()) as { keys: { kid: string; use: string }[] };
  expect(jwks.keys.find(({ kid }) => kid === current)).toMatchObject({ use: 'compromised', status: 'COMPROMISED' });
  expect((await call('GET', '/v1/signing-keys')).status).toBe(401);
});

test('an unknown key cannot be marked', async () => {
  const { call } = await operatorApp();
  expect((await call('POST', '/v1/signing-keys/mark-compromised', { body: { kid: 'nobody' } })).status).toBe(404);
});

test('the report shows public facts only', async () => {
  const { call } = await operatorApp();
  const text = await (await call('GET', '/v1/signing-keys')).text();
  expect(text).not.toMatch(/"d"|jwk/);
  expect(JSON.parse(text)).toMatchObject({ rotation: { due: false } });
});
