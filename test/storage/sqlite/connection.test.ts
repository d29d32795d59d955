import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import {
  createPrivateFile,
  openCopyForWriting,
  openForReading,
  openForWriting,
} from '../../../src/storage/sqlite/connection.ts';
import { freshFile } from '../sqlite-folder.ts';

test('databases are opened in one file alone, so that what it asserts holds everywhere', () => {
  const opening = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .filter((name) => /new Database\(|DatabaseSync/.test(readFileSync(join('src', name), 'utf8')));
  expect(opening).toEqual([join('storage', 'sqlite', 'connection.ts')]);
});

test.each([
  ['the registry', openForWriting, 'wal'],
  ['a copy', openCopyForWriting, 'memory'],
])('a connection that writes %s waits for the disk at each commit', (_, open, journal) => {
  const file = freshFile();
  createPrivateFile(file);
  const connection = open(file);
  onTestFinished(() => void connection.close());
  expect(connection.pragma('synchronous', { simple: true })).toBe(2);
  expect(connection.pragma('journal_mode', { simple: true })).toBe(journal);
});

test('a connection that reads cannot write', () => {
  const file = freshFile();
  createPrivateFile(file);
  openForWriting(file).close();
  const connection = openForReading(file);
  onTestFinished(() => void connection.close());
  expect(() => connection.exec('CREATE TABLE one (id INTEGER)')).toThrow('readonly');
});

test('a file that has gone is not made anew by who would write to it', () => {
  const file = freshFile();
  expect(() => openForWriting(file)).toThrow();
  expect(existsSync(file)).toBe(false);
});

test('what is no database is left as it is', () => {
  const file = freshFile();
  writeFileSync(file, 'a list of something else, long enough to be no empty file'.repeat(100));
  expect(() => openForWriting(file)).toThrow('not a database');
  expect(readFileSync(file, 'utf8')).toContain('a list of something else');
});
