import { beforeAll, expect, test, vi } from 'vitest';
import { type RunningRegistry, runningThroughout } from './running-registry.ts';

let registry: RunningRegistry;
beforeAll(async () => {
  registry = await runningThroughout();
});

const terms = 'category=FIN_CREDIT&channel=VOICE&sender=DEMO';
const until = { timeout: 50_000, interval: 100 };
const rows = 250_000;
/** Each number once, so that a row that is lost or doubled is seen. */
const lines = Array.from(
  { length: rows },
  (_, row) => `row ${row},138${String((row * 487) % 99_999_989).padStart(8, '0')}`,
);

interface Scrub {
  readonly scrubId: string;
  readonly status: string;
  readonly summary?: { readonly rows: Readonly<Record<string, number>> };
  readonly results?: readonly { readonly name: string; readonly href: string; readonly bytes: number }[];
}

async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const authorization = `Bearer ${await registry.token('demo-call-centre')}`;
  return fetch(`${registry.url}${path}`, { ...init, headers: { ...init.headers, authorization } });
}

const scrubOf = async (scrubId: string) => (await (await ask(`/v1/scrubs/${scrubId}`)).json()) as Scrub;

test('a list is scrubbed beside lookups and across kill -9, and its answer is downloaded whole or by range', async () => {
  const body = `name,phone\n${lines.join('\n')}\n`;
  const headers = { 'content-type': 'text/csv', prefer: 'respond-async' };
  const opened = await ask(`/v1/scrubs?${terms}`, { method: 'POST', headers, body });
  expect(opened.status).toBe(202);
  const { scrubId } = (await opened.json()) as Scrub;
  await vi.waitFor(async () => expect((await scrubOf(scrubId)).status).not.toBe('QUEUED'), until);
  const enquiry = { phoneNumber: '+8613800138000', category: 'FIN_CREDIT', channel: 'VOICE', sender: 'DEMO' };
  const json = { 'content-type': 'application/json' };
  const lookup = await ask('/v1/lookup', { method: 'POST', headers: json, body: JSON.stringify(enquiry) });
  expect(lookup.status).toBe(200);
  await registry.kill();
  await registry.restart();
  await vi.waitFor(async () => expect((await scrubOf(scrubId)).status).toBe('COMPLETED'), until);
  const { summary, results = [] } = await scrubOf(scrubId);
  expect(summary?.rows['count']).toBe(rows);
  const { href = '', bytes } = results.find(({ name }) => name === 'annotated') ?? {};
  const text = await (await ask(href)).text();
  expect(Buffer.byteLength(text)).toBe(bytes);
  const answered = text.trimEnd().split(/\r?\n/).slice(1);
  expect(answered.map((line) => line.split(',').slice(0, 2).join(','))).toEqual(lines);
  const at = 4 * 2 ** 20 - 5;
  const range = await ask(href, { headers: { range: `bytes=${at}-${at + 9}` } });
  expect([range.status, await range.text()]).toEqual([206, text.slice(at, at + 10)]);
  expect((await ask(`/v1/scrubs/${scrubId}`, { method: 'DELETE' })).status).toBe(204);
  expect((await ask(href)).status).toBe(404);
  expect(registry.said()).not.toMatch(/"level":"?(error|50)/);
});
