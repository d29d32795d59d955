import { expect, test } from 'vitest';
import { demoShell } from '../demo-shell.ts';

const number = '+8613877770001';

test('canaries are planted only with --write, listed masked, and taken back', async () => {
  const one = await demoShell();
  const { out, notes } = await one.run(['canaries', 'plant', number]);
  expect(out).toBe('1 planted, 0 unchanged');
  expect(notes).toBe('Nothing was changed. Add --write to do it.');
  expect(await one.done('canaries', 'list', '--json')).toBe('[]');
  await one.done('canaries', 'plant', number, '--write');
  const listed = await one.done('canaries', 'list');
  expect(listed).toMatch(/^\+86\*+01 .*operator:console/m);
  expect(listed).not.toContain('7777');
  expect(await one.done('canaries', 'remove', number, '--write')).toBe('1 removed');
});

test('signals are shown, and help says what they measure', async () => {
  const one = await demoShell();
  expect(await one.done('abuse')).toBe('WHO  KIND  MEASURE  WHERE  FIRST  LAST');
  expect(await one.done('abuse', '--json')).toBe('[]');
  const help = await one.done('abuse', '--help');
  expect(help).toMatch(/COVERAGE +from 2500 +of the 10,000 numbers/);
  expect(help).toMatch(/CODE_PUMPING +from 20 +codes refused/);
});

test('quotas are set by name, given back to the role’s, and shown', async () => {
  const one = await demoShell();
  const set = (...words: string[]) => one.done('organisations', 'set-quotas', 'demo-call-centre', ...words, '--write');
  await set('lookupsPerMinute=6000', 'numbersperday=100000', '--on-abuse', 'slow_down');
  const shown = await one.done('organisations', 'quotas', 'demo-call-centre');
  expect(shown).toMatch(/^lookupsPerMinute +6000 +60 s +its own$/m);
  expect(shown).toMatch(/^tokensPerMinute +600000 +60 s +of its role$/m);
  expect(shown).toMatch(/^abuseResponse +SLOW_DOWN$/m);
  expect(await set('lookupsPerMinute=default')).toContain('"numbersPerDay":100000}');
  expect(await one.done('organisations', 'quotas', 'demo-call-centre')).toMatch(/^lookupsPerMinute +60000000 /m);
  expect((await one.run(['organisations', 'set-quotas', 'demo-call-centre', 'speed=9'])).exitCode).toBe(2);
});
