import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, expect, test } from 'vitest';
import { shardOfBlock } from '../../../src/core/number-shard.ts';
import { type Shell, shell } from '../shell.ts';

/** In as many blocks. */
const listed = Array.from({ length: 24 }, (_, at) => 8_613_800_000_000 + at * 10_000);

/** Made once, since it takes longest; each test has a copy. */
let original: Promise<string> | undefined;

async function threeFiles(): Promise<Shell> {
  const one = shell();
  original ??= madeFolder();
  cpSync(await original, one.folder, { recursive: true });
  return one;
}

async function madeFolder(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'dnd-files-'));
  const one = shell(folder);
  const made = await one.run(['init'], { environment: { DND_SHARDS: '3' } });
  expect(made.exitCode).toBe(0);
  writeFileSync(one.path('list.txt'), listed.map((number) => `+${number}\n`).join(''));
  await one.done('import', one.path('list.txt'), '--refuse', 'all', '--write');
  return folder;
}

afterAll(async () => {
  if (original !== undefined) rmSync(await original, { recursive: true });
});

interface Audit {
  readonly logs: readonly { readonly logId: string; readonly blocks: number; readonly findings: readonly object[] }[];
}

async function audited(one: Shell, ...args: string[]): Promise<Audit> {
  return JSON.parse((await one.run(['audit', '--json', ...args])).out) as Audit;
}

test('an audit goes through the log of every file', async () => {
  const one = await threeFiles();
  const { logs } = await audited(one);
  expect(logs.map(({ logId }) => logId)).toEqual(['log', 'log-1', 'log-2', 'log-3']);
  const inPlace = (place: number) => listed.filter((number) => shardOfBlock(number / 10_000, 3) === place).length;
  expect(logs.map(({ blocks }) => blocks)).toEqual([0, inPlace(0), inPlace(1), inPlace(2)]);
  expect(await one.done('audit')).toMatch(/^log: .*0 findings\nlog-1: .*0 findings\nlog-2: .*\nlog-3: .*0 findings$/);
});

test('an audit finds numbers that are where nobody looks for them', async () => {
  const one = await threeFiles();
  const from = new Database(`${one.dataDir}/shard-1.sqlite`);
  const to = new Database(`${one.dataDir}/shard-2.sqlite`);
  const [held] = from.prepare('SELECT * FROM blocks ORDER BY block LIMIT 1').all() as [Record<string, unknown>];
  const names = Object.keys(held);
  to.prepare(`INSERT INTO blocks (${names.join()}) VALUES (${names.map(() => '?').join()})`).run(Object.values(held));
  from.close();
  to.close();
  const { exitCode, out } = await one.run(['audit', '--json']);
  expect(exitCode).toBe(1);
  const found = (JSON.parse(out) as Audit).logs.find(({ logId }) => logId === 'log-2')?.findings;
  expect(found).toContainEqual({ at: `block ${held['block']}`, problem: 'it belongs to log-1' });
});

test('counters are counted anew in every file of numbers', async () => {
  const one = await threeFiles();
  const database = new Database(`${one.dataDir}/shard-3.sqlite`);
  database.prepare("INSERT INTO counters (key, count) VALUES ('CHANGES/2026-01-01/CN-BJ/IMPORTED/IMPORT', 5)").run();
  database.close();
  const { exitCode, out } = await one.run(['statistics', 'recount', '--json']);
  expect(exitCode).toBe(1);
  const { logs } = JSON.parse(out) as { logs: readonly { logId: string; differences: readonly object[] }[] };
  expect(logs.map(({ logId, differences }) => [logId, differences.length > 0])).toEqual([
    ['log-1', false],
    ['log-2', false],
    ['log-3', true],
  ]);
  await one.done('statistics', 'recount', '--write');
  expect((await one.run(['statistics', 'recount'])).exitCode).toBe(0);
});

test('a backup is a folder with every file as of one moment, which is served as it is', async () => {
  const one = await threeFiles();
  const to = one.path('backup');
  await one.done('backup', to, '--with-signing-keys');
  expect(readdirSync(to).sort()).toEqual(['registry.sqlite', 'shard-1.sqlite', 'shard-2.sqlite', 'shard-3.sqlite']);
  expect(statSync(to).mode & 0o777).toBe(0o700);
  for (const name of readdirSync(to)) expect(statSync(`${to}/${name}`).mode & 0o777).toBe(0o600);
  expect((await audited(one, '--data-dir', to)).logs.flatMap(({ findings }) => findings)).toEqual([]);
  expect((await one.run(['backup', to])).exitCode).toBe(1);
  expect((await one.run(['backup', one.path('no/folder')])).exitCode).toBe(1);
  expect(existsSync(one.path('no'))).toBe(false);
  expect(readdirSync(one.folder).filter((name) => name.includes('partial'))).toEqual([]);
});

test('an import of the same list again changes nothing, and its preview says so', async () => {
  const one = await threeFiles();
  const again = await one.run(['import', one.path('list.txt'), '--refuse', 'all', '--batch', 'again', '--json']);
  expect(JSON.parse(again.out)).toMatchObject({ registered: 0, kept: listed.length });
});
