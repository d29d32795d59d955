import {
  copyFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { exportLog, makeExportFolder, placeManifest } from '../../../src/cli/moving/export-folder.ts';
import { openRegistry } from '../../../src/node/open-registry.ts';
import { settingsFrom } from '../../../src/node/settings.ts';
import { signExport } from '../../../src/registry/moving/sign-export.ts';
import { operatorAtConsole } from '../../../src/runtime/operator-at-console.ts';
import { openLogSource, openLogTarget } from '../../../src/storage/sqlite/moved-file.ts';
import { demoShell } from '../demo-shell.ts';
import type { Shell } from '../shell.ts';

const question = ['lookup', '+8613800138000', '--category', 'FIN_CREDIT', '--channel', 'VOICE', '--sender', 'DEMO'];

/** A demo in which somebody refuses everything, somebody else has a canary, and questions were counted. */
async function usedShell(): Promise<Shell> {
  const one = await demoShell();
  writeFileSync(one.path('list.txt'), '+8613800138000\n+8613800138001\n+8613900138001\n');
  await one.done('import', one.path('list.txt'), '--refuse', 'all', '--write');
  await one.done('canaries', 'plant', '+8613700138000', '--write');
  await one.done(...question);
  return one;
}

/** The same export as the command makes, in parts of a kilobyte; `stopAfter` so many of them. */
async function exportedInParts(one: Shell, to: string, stopAfter = Number.POSITIVE_INFINITY): Promise<void> {
  const settings = settingsFrom({ DATA_DIR: one.dataDir });
  const { registry, folder, close } = await openRegistry(settings, Date.now, { use: 'COMMAND' });
  const source = openLogSource(folder.databaseFile);
  try {
    makeExportFolder(to);
    let parts = 0;
    const log = exportLog(
      to,
      'log',
      source,
      undefined,
      () => {
        parts += 1;
        if (parts > stopAfter) throw new Error('killed');
      },
      1_000,
    );
    placeManifest(to, await signExport(registry, operatorAtConsole, [log]));
    writeFileSync(join(to, 'jwks.json'), JSON.stringify(registry.receipts.jwks()));
  } finally {
    source.close();
    await close();
  }
}

function filesOf(folder: string): ReadonlyMap<string, string> {
  const parts = readdirSync(folder).filter((name) => name.endsWith('.gz'));
  return new Map(parts.map((name) => [name, readFileSync(join(folder, name), 'hex')]));
}

function imported(one: Shell, folder: string, ...more: readonly string[]) {
  const into = ['--data-dir', one.path('moved'), '--jwks', join(folder, 'jwks.json')];
  return one.run(['registry', 'import', folder, ...into, ...more]);
}

test('a registry that moved is the same registry: answers, receipts, positions, and its own next export', async () => {
  const one = await usedShell();
  const before = await one.done(...question);
  const receipt = one.path('receipt.json');
  writeFileSync(receipt, before);
  const out = one.path('out');
  expect(await one.done('registry', 'export', '--to', out)).toMatch(/: the registry as of log:\d+, \d parts$/);
  expect(statSync(out).mode & 0o777).toBe(0o700);
  expect([...new Set(readdirSync(out).map((name) => statSync(join(out, name)).mode & 0o777))]).toEqual([0o600]);
  expect(await one.done('verify', join(out, 'manifest.json'), '--jwks', join(out, 'jwks.json'))).toMatch(
    /^VALID.*SAME$/s,
  );

  const rehearsed = await imported(one, out);
  expect(rehearsed).toMatchObject({ exitCode: 0, notes: 'Nothing was changed. Add --write to do it.' });
  expect(existsSync(one.path('moved'))).toBe(false);
  expect((await imported(one, out, '--write')).notes).toContain('dnd keys rotate');

  const there = (...args: string[]) => one.run([...args, '--data-dir', one.path('moved')]);
  expect((await there('audit')).out).toMatch(/, 0 findings$/);
  expect((await there('verify', receipt)).out).toMatch(/^VALID/);
  expect((await there('canaries', 'list')).exitCode).toBe(0);
  for (const _ of ['next', 'current']) await there('keys', 'rotate', '--force', '--write');
  const after = JSON.parse((await there(...question)).out) as Record<string, unknown>;
  const { decision, reason } = JSON.parse(before) as Record<string, unknown>;
  expect(after).toMatchObject({ decision, reason });
});

test('with the signing keys it signs at once, and its next export is the same but for the questions counted', async () => {
  const one = await usedShell();
  writeFileSync(one.path('secret'), `${Buffer.alloc(32, 7).toString('base64')}\n`);
  writeFileSync(one.path('wrong'), Buffer.alloc(32, 8).toString('base64'));
  const out = one.path('out');
  await one.done('registry', 'export', '--to', out, '--signing-keys', one.path('secret'));
  expect([...filesOf(out).values()].some((hex) => gunzipSync(Buffer.from(hex, 'hex')).includes('"d"'))).toBe(false);
  const wrong = await imported(one, out, '--signing-keys', one.path('wrong'), '--write');
  expect(wrong).toMatchObject({ exitCode: 1 });
  expect(wrong.notes).toContain('cannot be decrypted');
  // What was begun goes on, with the right secret.
  expect(await imported(one, out, '--signing-keys', one.path('secret'), '--write')).toMatchObject({ exitCode: 0 });
  const again = one.path('again');
  await one.done('registry', 'export', '--to', again, '--data-dir', one.path('moved'));
  const keyParts = (names: Iterable<string>) => [...names].filter((name) => name.includes('signing-keys'));
  expect(keyParts(filesOf(out).keys())).toHaveLength(1);
  const withoutKeys = new Map([...filesOf(out)].filter(([name]) => !name.includes('signing-keys')));
  expect(filesOf(again)).toEqual(withoutKeys);
  const answer = await one.run([...question, '--data-dir', one.path('moved')]);
  expect(JSON.parse(answer.out)).toMatchObject({ decision: 'BLOCK' });
});

test('an export that was broken off at any part goes on there, and is the same in the end', async () => {
  const one = await usedShell();
  await exportedInParts(one, one.path('whole'));
  const whole = filesOf(one.path('whole'));
  expect(whole.size).toBeGreaterThan(5);
  for (let part = 0; part < whole.size; part++) {
    const to = one.path(`broken-${part}`);
    await expect(exportedInParts(one, to, part)).rejects.toThrow('killed');
    expect((await imported(one, to)).notes).toContain('no manifest.json there');
    await exportedInParts(one, to);
    expect(filesOf(to)).toEqual(whole);
  }
  const again = await one.run(['registry', 'export', '--to', one.path('whole')]);
  expect(again).toMatchObject({ exitCode: 1 });
  expect(again.notes).toContain('a whole export is there already');
});

test('who took the registry away is in its log, and under which manifest', async () => {
  const one = await usedShell();
  expect(await one.done('registry', 'exports')).toMatch(/^AT +ORGANISATION +PERSON +MANIFEST$/);
  await one.done('registry', 'export', '--to', one.path('out'));
  const noted = JSON.parse(await one.done('registry', 'exports', '--json')) as { readonly manifestDigest: string };
  const jwks = ['--jwks', join(one.path('out'), 'jwks.json')];
  renameSync(join(one.path('out'), 'log-000001-entries.jsonl.gz'), one.path('lost'));
  await one.run(['registry', 'import', one.path('out'), ...jwks, '--data-dir', one.path('moved'), '--write']);
  const target = openLogTarget(join(one.path('moved'), 'registry.sqlite'));
  expect(target.taking()?.manifestDigest).toBe(noted.manifestDigest);
  target.close();
  expect(await one.done('registry', 'exports')).toMatch(/\n\d{4}-\S+ +\(console\) +\S{43}$/);
});

test('nothing is exported beside other files, or on top of another registry’s parts', async () => {
  const one = await usedShell();
  const beside = await one.run(['registry', 'export', '--to', one.folder]);
  expect(beside.notes).toContain('choose an empty folder');
  const other = await demoShell('CN', one.path('other'));
  await exportedInParts(one, one.path('parts'));
  rmSync(join(one.path('parts'), 'manifest.json'));
  const onTop = await other.run(['registry', 'export', '--to', one.path('parts')]);
  expect(onTop.notes).toContain('of another registry');
});

function rewritten(file: string, change: (text: string) => string): void {
  writeFileSync(file, gzipSync(change(gunzipSync(readFileSync(file)).toString())));
}

test.for<[what: string, damage: (folder: string, first: string, second: string) => void, names: RegExp]>([
  ['changed', (_, first) => rewritten(first, (text) => text.replace('"at"', '"aT"')), /log-000001-entries/],
  ['cut', (_, first) => writeFileSync(first, readFileSync(first).subarray(0, -9)), /log-000001-entries/],
  [
    'shortened by a line',
    (_, first) => rewritten(first, (text) => `${text.split('\n').slice(0, -2).join('\n')}\n`),
    /log-000001/,
  ],
  ['doubled', (_, first, second) => copyFileSync(first, second), /log-000002-entries/],
  ['left out', (_, first) => rmSync(first), /log-000001-entries/],
  [
    'swapped',
    (folder, first, second) => {
      renameSync(first, join(folder, 'x'));
      renameSync(second, first);
      renameSync(join(folder, 'x'), second);
    },
    /log-000001-entries/,
  ],
])('a part that is %s is named, and nothing of it is taken in', async ([, damage, names]) => {
  const one = await usedShell();
  const folder = one.path('parts');
  await exportedInParts(one, folder);
  damage(folder, join(folder, 'log-000001-entries.jsonl.gz'), join(folder, 'log-000002-entries.jsonl.gz'));
  const verified = await one.run(['verify', join(folder, 'manifest.json'), '--jwks', join(folder, 'jwks.json')]);
  expect(verified).toMatchObject({ exitCode: 1, notes: expect.stringMatching(names) });
  expect(await imported(one, folder)).toMatchObject({ exitCode: 1, notes: expect.stringMatching(names) });
  expect(await imported(one, folder, '--write')).toMatchObject({
    exitCode: 1,
    notes: expect.stringMatching(/part [12]|log-00000[12]/),
  });
});

test('what somebody else signed, or nobody, is not taken in', async () => {
  const one = await usedShell();
  const folder = one.path('parts');
  await exportedInParts(one, folder);
  const manifest = join(folder, 'manifest.json');
  const text = readFileSync(manifest, 'utf8');
  const other = await demoShell('CN', one.path('other'));
  rmSync(join(other.dataDir, 'registry.sqlite'));
  await other.done('init');
  await exportedInParts(other, one.path('theirs'));
  cpSync(join(one.path('theirs'), 'jwks.json'), one.path('their-jwks.json'));
  const theirs = await one.run(['registry', 'import', folder, '--jwks', one.path('their-jwks.json')]);
  expect(theirs).toMatchObject({ exitCode: 1, notes: expect.stringContaining('UNKNOWN_KEY') });
  for (const [forged, outcome] of [
    [text.replace('CN-2026.1', 'CN-2026.2'), 'CONTENT_DIFFERS: policy'],
    [text.replace(/"signature": "([^.]+\.[^.]+)\./, '"signature": "$1.AAAA'), 'BAD_SIGNATURE'],
    [text.replace(/,\s*"signature": "[^"]+"/, ''), 'MALFORMED'],
  ] as const) {
    writeFileSync(manifest, forged);
    const { exitCode, notes } = await imported(one, folder, '--write');
    expect({ exitCode, notes }).toMatchObject({ exitCode: 1, notes: expect.stringContaining(outcome) });
  }
  expect(existsSync(one.path('moved'))).toBe(false);
});

test('a registry that is there stays, and one that is not whole is served by nobody', async () => {
  const one = await usedShell();
  const folder = one.path('parts');
  await exportedInParts(one, folder);
  const here = await one.run(['registry', 'import', folder, '--jwks', join(folder, 'jwks.json'), '--write']);
  expect(here).toMatchObject({ exitCode: 1, notes: expect.stringContaining('there is a registry in') });

  const lost = join(folder, 'log-000003-entries.jsonl.gz');
  renameSync(lost, one.path('lost'));
  expect(await imported(one, folder, '--write')).toMatchObject({ exitCode: 1 });
  const half = await one.run(['audit', '--data-dir', one.path('moved')]);
  expect(half).toMatchObject({ exitCode: 1, notes: expect.stringContaining('finish dnd registry import') });
  const target = openLogTarget(join(one.path('moved'), 'registry.sqlite'));
  expect(target.taking()).toMatchObject({ nextPart: 3 });
  target.close();
  renameSync(one.path('lost'), lost);
  expect(await imported(one, folder, '--write')).toMatchObject({ exitCode: 0 });
  expect((await one.run(['audit', '--data-dir', one.path('moved')])).out).toMatch(/, 0 findings$/);
});

test('production takes no demo in', async () => {
  const one = await usedShell();
  await exportedInParts(one, one.path('parts'));
  const secret = Buffer.alloc(32, 1).toString('base64');
  const environment = {
    DND_MODE: 'production',
    DND_ISSUER: 'https://dnd.example',
    DND_KEY_SECRET: secret,
    DND_PEPPER: secret,
  };
  const asked = ['registry', 'import', one.path('parts'), '--jwks', join(one.path('parts'), 'jwks.json')];
  const refused = await one.run([...asked, '--data-dir', one.path('moved')], { environment });
  expect(refused).toMatchObject({ exitCode: 1, notes: expect.stringContaining('of a demo') });
});
