import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, onTestFinished, test, vi } from 'vitest';
import { endServers, freePort, freshDataDir, type ServedRegistry, serve } from '../served-registry.ts';

/** As long as a busy machine may take. */
const until = { timeout: 50_000, interval: 100 };
const client = 'demo-call-centre';
const terms = 'category=FIN_CREDIT&channel=VOICE&sender=DEMO';
const rows = 200_000;

/** Each number once, so that a row that is lost or doubled is seen. */
const lines = Array.from(
  { length: rows },
  (_, row) => `row ${row},138${String((row * 487) % 99_999_989).padStart(8, '0')}`,
);
const list = `name,phone\n${lines.join('\n')}\n`;

afterAll(endServers);

interface Scrub {
  readonly scrubId: string;
  readonly status: string;
  readonly progress?: { readonly rows: number };
  readonly summary?: { readonly rows: Readonly<Record<string, number>> };
}

async function dnd(dataDir: string, ...words: readonly string[]): Promise<string> {
  const environment = { ...process.env, DATA_DIR: dataDir };
  return (await promisify(execFile)(process.execPath, ['dist/cli/dnd.js', ...words], { env: environment })).stdout;
}

/** Rows beyond it wait for the next minute. */
async function setQuota(dataDir: string, quota: string): Promise<void> {
  await dnd(dataDir, 'organisations', 'set-quotas', client, `batchRowsPerMinute=${quota}`, '--write');
}

async function ask(served: ServedRegistry, path: string, init: RequestInit = {}): Promise<Response> {
  const authorization = `Bearer ${await served.token(client)}`;
  return fetch(`${served.url}/v1/scrubs${path}`, { ...init, headers: { ...init.headers, authorization } });
}

async function read(served: ServedRegistry, scrubId: string): Promise<Scrub> {
  return (await (await ask(served, `/${scrubId}`)).json()) as Scrub;
}

/** Hands in the list, and waits until some of it is done and the rest has to wait. */
async function halfWay(served: ServedRegistry): Promise<string> {
  await setQuota(served.dataDir, '85000');
  const headers = { 'content-type': 'text/csv', prefer: 'respond-async' };
  const response = await ask(served, `?${terms}`, { method: 'POST', headers, body: list });
  expect(response.status).toBe(202);
  const { scrubId } = (await response.json()) as Scrub;
  const runFile = join(served.dataDir, 'scrubs', scrubId, 'run.json');
  await vi.waitFor(() => {
    const { checkpoint } = JSON.parse(readFileSync(runFile, 'utf8')) as { checkpoint?: { rows: number } };
    expect(checkpoint?.rows).toBeGreaterThan(50_000);
    expect(checkpoint?.rows).toBeLessThan(rows - 10_000);
  }, until);
  expect((await read(served, scrubId)).status).toBe('RUNNING');
  return scrubId;
}

async function completed(served: ServedRegistry, scrubId: string): Promise<void> {
  const scrub = await vi.waitFor(async () => {
    const now = await read(served, scrubId);
    expect(now.status).toBe('COMPLETED');
    return now;
  }, until);
  expect(scrub.summary?.rows).toMatchObject({ count: rows, allowed: rows, duplicates: 0 });
  const half = await ask(served, `/${scrubId}/results/annotated`, { headers: { range: 'bytes=0-4999999' } });
  const rest = await ask(served, `/${scrubId}/results/annotated`, { headers: { range: 'bytes=5000000-' } });
  expect([half.status, rest.status]).toEqual([206, 206]);
  const text = (await half.text()) + (await rest.text());
  const [head, ...found] = text.trimEnd().split('\n');
  expect(head).toBe('name,phone,decision,reason,nextPermittedAt,validUntil');
  expect(found.map((line) => line.split(',').slice(0, 2).join(',')).join('\n') === lines.join('\n')).toBe(true);
  expect(new Set(found.map((line) => line.split(',').slice(2, 4).join(',')))).toEqual(new Set(['ALLOW,DEFAULT']));
  const file = (name: string) => join(served.dataDir, name);
  writeFileSync(file('list.csv'), list);
  writeFileSync(file('result.csv'), text);
  writeFileSync(file('result.jws'), await (await ask(served, `/${scrubId}/certificate`)).text());
  const check = ['--check', file('result.jws'), '--input', file('list.csv'), '--output', file('result.csv')];
  expect(await dnd(served.dataDir, 'scrub', ...check)).toMatch(/^VALID/);
}

test('a job whose server was killed half-way goes on after the restart, and nothing is lost or doubled', async () => {
  const { dataDir, remove } = freshDataDir();
  onTestFinished(remove);
  const port = await freePort();
  const before = await serve(dataDir, port, { environment: { LOG_LEVEL: 'silent' } });
  const scrubId = await halfWay(before);
  await before.kill();
  await setQuota(dataDir, 'default');
  const served = await serve(dataDir, port, { environment: { LOG_LEVEL: 'silent' } });
  await completed(served, scrubId);
  expect(await served.stop()).toBe(0);
}, 120_000);

test('of two servers on one folder one runs the job, and the other takes it over when that one is killed', async () => {
  const { dataDir, remove } = freshDataDir();
  onTestFinished(remove);
  const quietly = { environment: { LOG_LEVEL: 'silent' } };
  const one = await serve(dataDir, await freePort(), quietly);
  const other = await serve(dataDir, await freePort(), quietly);
  const scrubId = await halfWay(one);
  const claim = readFileSync(join(dataDir, 'scrubs', scrubId, 'claim-run.1'), 'utf8');
  const runner = (JSON.parse(claim) as { readonly pid: number }).pid === one.pid ? one : other;
  const heir = runner === one ? other : one;
  await setQuota(dataDir, 'default');
  await runner.kill();
  await completed(heir, scrubId);
  expect(await heir.stop()).toBe(0);
}, 120_000);
