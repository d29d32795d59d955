import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { demoShell } from '../demo-shell.ts';

const terms = ['--category', 'FIN_CREDIT', '--channel', 'VOICE', '--sender', 'DEMO'];
const list = 'name,phone\nAnn,13800138001\nBob,13800138009\nCat,none\n';

/** A folder in which one number refuses all, and a list. */
async function listed() {
  const one = await demoShell();
  writeFileSync(one.path('register.txt'), '13800138001\n');
  await one.done('import', one.path('register.txt'), '--refuse', 'all', '--write');
  writeFileSync(one.path('list.csv'), list);
  return one;
}

test('a list is annotated to standard output, and the summary stands beside it', async () => {
  const one = await listed();
  const { out, notes, exitCode } = await one.run(['scrub', one.path('list.csv'), ...terms]);
  expect(exitCode).toBe(0);
  expect(out.replaceAll(/\d{4}-[\dT:.-]+Z/g, 'T')).toBe(
    'name,phone,decision,reason,nextPermittedAt,validUntil\n' +
      'Ann,13800138001,BLOCK,REFUSED,,T\nBob,13800138009,ALLOW,DEFAULT,,T\nCat,none,REJECTED,NOT_A_PHONE_NUMBER,,\n',
  );
  expect(notes).toMatch(/^rows +3\nallowed +1 +DEFAULT 1\nblocked +1 +REFUSED 1\nrejected +1 +NOT_A_PHONE_NUMBER 1\n/);
});

test('standard input is a list as a file is', async () => {
  const one = await listed();
  const fromFile = await one.run(['scrub', one.path('list.csv'), ...terms], { now: 1_800_000_000_000 });
  const fromPipe = await one.run(['scrub', '-', ...terms], { input: list, now: 1_800_000_000_000 });
  expect(fromPipe).toEqual(fromFile);
});

test('a list is split into a folder, and its certificate holds for these files alone', async () => {
  const one = await listed();
  const certificate = one.path('list.jws');
  const split = one.path('split');
  const json = await one.done(
    ...['scrub', one.path('list.csv'), ...terms, '--split', split, '--certificate', certificate, '--json'],
  );
  expect(JSON.parse(json)).toMatchObject({ rows: { count: 3, allowed: 1, blocked: 1, rejected: 1 } });
  expect(readFileSync(one.path('split/allowed.csv'), 'utf8')).toBe('name,phone\nBob,13800138009\n');
  expect(readFileSync(one.path('split/unavailable.csv'), 'utf8')).toBe('name,phone\n');
  const check = ['scrub', '--check', certificate, '--input', one.path('list.csv'), '--output', split];
  expect(await one.done(...check)).toMatch(/^VALID: /);
  writeFileSync(one.path('split/allowed.csv'), 'name,phone\nAnn,13800138001\n');
  const altered = await one.run(check);
  expect(altered).toMatchObject({
    exitCode: 1,
    out: expect.stringMatching(/^CONTENT_DIFFERS: .*\n +differs in: allowed\n/),
  });
});

test('a file that is there is not written over, and one that fails leaves nothing', async () => {
  const one = await listed();
  const out = one.path('out.csv');
  const scrub = ['scrub', one.path('list.csv'), ...terms, '--out', out];
  const failed = await one.run([...scrub, '--column', 'mobile']);
  expect(failed).toMatchObject({ exitCode: 1, notes: expect.stringContaining('column: ') });
  expect([existsSync(out), existsSync(`${out}.part`)]).toEqual([false, false]);
  expect(await one.done(...scrub)).toMatch(/^rows +3\n/);
  expect(readFileSync(out, 'utf8')).toContain('Bob,13800138009,ALLOW,DEFAULT,,');
  expect(await one.run(scrub)).toMatchObject({ exitCode: 1, notes: expect.stringContaining('nothing is overwritten') });
});

test.each([
  ['no list', terms, 'name the list'],
  ['no category', ['list.csv', '--channel', 'VOICE'], '--category and --channel are required'],
  ['two places', ['list.csv', ...terms, '--split', 'a', '--out', 'b'], '--split: give it alone'],
])('%s is wrong usage', async (_, args, words) => {
  const one = await demoShell();
  expect(await one.run(['scrub', ...args])).toMatchObject({ exitCode: 2, notes: expect.stringContaining(words) });
});
