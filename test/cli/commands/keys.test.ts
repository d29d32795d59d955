import { expect, test } from 'vitest';
import { demoShell } from '../demo-shell.ts';
import type { Shell } from '../shell.ts';

async function statuses(one: Shell): Promise<readonly string[]> {
  const { keys } = JSON.parse(await one.done('keys', 'list', '--json')) as { keys: { status: string }[] };
  return keys.map(({ status }) => status);
}

test('a rotation waits for every verifier to know the next key, unless it is forced', async () => {
  const one = await demoShell();
  const { exitCode, notes } = await one.run(['keys', 'rotate', '--write']);
  expect(exitCode).toBe(1);
  expect(notes).toMatch(/^dnd: force: the next key was published too lately .*; try again in \d+ s$/);
  expect((await one.run(['keys', 'rotate', '--force'])).notes).toContain('Nothing was changed');
  expect(await statuses(one)).toEqual(['CURRENT', 'NEXT']);
  await one.done('keys', 'rotate', '--force', '--write');
  expect(await statuses(one)).toEqual(['RETIRED', 'CURRENT', 'NEXT']);
});

test('a key is disowned, and what it signed is worth nothing', async () => {
  const one = await demoShell();
  const { keys } = JSON.parse(await one.done('keys', 'list', '--json')) as { keys: { kid: string }[] };
  const receipt = one.path('receipt');
  await one.done('lookup', '+8613800138000', '--category', 'HEALTH', '--channel', 'VOICE', '--receipt-out', receipt);
  await one.done('keys', 'mark-compromised', keys[0]!.kid, '--write');
  expect(await statuses(one)).toEqual(['COMPROMISED', 'CURRENT', 'NEXT']);
  const { exitCode, out } = await one.run(['verify', receipt]);
  expect(exitCode).toBe(1);
  expect(out).toMatch(/^KEY_COMPROMISED: /);
});
