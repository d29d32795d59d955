import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type WalkedRegistry, walkedRegistry } from './walked-registry.ts';

let walked: WalkedRegistry;
beforeAll(async () => {
  walked = await walkedRegistry();
});
afterAll(() => walked.close());

async function send(method: string, path: string, headers: Readonly<Record<string, string>> = {}, body?: unknown) {
  const json = body === undefined ? {} : { 'content-type': 'application/json' };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await walked.app.request(path, { method, headers: { ...json, ...headers }, ...sent });
  const text = await response.text();
  const problem = (text === '' ? {} : JSON.parse(text)) as Readonly<Record<string, unknown>>;
  return { status: response.status, headers: response.headers, problem };
}

const as = (role: keyof WalkedRegistry['tokens']) => ({ authorization: `Bearer ${walked.tokens[role]}` });

describe('a path that is known', () => {
  test.for([
    ['GET', '/v1/lookup', 'POST'],
    ['OPTIONS', '/v1/lookup', 'POST'],
    ['HEAD', '/v1/lookup', 'POST'],
    ['DELETE', '/healthz', 'GET, HEAD'],
    ['POST', '/openapi.json', 'GET, HEAD'],
    ['PUT', '/v1/organisations/somebody', 'PATCH, GET, HEAD'],
  ] as const)('answers %s %s with 405 and what it takes: %s', async ([method, path, allow]) => {
    const { status, headers } = await send(method, path);
    expect([status, headers.get('allow')]).toEqual([405, allow]);
  });

  test('answers HEAD where it answers GET', async () => {
    expect((await send('HEAD', '/healthz')).status).toBe(200);
  });

  test('is not one with more or fewer segments', async () => {
    for (const path of ['/v1/lookup/', '/v1/organisations/a/b', '/v1', '//v1/lookup']) {
      expect((await send('GET', path)).status).toBe(404);
    }
  });
});

describe('query parameters', () => {
  test('that a guarded operation does not know are refused, not passed over', async () => {
    const { status, problem } = await send('GET', '/v1/status?dryRun=true', as('OPERATOR'));
    expect([status, problem['field']]).toEqual([400, 'query:dryRun']);
  });

  test('of nobody who may not come in say nothing', async () => {
    expect((await send('GET', '/v1/status?dryRun=true')).status).toBe(401);
  });

  test('do not keep a probe from being answered', async () => {
    expect((await send('GET', '/healthz?at=1')).status).toBe(200);
  });
});

test.for([
  ['an unknown property', '/v1/lookup', { [`+8613800138000`]: 1, phoneNumber: '+8613800138000' }],
  ['a query parameter', '/v1/lookup?%2B8613800138000=1', {}],
  [
    'the name of a choice',
    '/v1/registrations',
    {
      proof: 'OTP',
      registrations: [{ phoneNumber: '', preferences: { categories: { 'x+8613800138000': 'REFUSE' } } }],
    },
  ],
] as const)('a phone number in %s is not told back in the problem', async ([, path, body]) => {
  const { status, problem } = await send('POST', path, as('CARRIER'), body);
  expect(status).toBe(400);
  expect(JSON.stringify({ ...problem, correlator: '' })).not.toMatch(/\d{7}/);
});

test('a name that a caller made up is told back in short', async () => {
  const preferences = { categories: { ['x'.repeat(5_000)]: 'REFUSE' } };
  const body = { proof: 'OTP', registrations: [{ phoneNumber: '', preferences }] };
  const { problem } = await send('POST', '/v1/registrations', as('CARRIER'), body);
  expect(String(problem['field']).length).toBeLessThan(256);
});

test('the scheme of a token is understood in any case', async () => {
  for (const scheme of ['Bearer', 'bearer', 'BEARER']) {
    const headers = { authorization: `${scheme} ${walked.tokens.OPERATOR}` };
    expect((await send('GET', '/v1/status', headers)).status).toBe(200);
  }
});
