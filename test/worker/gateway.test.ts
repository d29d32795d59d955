import { expect, onTestFinished, test, vi } from 'vitest';
import { throughGateway } from '../../src/worker/gateway.ts';
import { production } from '../runtime/production-settings.ts';

type Env = Parameters<typeof throughGateway>[1];

/** Objects that keep what they are asked, and answer nothing but that they were. */
function played(settings: object = {}) {
  const asked: { logId: string; headers: Headers }[] = [];
  const REGISTRY = {
    idFromName: (logId: string) => logId,
    get: (logId: string) => ({
      async fetch(_url: string, { headers }: { readonly headers: Headers }) {
        asked.push({ logId, headers });
        return new Response('asked');
      },
    }),
  };
  return { asked, env: { ...production, ...settings, REGISTRY } as unknown as Env };
}

const forged = {
  'dnd-place': '1/1',
  'x-forwarded-for': '192.0.2.1',
  'x-real-ip': '192.0.2.1',
  forwarded: 'for=192.0.2.1',
  'true-client-ip': '192.0.2.1',
};

test('what somebody could pass for another by does not reach an object; what the platform says does', async () => {
  const { asked, env } = played();
  const headers = { ...forged, 'cf-connecting-ip': '198.51.100.7', authorization: 'Bearer one' };
  await throughGateway(new Request('https://dnd.example/v1/organisations', { headers }), env);
  expect(asked.map(({ logId, headers: sent }) => [logId, Object.fromEntries(sent)])).toEqual([
    ['log', { 'cf-connecting-ip': '198.51.100.7', authorization: 'Bearer one' }],
  ]);
});

test('nobody names the object of numbers that answers but the gateway', async () => {
  const { asked, env } = played({ DND_SHARDS: '4' });
  const lookup = { method: 'POST', headers: forged, body: '{"phoneNumber":"+8613800138000"}' };
  await throughGateway(new Request('https://dnd.example/v1/lookup', lookup), env);
  const [{ logId, headers } = expect.fail('nobody was asked')] = asked;
  expect(headers.get('dnd-place')).toBe(`${logId.replace('log-', '')}/4`);
  expect(headers.get('x-forwarded-for')).toBeNull();
});

test.for([
  ['an address that is too long', `?${'a'.repeat(8_192)}`, {}],
  ['a body that says it is too long', '', { 'content-length': String(9 * 2 ** 20) }],
] as const)('%s reaches no object', async ([_, search, headers]) => {
  const { asked, env } = played();
  const response = await throughGateway(
    new Request(`https://dnd.example/v1/lookup${search}`, { method: 'POST', headers, body: '{}' }),
    env,
  );
  expect([response.status, asked]).toEqual([413, []]);
});

test('a body that turns out too long is not handed on', async () => {
  const { asked, env } = played();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let mib = 0; mib < 9; mib++) controller.enqueue(new Uint8Array(2 ** 20));
      controller.close();
    },
  });
  const request = new Request('https://dnd.example/v1/organisations', {
    method: 'POST',
    body,
    duplex: 'half',
  } as RequestInit);
  expect([(await throughGateway(request, env)).status, asked]).toEqual([413, []]);
});

test('a setting that is wrong stops everything at the door: the log names it, and nobody is told its value', async () => {
  const log = vi.spyOn(console, 'log').mockReturnValue();
  onTestFinished(() => log.mockRestore());
  const { asked, env } = played({ DND_PEPPER: 'c2hvcnQ=' });
  const response = await throughGateway(new Request('https://dnd.example/readyz'), env);
  expect([response.status, response.headers.get('retry-after'), asked]).toEqual([503, '5', []]);
  expect(await response.text()).not.toMatch(/PEPPER|c2hvcnQ/);
  expect(log.mock.calls.join()).toMatch(/DND_PEPPER: (?!.*c2hvcnQ)/);
});

test.for([
  ['from another address', { 'cf-connecting-ip': '198.51.100.7' }, 'header:cf-connecting-ip'],
  ['what was forwarded', { 'x-forwarded-for': '127.0.0.1' }, 'header:x-forwarded-for'],
] as const)('a demo answers nobody %s', async ([_, headers, field]) => {
  const { asked, env } = played({ DND_MODE: 'demo', DND_ISSUER: '' });
  const response = await throughGateway(new Request('http://127.0.0.1:8787/', { headers }), env);
  expect([response.status, asked]).toEqual([403, []]);
  expect(await response.json()).toMatchObject({ field });
});
