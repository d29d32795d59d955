import { beforeEach, expect, test } from 'vitest';
import { registryApp } from '../../../src/api/app.ts';
import type { ApiApp } from '../../../src/api/mount.ts';
import { policySchema } from '../../../src/api/public/policy-wire.ts';
import { policies } from '../../../src/core/policies/policies.ts';
import { setPolicy } from '../../../src/registry/set-policy.ts';
import { type MemoryRegistry, memoryRegistry, operatorAtConsole } from '../../registry/memory-registry.ts';

let memory: MemoryRegistry;
let app: ApiApp;

beforeEach(async () => {
  memory = await memoryRegistry();
  app = registryApp(memory.registry, { reportDefect: (error) => expect.fail(String(error)) });
});

function verify(body: unknown): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return Promise.resolve(app.request('/v1/receipts/verify', { method: 'POST', body: JSON.stringify(body), headers }));
}

test('the published keys may be kept for as long as no key signs unannounced', async () => {
  const response = await app.request('/.well-known/jwks.json');
  expect(response.headers.get('cache-control')).toBe('public, max-age=600');
  const { keys } = (await response.json()) as { keys: Record<string, string>[] };
  expect(keys.map(({ status }) => status)).toEqual(['CURRENT', 'NEXT']);
  for (const key of keys)
    expect(Object.keys(key).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'status', 'use', 'x', 'y']);
});

test('the metadata names the token endpoint under the issuer', async () => {
  const response = await app.request('/.well-known/oauth-authorization-server');
  expect(await response.json()).toMatchObject({
    issuer: 'https://dnd.example',
    token_endpoint: 'https://dnd.example/oauth/token',
    grant_types_supported: ['client_credentials'],
  });
});

test('the policy is fetched once and then only asked after', async () => {
  const first = await app.request('/v1/policy');
  expect(await first.json()).toEqual(JSON.parse(JSON.stringify(memory.registry.policy)));
  const etag = first.headers.get('etag') ?? '';
  const ask = (ifNoneMatch: string) => app.request('/v1/policy', { headers: { 'if-none-match': ifNoneMatch } });
  const unchanged = await ask(`"other", W/${etag}`);
  expect([unchanged.status, await unchanged.text()]).toEqual([304, '']);
  expect((await ask('"other"')).status).toBe(200);
});

test('the policy in one language has names in that language alone, and another tag', async () => {
  const whole = await app.request('/v1/policy');
  const english = await app.request('/v1/policy?language=en');
  expect(english.headers.get('etag')).not.toBe(whole.headers.get('etag'));
  const { categories } = (await english.json()) as { categories: { names: Record<string, string> }[] };
  for (const { names } of categories) expect(Object.keys(names)).toEqual(['en']);
  const klingon = await app.request('/v1/policy?language=tlh');
  expect(klingon.status).toBe(400);
  expect(await klingon.json()).toMatchObject({ field: 'query:language', limit: expect.stringContaining('en') });
});

test.each(Object.entries(policies))('the policy %s is as its schema says', (_, policy) => {
  expect(policySchema.safeParse(policy).error?.issues).toBeUndefined();
  expect(policySchema.parse(policy)).toEqual(policy);
});

test('a receipt of this registry is worth what it is worth, a made-up one nothing', async () => {
  const iat = Math.floor(memory.clock.at / 1_000);
  const payload = { receiptForm: 'PLAIN', iss: 'https://dnd.example', aud: 'x', iat, exp: iat + 60 };
  const receipt = await memory.registry.receipts.sign('dnd-receipt+jwt', JSON.stringify(payload));
  const report = await verify({ receipt });
  expect(report.status).toBe(200);
  expect(await report.json()).toMatchObject({ outcome: 'VALID', content: 'NOT_GIVEN', payload });
  expect(await (await verify({ receipt: 'made.up.receipt' })).json()).toMatchObject({ outcome: 'MALFORMED' });
  expect(await (await verify({ response: '{"receipt":1}' })).json()).toMatchObject({ outcome: 'MALFORMED' });
});

test.each([[{}], [{ receipt: 'a', response: 'b' }], [{ receipt: '' }], [{ token: 'a' }], [[]]])(
  'verification of %j is refused as a request',
  async (body) => {
    expect((await verify(body)).status).toBe(400);
  },
);

test('the process is alive before it is ready', async () => {
  expect((await app.request('/healthz')).status).toBe(200);
  const unready = await app.request('/readyz');
  expect(unready.status).toBe(503);
  expect(await unready.json()).toMatchObject({ code: 'UNAVAILABLE', failurePolicy: expect.any(String) });
  await setPolicy(memory.registry, operatorAtConsole);
  expect((await app.request('/readyz')).status).toBe(200);
});

test('nothing public needs or takes a credential', async () => {
  const response = await app.request('/v1/policy', { headers: { authorization: 'Bearer nonsense' } });
  expect(response.status).toBe(200);
});
