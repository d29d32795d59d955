import { copyFileSync, existsSync, mkdirSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { demoShell } from '../demo-shell.ts';
import type { Shell } from '../shell.ts';

const question = ['lookup', '+8613800138000', '--category', 'FIN_CREDIT', '--channel', 'VOICE', '--sender', 'DEMO'];

async function restored(one: Shell, backup: string): Promise<(...args: string[]) => ReturnType<Shell['run']>> {
  const dataDir = one.path('restored');
  mkdirSync(dataDir);
  copyFileSync(backup, `${dataDir}/registry.sqlite`);
  return (...args) => one.run([...args, '--data-dir', dataDir]);
}

test('a backup holds the registry without its private keys; rotating twice makes it sign again', async () => {
  const one = await demoShell();
  const backup = one.path('backup');
  await one.done('backup', backup);
  expect(statSync(backup).mode & 0o777).toBe(0o600);
  const again = await restored(one, backup);
  expect((await again('audit')).exitCode).toBe(0);
  expect((await again(...question)).notes).toContain('The private key of the current signing key is missing');
  for (let time = 0; time < 2; time += 1) await again('keys', 'rotate', '--force', '--write');
  expect(JSON.parse((await again(...question)).out)).toMatchObject({ decision: 'ALLOW' });
});

test('with the signing keys, a restored registry answers at once', async () => {
  const one = await demoShell();
  await one.done('backup', one.path('backup'), '--with-signing-keys');
  const again = await restored(one, one.path('backup'));
  expect(JSON.parse((await again(...question)).out)).toMatchObject({ decision: 'ALLOW' });
});

test('nothing is overwritten', async () => {
  const one = await demoShell();
  await one.done('backup', one.path('backup'));
  const { size } = statSync(one.path('backup'));
  expect((await one.run(['backup', one.path('backup')])).exitCode).toBe(1);
  expect(statSync(one.path('backup')).size).toBe(size);
  expect((await one.run(['backup', one.path('no/folder')])).exitCode).toBe(1);
  expect(existsSync(one.path('no'))).toBe(false);
});

test('an audit finds what was altered behind the registry’s back', async () => {
  const one = await demoShell();
  expect(await one.done('audit')).toMatch(/^\d+ entries and 0 blocks checked, 0 findings$/);
  const database = new Database(`${one.dataDir}/registry.sqlite`);
  database.prepare("UPDATE entities SET document = replace(document, 'Demo brand', 'Demo crook')").run();
  database.close();
  const { exitCode, out, notes } = await one.run(['audit', '--json']);
  expect(exitCode).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ findings: [{ at: '["ORGANISATION","demo-brand"]' }] });
  expect(notes).toContain('the log and the state disagree in 1 places');
});
