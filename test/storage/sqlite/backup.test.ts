import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { auditStore } from '../../../src/storage/sqlite/audit.ts';
import { backupSqlite } from '../../../src/storage/sqlite/backup.ts';
import { openSqliteStore } from '../../../src/storage/sqlite/sqlite-store.ts';
import { type ShortRecordKind, type Store, shortRecordKinds } from '../../../src/storage/store.ts';
import { at, numberOf, preferencesSet } from '../made-up.ts';
import { freshFile } from '../sqlite-folder.ts';

const secret = 'a secret that must not be found anywhere in the copy';

const wanted: readonly ShortRecordKind[] = ['ABUSE_SIGNAL', 'CANARY'];

async function storeWithSecret(): Promise<{ readonly file: string; readonly store: Store }> {
  const file = freshFile();
  const store = await openSqliteStore({ file });
  onTestFinished(() => store.close());
  const record = { id: 'key', expected: 0, expiresAt: at + 1_000, now: at };
  for (const kind of shortRecordKinds) {
    await store.putShortRecord({ ...record, kind, body: wanted.includes(kind) ? 'sealed' : secret });
  }
  await store.append([preferencesSet(1, 0)]);
  return { file, store };
}

test('a backup of a store being served is whole, with canaries and signals, without secrets and what lives for minutes, and for its owner alone', async () => {
  const { file, store } = await storeWithSecret();
  const to = `${file}.backup`;
  backupSqlite(file, to, { signingSecrets: false });
  await store.append([preferencesSet(2, 0)]);
  expect(statSync(to).mode & 0o777).toBe(0o600);
  expect(readFileSync(to).includes(secret)).toBe(false);
  expect(auditStore(to)).toMatchObject({ head: 1, findings: [] });
  const copy = await openSqliteStore({ file: to });
  onTestFinished(() => copy.close());
  expect(copy.number(numberOf(1)).follows).toBe(1);
  expect(shortRecordKinds.filter((kind) => copy.shortRecord(kind, 'key', at) !== undefined)).toEqual(wanted);
});

test('asked for, the signing secrets are in the backup too', async () => {
  const { file } = await storeWithSecret();
  backupSqlite(file, `${file}.backup`, { signingSecrets: true });
  const copy = await openSqliteStore({ file: `${file}.backup` });
  onTestFinished(() => copy.close());
  expect(copy.shortRecord('SIGNING_SECRET', 'key', at)).toMatchObject({ body: secret });
  const kept = shortRecordKinds.filter((kind) => copy.shortRecord(kind, 'key', at) !== undefined);
  expect(kept).toEqual(['SIGNING_SECRET', ...wanted]);
});

test('an existing file is not overwritten', async () => {
  const { file } = await storeWithSecret();
  writeFileSync(`${file}.backup`, 'mine');
  expect(() => backupSqlite(file, `${file}.backup`, { signingSecrets: false })).toThrow('exists');
  expect(readFileSync(`${file}.backup`, 'utf8')).toBe('mine');
});

test('a backup that fails leaves nothing behind', () => {
  const file = freshFile();
  expect(() => backupSqlite(file, `${file}.backup`, { signingSecrets: false })).toThrow();
  expect(existsSync(`${file}.backup`)).toBe(false);
  expect(readdirSync(dirname(file))).toEqual([]);
});
