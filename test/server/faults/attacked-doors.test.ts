import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { production } from '../../runtime/production-settings.ts';
import { endServers, freePort, freshDataDir, type ServedRegistry, serve } from '../served-registry.ts';

const { dataDir, remove } = freshDataDir();
const environment = { ...production, TRUSTED_PROXY_HOPS: '1', LOG_LEVEL: 'error' };
let server: ServedRegistry;
let metrics: string;

const dnd = async (...args: string[]): Promise<string> => {
  const env = { ...process.env, ...environment, DATA_DIR: dataDir };
  return (await promisify(execFile)(process.execPath, ['dist/cli/dnd.js', ...args], { env })).stdout;
};

beforeAll(async () => {
  await dnd('init');
  const metricsPort = await freePort();
  metrics = `http://127.0.0.1:${metricsPort}/metrics`;
  server = await serve(dataDir, await freePort(), {
    environment: { ...environment, METRICS_PORT: String(metricsPort) },
  });
});
afterAll(() => {
  endServers();
  remove();
});

interface Answered {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: string;
}

/** As our proxy passes it on: it appends whom it heard to what the client made up. */
async function post(path: string, body: object, from: string): Promise<Answered> {
  const response = await fetch(`${server.url}/v1/subscriber/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': `10.9.8.${from.length}, ${from}` },
    body: JSON.stringify(body),
  });
  return { status: response.status, retryAfter: response.headers.get('retry-after'), body: await response.text() };
}

const ask = (digits: number, from: string) => post('codes', { phoneNumber: numbered(digits) }, from);
const guess = (digits: number, code: number, from: string) =>
  post('sessions', { phoneNumber: numbered(digits), code: String(code).padStart(6, '0') }, from);

function numbered(digits: number): string {
  return `+86138${String(digits).padStart(8, '0')}`;
}

/** Twenty at a time, as a script would that is in a hurry. */
async function attack(times: number, send: (at: number) => Promise<Answered>): Promise<ReadonlyMap<number, number>> {
  const statuses = new Map<number, number>();
  for (let at = 0; at < times; at += 20) {
    const some = await Promise.all(Array.from({ length: Math.min(20, times - at) }, (_, ahead) => send(at + ahead)));
    for (const { status, retryAfter, body } of some) {
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status !== 429) continue;
      expect(Number(retryAfter)).toBeGreaterThan(0);
      expect(JSON.parse(body)).toMatchObject({
        code: 'TOO_MANY_REQUESTS',
        limit: expect.stringMatching(/^at most \d+/),
      });
      expect(body).not.toContain('138000');
    }
  }
  return statuses;
}

const anywhere = (at: number) => `${20 + (at % 7)}.${at >> 8}.${at & 255}.9`;

test('1,000 registrations in a minute from one address, whatever it says of itself', async () => {
  const statuses = await attack(1_000, (at) => ask(at * 10_000, '203.0.113.7'));
  expect(Object.fromEntries(statuses)).toEqual({ 202: 100, 429: 900 });
  expect((await ask(99_990_000, '192.0.2.1')).status).toBe(202);
});

test('100 codes for one number', async () => {
  const statuses = await attack(100, (at) => ask(55_550_000, anywhere(at)));
  expect(Object.fromEntries(statuses)).toEqual({ 202: 3, 429: 97 });
});

test('a code guessed 1,000 times, from everywhere and from one place', async () => {
  const everywhere = await attack(1_000, (at) => guess(55_550_000, at, anywhere(at)));
  expect(Object.fromEntries(everywhere)).toEqual({ 401: 1_000 });
  const oneplace = await attack(1_000, (at) => guess(66_660_000, at, '198.51.100.7'));
  expect(Object.fromEntries(oneplace)).toEqual({ 401: 15, 429: 985 });
});

test('10,000 codes to one prefix', async () => {
  const statuses = await attack(10_000, (at) => ask(77_770_000 + at, anywhere(at)));
  expect(Object.fromEntries(statuses)).toEqual({ 202: 60, 429: 9_940 });
});

test('the operator sees all of it: on the command line, in the metrics', async () => {
  const kinds = ['CODE_FLOOD_ADDRESS', 'CODE_FLOOD_NUMBER', 'CODE_GUESSING', 'CODE_PUMPING'];
  await vi.waitFor(async () => {
    const shown = await dnd('abuse');
    for (const kind of kinds) expect(shown).toMatch(new RegExp(`^stranger [\\w-]{8} +${kind} +\\d{2,}`, 'm'));
    expect(shown).toContain('203.0.113.0/24');
    expect(shown).not.toMatch(/203\.0\.113\.7|\+?86138\d{8}/);
  });
  const text = await (await fetch(metrics)).text();
  for (const kind of kinds) expect(text).toMatch(new RegExp(`^dnd_abuse_signals_today\\{kind="${kind}"\\} [1-9]`, 'm'));
});
