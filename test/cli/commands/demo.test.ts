import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { shell } from '../shell.ts';

const small = ['--numbers', '20', '--months', '1', '--write'];

test('a demo is made in an empty folder alone: nothing is written beside what somebody has there', async () => {
  const { run, path } = shell();
  const dataDir = path('home');
  mkdirSync(dataDir, { mode: 0o755 });
  writeFileSync(join(dataDir, 'thesis.txt'), 'all of it');
  const { exitCode, notes } = await run(['demo', '--data-dir', dataDir, ...small]);
  expect([exitCode, notes]).toEqual([1, expect.stringContaining('name an empty folder')]);
  expect([readdirSync(dataDir), statSync(dataDir).mode & 0o777]).toEqual([['thesis.txt'], 0o755]);
});

test('a demo is made where nothing is, once', async () => {
  const { run, path } = shell();
  const dataDir = path('demo');
  mkdirSync(dataDir);
  expect((await run(['demo', '--data-dir', dataDir, ...small.slice(0, -1)])).notes).toContain('Nothing was made');
  expect(readdirSync(dataDir)).toEqual([]);
  expect((await run(['demo', '--data-dir', dataDir, ...small])).exitCode).toBe(0);
  const again = await run(['demo', '--data-dir', dataDir, ...small]);
  expect([again.exitCode, again.notes]).toEqual([1, expect.stringContaining('name an empty folder')]);
});

test('a production’s settings make no demo', async () => {
  const { run, path } = shell();
  const environment = { DND_MODE: 'production', DND_ISSUER: 'https://dnd.example' };
  const { exitCode } = await run(['demo', '--data-dir', path('demo'), ...small], { environment });
  expect(exitCode).not.toBe(0);
  expect(readdirSync(path('.'))).not.toContain('demo');
});
