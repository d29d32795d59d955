import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { exportLog, makeExportFolder, placeManifest } from '../../../src/cli/moving/export-folder.ts';
import { partFile } from '../../../src/cli/moving/part-files.ts';
import { logIdsOf } from '../../../src/core/log-layout.ts';
import { ensureDemo } from '../../../src/node/demo.ts';
import { inOrderOfExport } from '../../../src/node/number-stores.ts';
import { openRegistry } from '../../../src/node/open-registry.ts';
import { settingsFrom } from '../../../src/node/settings.ts';
import { signExport } from '../../../src/registry/moving/sign-export.ts';
import { operatorAtConsole } from '../../../src/runtime/operator-at-console.ts';
import type { LogFacts } from '../../../src/storage/moving/moved-log.ts';
import { openLogSource, openLogTarget } from '../../../src/storage/sqlite/moved-file.ts';
import { type Shell, shell } from '../shell.ts';

const logIds = logIdsOf(3);
const listed = Array.from({ length: 24 }, (_, at) => `+${8_613_800_000_000 + at * 10_000}`);
const question = ['--category', 'FIN_CREDIT', '--channel', 'VOICE', '--sender', 'DEMO'];

let original: Promise<string> | undefined;

/** A copy of a demo over three files of numbers, in each of which somebody is registered. */
async function threeFiles(): Promise<Shell> {
  const one = shell();
  original ??= madeFolder();
  cpSync(await original, one.folder, { recursive: true });
  return one;
}

async function madeFolder(): Promise<string> {
  const one = shell(mkdtempSync(join(inject('preparedFolder'), 'three-files-')));
  const settings = settingsFrom({ DATA_DIR: one.dataDir, DND_SHARDS: '3' });
  const opened = await openRegistry(settings, Date.now, { use: 'COMMAND' });
  await ensureDemo(opened);
  await opened.close();
  writeFileSync(one.path('list.txt'), listed.map((number) => `${number}\n`).join(''));
  await one.done('import', one.path('list.txt'), '--refuse', 'all', '--write');
  await one.done('canaries', 'plant', '+8613700138000', '--write');
  return one.folder;
}

/** The same export as the command makes, in parts of a kilobyte; `stopAfter` so many of them. */
async function exportedInParts(one: Shell, to: string, stopAfter = Number.POSITIVE_INFINITY): Promise<void> {
  const settings = settingsFrom({ DATA_DIR: one.dataDir });
  const { registry, stores, close } = await openRegistry(settings, Date.now, { use: 'COMMAND' });
  let parts = 0;
  const onPart = () => {
    parts += 1;
    if (parts > stopAfter) throw new Error('killed');
  };
  try {
    makeExportFolder(to);
    const logs = inOrderOfExport(stores).map(({ logId, file }) => {
      const source = openLogSource(file);
      try {
        return exportLog(to, logId, source, undefined, onPart, 1_000);
      } finally {
        source.close();
      }
    });
    writeFileSync(join(to, 'jwks.json'), JSON.stringify(registry.receipts.jwks()));
    placeManifest(to, await signExport(registry, operatorAtConsole, logs));
  } finally {
    await close();
  }
}

function partsIn(folder: string): ReadonlyMap<string, string> {
  const names = readdirSync(folder).filter((name) => name.endsWith('.gz'));
  return new Map(names.map((name) => [name, readFileSync(join(folder, name), 'hex')]));
}

function imported(one: Shell, folder: string, ...more: readonly string[]) {
  const into = ['--data-dir', one.path('moved'), '--jwks', join(folder, 'jwks.json')];
  return one.run(['registry', 'import', folder, ...into, ...more]);
}

test('three logs that moved are the same logs: answers, receipts, and their own next export', async () => {
  const one = await threeFiles();
  const [out, again, receipt] = [one.path('out'), one.path('again'), one.path('receipt.jws')];
  await one.done('lookup', listed[0] ?? '', ...question, '--receipt-out', receipt);
  expect(await one.done('registry', 'export', '--to', out)).toMatch(
    /as of log:\d+, with 3 logs of numbers, \d+ parts$/,
  );
  const of = (logId: string) => [...partsIn(out).keys()].filter((name) => name.startsWith(`${logId}-0`));
  expect(logIds.map((logId) => of(logId).length > 1)).toEqual([true, true, true, true]);
  const verified = await one.done('verify', join(out, 'manifest.json'), '--jwks', join(out, 'jwks.json'));
  for (const logId of logIds) expect(verified).toContain(`root of ${logId}: SAME`);

  expect(await imported(one, out)).toMatchObject({ exitCode: 0, notes: 'Nothing was changed. Add --write to do it.' });
  expect(existsSync(one.path('moved'))).toBe(false);
  expect((await imported(one, out, '--write')).exitCode).toBe(0);
  const there = ['--data-dir', one.path('moved')];
  expect(await one.done('audit', ...there)).toMatch(/^(log(-\d)?: .*, 0 findings\n?){4}$/);
  expect(await one.done('verify', receipt, ...there)).toMatch(/VALID/);
  for (const _ of ['next', 'current']) await one.done('keys', 'rotate', '--force', '--write', ...there);
  for (const number of listed.slice(0, 5)) {
    expect(JSON.parse(await one.done('lookup', number, ...question, ...there))).toMatchObject({ decision: 'BLOCK' });
  }
  await one.done('registry', 'export', '--to', again, ...there);
  const ofNumbers = (folder: string) => [...partsIn(folder)].filter(([name]) => !name.startsWith('log-0'));
  expect(ofNumbers(again)).toEqual(ofNumbers(out));
});

test('an export that was broken off in any log goes on there, and is the same in the end', async () => {
  const one = await threeFiles();
  await exportedInParts(one, one.path('whole'));
  const whole = partsIn(one.path('whole'));
  expect(whole.size).toBeGreaterThan(12);
  for (let part = 0; part < whole.size; part += 5) {
    const to = one.path(`broken-${part}`);
    await expect(exportedInParts(one, to, part)).rejects.toThrow('killed');
    expect((await imported(one, to)).notes).toContain('no manifest.json there');
    await exportedInParts(one, to);
    expect(partsIn(to)).toEqual(whole);
  }
});

test('an import that was broken off in any log goes on there, and until then it is no registry', async () => {
  const one = await threeFiles();
  const folder = one.path('parts');
  await exportedInParts(one, folder);
  for (const logId of logIds) {
    rmSync(one.path('moved'), { recursive: true, force: true });
    const lost = join(folder, `${logId}-000002-entries.jsonl.gz`);
    renameSync(lost, one.path('lost'));
    expect(await imported(one, folder, '--write')).toMatchObject({ exitCode: 1 });
    for (const command of [['audit'], ['lookup', listed[0] ?? '', ...question]]) {
      const half = await one.run([...command, '--data-dir', one.path('moved')]);
      expect(half).toMatchObject({ exitCode: 1, notes: expect.stringContaining('finish dnd registry import') });
    }
    renameSync(one.path('lost'), lost);
    expect(await imported(one, folder, '--write')).toMatchObject({ exitCode: 0 });
    expect(await one.done('audit', '--data-dir', one.path('moved'))).toMatch(/^(log(-\d)?: .*, 0 findings\n?){4}$/);
  }
});

test('an import that was broken off between the ends of two logs goes on', async () => {
  const one = await threeFiles();
  const folder = one.path('parts');
  await exportedInParts(one, folder);
  const lost = join(folder, 'log-000001-entries.jsonl.gz');
  renameSync(lost, one.path('lost'));
  await imported(one, folder, '--write');
  for (const place of [1, 2]) {
    const target = openLogTarget(join(one.path('moved'), `shard-${place}.sqlite`));
    await target.finish(target.taking()?.manifestDigest ?? '');
    target.close();
  }
  const half = await one.run(['audit', '--data-dir', one.path('moved')]);
  expect(half).toMatchObject({ exitCode: 1, notes: expect.stringContaining('finish dnd registry import') });
  renameSync(one.path('lost'), lost);
  expect(await imported(one, folder, '--write')).toMatchObject({ exitCode: 0 });
  expect(await one.done('audit', '--data-dir', one.path('moved'))).toMatch(/^(log(-\d)?: .*, 0 findings\n?){4}$/);
});

test.for<[what: string, damage: (folder: string) => void, names: RegExp]>([
  [
    'of another log',
    (folder) =>
      copyFileSync(join(folder, 'log-2-000001-entries.jsonl.gz'), join(folder, 'log-1-000001-entries.jsonl.gz')),
    /log-1-000001-entries/,
  ],
  ['left out', (folder) => rmSync(join(folder, 'log-3-000001-entries.jsonl.gz')), /log-3-000001-entries/],
])('a part that is %s is named, and nothing of it is taken in', async ([, damage, names]) => {
  const one = await threeFiles();
  const folder = one.path('parts');
  await exportedInParts(one, folder);
  damage(folder);
  const verified = await one.run(['verify', join(folder, 'manifest.json'), '--jwks', join(folder, 'jwks.json')]);
  expect(verified).toMatchObject({ exitCode: 1, notes: expect.stringMatching(names) });
  expect(await imported(one, folder)).toMatchObject({ exitCode: 1, notes: expect.stringMatching(names) });
  expect(await imported(one, folder, '--write')).toMatchObject({ exitCode: 1 });
});

test('how many logs there are does not change on the way', async () => {
  const one = await threeFiles();
  const folder = one.path('parts');
  await exportedInParts(one, folder);
  const asked = ['registry', 'import', folder, '--jwks', join(folder, 'jwks.json'), '--data-dir', one.path('moved')];
  const refused = await one.run([...asked, '--write'], { environment: { DND_SHARDS: '2' } });
  expect(refused).toMatchObject({ exitCode: 1, notes: expect.stringMatching(/DND_SHARDS: .* 3 logs.*\(3\)/) });
  expect(existsSync(one.path('moved'))).toBe(false);
  expect(await one.run([...asked, '--write'], { environment: { DND_SHARDS: '3' } })).toMatchObject({ exitCode: 0 });
});

test('a file of numbers that is there already stays', async () => {
  const one = await threeFiles();
  const folder = one.path('parts');
  await exportedInParts(one, folder);
  cpSync(join(one.dataDir, 'shard-2.sqlite'), one.path('moved/shard-2.sqlite'));
  const refused = await imported(one, folder, '--write');
  expect(refused).toMatchObject({ exitCode: 1, notes: expect.stringContaining('there is a registry in') });
  expect(readdirSync(one.path('moved'))).toEqual(['shard-2.sqlite']);
});

test('numbers that belong to another log are named, though the registry itself signed them there', async () => {
  const one = await threeFiles();
  const folder = one.path('parts');
  await exportedInParts(one, folder);
  const { logs } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { readonly logs: LogFacts[] };
  const [first, second, ...rest] = logs as [LogFacts, LogFacts, ...LogFacts[]];
  for (const facts of second.parts) {
    const name = partFile('log-1', facts);
    if (existsSync(join(folder, name))) rmSync(join(folder, name));
    copyFileSync(join(folder, partFile('log-2', facts)), join(folder, name));
  }
  const settings = settingsFrom({ DATA_DIR: one.dataDir });
  const { registry, close } = await openRegistry(settings, Date.now, { use: 'COMMAND' });
  const forged = [{ ...second, logId: first.logId }, second, ...rest];
  writeFileSync(join(folder, 'manifest.json'), await signExport(registry, operatorAtConsole, forged));
  await close();
  const named = { exitCode: 1, notes: expect.stringMatching(/belong to another log: log-1-000001-entries/) };
  expect(await one.run(['verify', join(folder, 'manifest.json'), '--jwks', join(folder, 'jwks.json')])).toMatchObject(
    named,
  );
  expect(await imported(one, folder)).toMatchObject(named);
  const taken = { exitCode: 1, notes: expect.stringContaining('it belongs to another log') };
  expect(await imported(one, folder, '--write')).toMatchObject(taken);
});
