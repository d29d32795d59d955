import { execFile } from 'node:child_process';
import { createReadStream, createWriteStream, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { peakMemoryMb } from '../process-memory.ts';
import { SeededList } from '../seeded-list.ts';
import { endServers, freePort, freshDataDir, type ServedRegistry, serve } from '../served-registry.ts';
import { ExpectedRows } from './expected-rows.ts';

/** Fewer to try it out: `SCRUB_ROWS=200000 npm run test:large`. */
const rows = Number(process.env['SCRUB_ROWS'] ?? 10_000_000);
/** 480 MB were seen with ten million rows: a list or a result that is held in memory takes more. */
const memoryMbMax = 700;
const parts = 8;

const client = 'demo-call-centre';
const plannedAt = `${new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)}T04:00:00.000Z`;
const terms = `category=FIN_CREDIT&channel=VOICE&sender=DEMO&plannedAt=${plannedAt}`;

const { dataDir, remove } = freshDataDir();
afterAll(() => {
  endServers();
  remove();
});
const file = (name: string) => join(dataDir, name);
const list = new SeededList(rows);

interface Scrub {
  readonly scrubId: string;
  readonly status: string;
  readonly progress?: { readonly rows: number; readonly share: number };
  readonly summary?: {
    readonly rows: Readonly<Record<string, number>>;
    readonly reasons: Readonly<Record<string, Readonly<Record<string, number>>>>;
    readonly duplicatesAreAll: boolean;
  };
}

async function dnd(...words: readonly string[]): Promise<string> {
  const environment = { ...process.env, DATA_DIR: dataDir };
  return (await promisify(execFile)(process.execPath, ['dist/cli/dnd.js', ...words], { env: environment })).stdout;
}

async function ask(served: ServedRegistry, path: string, init: RequestInit = {}): Promise<Response> {
  const authorization = `Bearer ${await served.token(client)}`;
  return fetch(`${served.url}/v1/scrubs${path}`, { ...init, headers: { ...init.headers, authorization } });
}

async function read(served: ServedRegistry, scrubId: string): Promise<Scrub> {
  return (await (await ask(served, `/${scrubId}`)).json()) as Scrub;
}

async function arrived(served: ServedRegistry, scrubId: string): Promise<number> {
  const { status, headers } = await ask(served, `/${scrubId}/input`, { method: 'HEAD' });
  expect([status, headers.get('upload-complete')]).toEqual([204, '?0']);
  return Number(headers.get('upload-offset'));
}

/** The servers on the folder, one after another: each is killed before the next. */
class Killed {
  served: ServedRegistry;
  memoryMb: number = 0;

  constructor(served: ServedRegistry) {
    this.served = served;
  }

  weigh(): void {
    this.memoryMb = Math.max(this.memoryMb, peakMemoryMb(this.served.pid));
  }

  async kill(): Promise<void> {
    this.weigh();
    await this.served.kill();
  }

  async restart(): Promise<void> {
    this.served = await serve(dataDir, Number(new URL(this.served.url).port), quietly);
  }
}

const quietly = { environment: { LOG_LEVEL: 'silent' } };

/** Sends the list's bytes from one place to another, and does something when half of them have gone. */
async function sendPart(
  served: ServedRegistry,
  scrubId: string,
  from: number,
  to: number,
  atHalf?: () => Promise<void>,
): Promise<Response> {
  const isLast = to === statSync(file('list.csv')).size;
  async function* bytes(): AsyncGenerator<Uint8Array> {
    let sent = from;
    let isDone = false;
    for await (const chunk of createReadStream(file('list.csv'), { start: from, end: to - 1 })) {
      yield chunk as Uint8Array;
      sent += (chunk as Uint8Array).length;
      if (isDone || sent < (from + to) / 2) continue;
      isDone = true;
      await atHalf?.();
    }
  }
  const headers = {
    'content-type': 'application/partial-upload',
    'upload-offset': String(from),
    'upload-complete': isLast ? '?1' : '?0',
  };
  const init = { method: 'PATCH', headers, body: ReadableStream.from(bytes()), duplex: 'half' as const };
  return ask(served, `/${scrubId}/input`, init);
}

/** The server is killed in the midst of a part; it goes on where the next one says. */
async function uploadKilled(server: Killed, scrubId: string): Promise<void> {
  const { size } = statSync(file('list.csv'));
  const partBytes = Math.ceil(size / parts);
  let from = 0;
  for (let part = 0; from < size; part++) {
    const to = Math.min(size, from + partBytes);
    if (part === parts >> 1) {
      await expect(sendPart(server.served, scrubId, from, to, () => server.kill())).rejects.toThrow();
      await server.restart();
      const kept = await arrived(server.served, scrubId);
      expect(kept).toBeGreaterThanOrEqual(from);
      expect(kept).toBeLessThan(to);
      from = kept;
    }
    if (to === size) await youngMinute();
    expect((await sendPart(server.served, scrubId, from, to)).status).toBe(200);
    from = to;
  }
}

/** Quotas are counted by the minute: one that has just begun holds until the job is half done. */
async function youngMinute(): Promise<void> {
  const second = new Date().getUTCSeconds();
  if (second > 30) await wait((60 - second) * 1_000);
}

/** Under way, or at the quota that keeps a short list from being done too soon. */
async function halfDone(served: ServedRegistry, scrubId: string): Promise<void> {
  for (;;) {
    const { status, progress } = await read(served, scrubId);
    expect(['QUEUED', 'RUNNING']).toContain(status);
    if ((progress?.share ?? 0) >= 0.45 && (progress?.rows ?? 0) >= 0.4 * rows) return;
    await wait(20);
  }
}

async function completed(served: ServedRegistry, scrubId: string): Promise<Scrub> {
  for (;;) {
    const scrub = await read(served, scrubId);
    if (scrub.status === 'COMPLETED') return scrub;
    expect(['QUEUED', 'RUNNING']).toContain(scrub.status);
    await wait(100);
  }
}

async function download(served: ServedRegistry, scrubId: string): Promise<void> {
  const { body, status } = await ask(served, `/${scrubId}/results/annotated`);
  expect(status).toBe(200);
  await pipeline(body as ReadableStream<Uint8Array>, createWriteStream(file('result.csv')));
}

/** Past the generator of the list, piece by piece. */
async function checkedRows(): Promise<ExpectedRows> {
  const expected = new ExpectedRows(list);
  for await (const piece of createReadStream(file('result.csv'), { highWaterMark: 2 ** 20 })) {
    expected.take(piece as Uint8Array);
  }
  expected.end();
  return expected;
}

async function register(): Promise<void> {
  await dnd('init');
  list.writeRegistered(file('registered.txt'));
  const imported = await dnd('import', file('registered.txt'), '--refuse', 'all', '--write', '--json');
  expect(JSON.parse(imported)).toMatchObject({ registered: rows / 4, rejected: 0 });
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const from = performance.now();
  const result = await work();
  process.stderr.write(`${what}: ${((performance.now() - from) / 1_000).toFixed(1)} s\n`);
  return result;
}

test(`${rows} rows survive kill -9 during the upload and half-way, none lost, none doubled`, async () => {
  await timed('register', register);
  list.write(file('list.csv'));
  const server = new Killed(await serve(dataDir, await freePort(), quietly));
  await dnd('organisations', 'set-quotas', client, `batchRowsPerMinute=${rows * 0.6}`, '--write');
  const init = { method: 'POST', headers: { prefer: 'respond-async' } };
  const { scrubId } = (await (await ask(server.served, `?${terms}`, init)).json()) as Scrub;
  await timed('upload, with a kill', () => uploadKilled(server, scrubId));
  await timed('first half', () => halfDone(server.served, scrubId));
  await server.kill();
  await dnd('organisations', 'set-quotas', client, 'batchRowsPerMinute=default', '--write');
  const scrub = await timed('restart and second half', async () => {
    await server.restart();
    return completed(server.served, scrubId);
  });
  await timed('download', () => download(server.served, scrubId));
  server.weigh();
  const megabytes = (name: string) => (statSync(file(name)).size / 1e6).toFixed(0);
  process.stderr.write(`list ${megabytes('list.csv')} MB, result ${megabytes('result.csv')} MB\n`);
  process.stderr.write(`peak memory of the server: ${server.memoryMb.toFixed(0)} MB\n`);

  const expected = await timed('check of each row', checkedRows);
  expect(expected.rows).toBe(rows);
  expect(expected.validUntil.size).toBe(1);
  const counted = Object.entries(scrub.summary?.reasons ?? {}).flatMap(([decision, reasons]) =>
    Object.entries(reasons).map(([reason, count]) => [`${decision}/${reason}`, count]),
  );
  expect(Object.fromEntries(counted)).toEqual(expected.counts);
  expect(scrub.summary?.rows).toMatchObject({ count: rows, unavailable: 0, duplicates: expected.duplicates });
  expect(scrub.summary?.duplicatesAreAll).toBe(true);
  expect(server.memoryMb).toBeLessThan(memoryMbMax);

  const certificate = await ask(server.served, `/${scrubId}/certificate`);
  writeFileSync(file('result.jws'), await certificate.text());
  const check = ['--check', file('result.jws'), '--input', file('list.csv'), '--output', file('result.csv')];
  expect(await timed('check of the certificate', () => dnd('scrub', ...check))).toMatch(/^VALID/);
  expect(await server.served.stop()).toBe(0);
}, 3_600_000);
