import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { SeededList } from '../seeded-list.ts';
import { endServers, freePort, freshDataDir, type ServedRegistry, serve } from '../served-registry.ts';

const { dataDir, remove } = freshDataDir();
afterAll(() => {
  endServers();
  remove();
});
const file = (name: string) => join(dataDir, name);

const rows = 5_000;
const seeded = new SeededList(rows);
/** Quoted from the middle on: the library reads these, so that both ways of reading have their part. */
const lines = Array.from({ length: rows }, (_, row) => {
  const { cell } = seeded.row(row);
  return row < rows / 2 ? `${row},${cell}` : `"${row},\r\n${row}","${cell}"`;
});
const list = Buffer.from(`\ufeff${[seeded.header, ...lines, ''].join('\r\n')}`, 'utf16le');

/** Answers about one planned time are the same bytes whenever they are asked for. */
const plannedAt = `${new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)}T04:00:00.000Z`;
const words = { category: 'FIN_CREDIT', channel: 'VOICE', sender: 'DEMO', 'planned-at': plannedAt };
const query = `category=FIN_CREDIT&channel=VOICE&sender=DEMO&plannedAt=${plannedAt}`;

async function dnd(...args: readonly string[]): Promise<string> {
  const environment = { ...process.env, DATA_DIR: dataDir };
  return (await promisify(execFile)(process.execPath, ['dist/cli/dnd.js', ...args], { env: environment })).stdout;
}

/** What the command wrote, by name, and the summary that it told. */
async function byCommand(name: string, isSplit: boolean, ...more: readonly string[]) {
  const place = isSplit ? ['--split', file(name)] : ['--out', file(name)];
  const terms = Object.entries(words).flatMap(([word, value]) => [`--${word}`, value]);
  const told = await dnd('scrub', file('list.csv'), ...terms, ...place, '--json', ...more);
  const names = isSplit ? readdirSync(file(name)).sort() : [];
  const files = isSplit
    ? Object.fromEntries(names.map((one) => [one.replace('.csv', ''), readFileSync(join(file(name), one))]))
    : { annotated: readFileSync(file(name)) };
  const { certificate: _, ...summary } = JSON.parse(told) as Record<string, unknown>;
  return { files, summary };
}

async function ask(served: ServedRegistry, path: string, init: RequestInit = {}): Promise<Response> {
  const authorization = `Bearer ${await served.token('demo-call-centre')}`;
  return fetch(`${served.url}${path}`, { ...init, headers: { ...init.headers, authorization } });
}

async function byStream(served: ServedRegistry): Promise<Buffer> {
  const init = { method: 'POST', headers: { 'content-type': 'text/csv' }, body: list };
  const response = await ask(served, `/v1/scrubs?${query}`, init);
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer());
}

interface Job {
  readonly scrubId: string;
  readonly status: string;
  readonly results?: readonly { readonly name: string; readonly href: string }[];
}

async function byJob(served: ServedRegistry, layout: string): Promise<Record<string, Buffer>> {
  const headers = { 'content-type': 'text/csv', prefer: 'respond-async' };
  const opened = await ask(served, `/v1/scrubs?${query}&layout=${layout}`, { method: 'POST', headers, body: list });
  let job = (await opened.json()) as Job;
  while (job.status !== 'COMPLETED') {
    expect(['QUEUED', 'RUNNING']).toContain(job.status);
    await wait(50);
    job = (await (await ask(served, `/v1/scrubs/${job.scrubId}`)).json()) as Job;
  }
  const files: Record<string, Buffer> = {};
  for (const { name, href } of job.results ?? []) {
    files[name] = Buffer.from(await (await ask(served, href)).arrayBuffer());
  }
  return files;
}

function expectSame(found: Readonly<Record<string, Buffer>>, expected: Readonly<Record<string, Buffer>>): void {
  expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, bytes] of Object.entries(expected)) {
    expect([name, found[name]?.length, found[name]?.equals(bytes)]).toEqual([name, bytes.length, true]);
  }
}

test('the command here, the command there and plain HTTP give the same bytes for one list', async () => {
  const served = await serve(dataDir, await freePort(), { environment: { LOG_LEVEL: 'silent' } });
  seeded.writeRegistered(file('registered.txt'));
  await dnd('import', file('registered.txt'), '--refuse', 'all', '--write');
  writeFileSync(file('list.csv'), list);
  const [annotated, there, split] = await Promise.all([
    byCommand('here.csv', false),
    byCommand('there.csv', false, '--remote', served.url),
    byCommand('here', true),
  ]);
  expect(annotated.summary['reasons']).toMatchObject({
    BLOCK: { REFUSED: registeredRows(true) },
    ALLOW: { DEFAULT: registeredRows(false) },
  });
  for (const { summary } of [there, split]) expect(summary).toEqual(annotated.summary);
  expectSame(there.files, annotated.files);
  expectSame({ annotated: await byStream(served) }, annotated.files);
  expectSame(await byJob(served, 'ANNOTATED'), annotated.files);
  expectSame(await byJob(served, 'SPLIT'), split.files);
  expect(await served.stop()).toBe(0);
});

function registeredRows(isRegistered: boolean): number {
  const numbers = lines.map((_, row) => seeded.row(row).line).filter((line) => line !== undefined);
  return numbers.filter((line) => SeededList.isRegistered(line) === isRegistered).length;
}
