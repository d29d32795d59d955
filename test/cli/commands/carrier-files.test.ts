import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { describe, expect, test } from 'vitest';
import { openRegistry } from '../../../src/node/open-registry.ts';
import { settingsFrom } from '../../../src/node/settings.ts';
import { manifestOf } from '../../registry/carrier-files/sent-files.ts';
import { demoShell } from '../demo-shell.ts';
import type { Shell } from '../shell.ts';

const now = Date.UTC(2026, 10, 22, 4);
const carrier = 'DEMO-CARRIER';
const contentOf = (refuse: string) =>
  `phoneNumber,refuse,proof,reference\n+8613800138001,${refuse},OTP,a\nnonsense,${refuse},OTP,b\n`;

interface Folder extends Shell {
  put(sequence: number, content: string, more?: object): string;
  take(...options: string[]): Promise<{ exitCode: number; notes: string; files: readonly Record<string, unknown>[] }>;
}

async function arrivals(): Promise<Folder> {
  const one = await demoShell();
  mkdirSync(one.path('in'));
  return {
    ...one,
    put(sequence, content, more = {}) {
      const manifest = manifestOf(content, 2, { carrier, sequence, ...more });
      writeFileSync(one.path(`in/${manifest.file}`), content);
      writeFileSync(one.path(`in/${manifest.file.replace('.csv', '.json')}`), JSON.stringify(manifest));
      return manifest.file;
    },
    async take(...options) {
      const { exitCode, out, notes } = await one.run(['carrier-files', 'take', one.path('in'), '--json', ...options], {
        now,
      });
      return { exitCode, notes, files: JSON.parse(out) as readonly Record<string, unknown>[] };
    },
  };
}

test('without --write files are checked, and nothing is changed', async () => {
  const { put, take, dataDir } = await arrivals();
  put(1, contentOf('FIN_CREDIT'));
  put(2, contentOf('HEALTH'));
  const { exitCode, files, notes } = await take();
  expect([exitCode, notes]).toEqual([0, expect.stringContaining('Nothing was changed')]);
  expect(files).toMatchObject([
    { status: 'READABLE', rows: 2, rejected: { phoneNumber: 1 } },
    { status: 'READABLE', rows: 2, rejected: { phoneNumber: 1 } },
  ]);
  expect(readdirSync(dataDir)).not.toContain('carrier-files');
});

test('with --write each file is answered beside it, once', async () => {
  const { put, take, path, dataDir, run } = await arrivals();
  const first = put(1, contentOf('FIN_CREDIT'));
  put(2, contentOf('HEALTH'));
  const { exitCode, files } = await take('--write');
  expect(exitCode).toBe(0);
  expect(files).toMatchObject([
    { file: first, status: 'ANSWERED', counts: { registered: 1, pending: 0, unchanged: 0, rejected: 1 } },
    { status: 'ANSWERED' },
  ]);
  const result = path(`in/${first.replace('Upload', 'Result')}`);
  const text = readFileSync(result, 'utf8');
  expect(text.split('\r\n')).toMatchObject([
    'row,reference,status,code,field,message,position,pendingUntil',
    expect.stringMatching(/^1,a,REGISTERED,,,,log:\d+,$/),
    '2,b,REJECTED,INVALID_ARGUMENT,phoneNumber,not a phone number,,',
    '',
  ]);
  expect(statSync(result).mode & 0o077).toBe(0);
  const manifest = JSON.parse(readFileSync(result.replace('.csv', '.json'), 'utf8')) as Record<string, unknown>;
  expect(manifest['sha256']).toBe(createHash('sha256').update(text).digest('hex'));
  const check = () => run(['carrier-files', 'check', result.replace('.csv', '.json')], { now });
  expect((await check()).out).toMatch(/^VALID: UserWishResult_/);
  const head = await headOf(dataDir);
  expect((await take('--write')).files).toMatchObject([{ status: 'ANSWERED_BEFORE' }, { status: 'ANSWERED_BEFORE' }]);
  expect(await headOf(dataDir)).toBe(head);
  writeFileSync(result, text.replace('REJECTED', 'REGISTERED'));
  const checked = await check();
  expect([checked.exitCode, checked.notes]).toEqual([1, expect.stringContaining('CONTENT_DIFFERS')]);
});

test('a file that is refused is told by name and keeps those of its day behind it out, and nobody else’s', async () => {
  const { put, take, path } = await arrivals();
  put(1, contentOf('FIN_CREDIT'));
  const second = put(2, contentOf('HEALTH'), { sha256: '0'.repeat(64) });
  const third = put(3, contentOf('EDUCATION'));
  put(1, contentOf('HEALTH'), { date: '2026-11-21' });
  put(1, contentOf('HEALTH'), { carrier: 'NOBODY' });
  writeFileSync(path('in/UserWishUpload_DEMO-CARRIER_20261120_001.csv'), 'alone');
  for (const options of [[], ['--write']]) {
    const { exitCode, files, notes } = await take(...options);
    const statusOf = Object.fromEntries(files.map(({ file, status, why }) => [file, `${status} ${why ?? ''}`]));
    expect([exitCode, notes]).toEqual([1, expect.stringContaining('4 of 6 files were refused')]);
    expect(statusOf[second]).toMatch(/^REFUSED body: .*_002\.csv is not the file/);
    expect(statusOf[third]).toMatch(/^REFUSED sequence: .*first UserWishUpload_DEMO-CARRIER_20261122_002\.csv/);
    expect(statusOf['UserWishUpload_DEMO-CARRIER_20261121_001.csv']).toMatch(/^(READABLE|ANSWERED) /);
    expect(statusOf['UserWishUpload_NOBODY_20261122_001.csv']).toMatch(/^REFUSED .*nobody/);
    expect(statusOf['UserWishUpload_DEMO-CARRIER_20261120_001.csv']).toMatch(/^REFUSED its manifest/);
  }
});

test('the library of sender identities is issued with its manifest', async () => {
  const { done, path } = await arrivals();
  mkdirSync(path('out'));
  expect(await done('carrier-files', 'library', path('out'))).toMatch(/sender identities$/);
  const [csv = '', json = ''] = readdirSync(path('out')).sort();
  const text = readFileSync(path(`out/${csv}`), 'utf8');
  const manifest = JSON.parse(readFileSync(path(`out/${json}`), 'utf8')) as Record<string, unknown>;
  expect(text).toMatch(/^senderId,kind,brand,brandName,categories,status\r\n(.*\r\n)*DEMO,HEADER,/);
  expect(manifest).toMatchObject({
    file: csv,
    rows: text.split('\r\n').length - 2,
    bytes: Buffer.byteLength(text),
    sha256: createHash('sha256').update(text).digest('hex'),
  });
});

describe('a folder that others write to', () => {
  const secret = 'the only copy';

  test('what stands in a result’s or the library’s place is replaced, never written through', async () => {
    const { put, take, path, run } = await arrivals();
    const first = put(1, contentOf('FIN_CREDIT')).replace('Upload', 'Result');
    const library = 'IndustryLibrary_REGISTRY_20261122_001.csv';
    const names = [first, library].flatMap((name) => [name, name.replace('.csv', '.json')]);
    for (const name of names) {
      writeFileSync(path(name), secret);
      symlinkSync(path(name), path(`in/${name}`));
    }
    expect((await take('--write')).files).toMatchObject([{ status: 'ANSWERED' }]);
    expect((await run(['carrier-files', 'library', path('in')], { now })).exitCode).toBe(0);
    expect(names.map((name) => readFileSync(path(name), 'utf8'))).toEqual(names.map(() => secret));
    expect(lstatSync(path(`in/${first}`)).isFile()).toBe(true);
  });

  test('a link or a pipe is no file that came, and keeps nobody else’s out', async () => {
    const { put, take, path } = await arrivals();
    const names = ['2026-11-21', '2026-11-20', '2026-11-19'].map((date) => put(1, contentOf('FIN_CREDIT'), { date }));
    const [linked = '', piped = '', manifestPiped = ''] = names.map((name) => path(`in/${name}`));
    const own = put(1, contentOf('HEALTH'));
    renameSync(linked, path('elsewhere.csv'));
    symlinkSync(path('elsewhere.csv'), linked);
    for (const pipe of [piped, manifestPiped.replace('.csv', '.json')]) {
      rmSync(pipe);
      execFileSync('mkfifo', [pipe]);
    }
    for (const options of [[], ['--write']]) {
      const { files } = await take(...options);
      expect(files.filter(({ status }) => status === 'REFUSED').map(({ file, why }) => [file, why])).toEqual(
        expect.arrayContaining(names.map((name) => [name, expect.stringContaining('plain file')])),
      );
      expect(files.filter(({ status }) => status !== 'REFUSED').map(({ file }) => file)).toEqual([own]);
    }
  });

  test('a result that cannot be written is told, and the others are', async () => {
    const { put, take, path } = await arrivals();
    const first = put(1, contentOf('FIN_CREDIT'));
    put(2, contentOf('HEALTH'));
    mkdirSync(path(`in/${first.replace('Upload', 'Result')}`));
    expect((await take('--write')).files).toMatchObject([
      { status: 'REFUSED', why: expect.stringMatching(/UserWishResult_.*EISDIR/) },
      { status: 'ANSWERED' },
    ]);
    expect(readdirSync(path('in')).length).toBe(7);
  });

  test('of one carrier’s folder nobody else’s files are taken', async () => {
    const { put, take } = await arrivals();
    put(1, contentOf('FIN_CREDIT'));
    for (const options of [[], ['--write']]) {
      expect((await take('--carrier', 'another', ...options)).files).toMatchObject([
        { status: 'REFUSED', why: expect.stringContaining('another') },
      ]);
    }
    expect((await take('--carrier', 'Demo-Carrier', '--write')).files).toMatchObject([{ status: 'ANSWERED' }]);
  });
});

async function headOf(dataDir: string): Promise<number> {
  const { registry, close } = await openRegistry(settingsFrom({ DATA_DIR: dataDir }));
  const head = registry.store.head();
  await close();
  return head;
}
