import {
  chmodSync,
  closeSync,
  copyFileSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { demoShell } from '../demo-shell.ts';
import { type Shell, shell } from '../shell.ts';

const terms = ['--category', 'FIN_CREDIT', '--channel', 'VOICE', '--sender', 'DEMO'];
const list = 'name,phone\nAnn,13800138001\n"Bob\n,B",138 0013 8009\nCat,none\nDan,13800138010\nEve,13800138009\n';

let prepared: Promise<string> | undefined;

/** A folder with a list that was scrubbed with row proofs, annotated and split: a copy of what was made once. */
async function scrubbedShell(): Promise<Shell> {
  prepared ??= preparedFolder();
  const one = shell();
  cpSync(await prepared, one.folder, { recursive: true });
  return one;
}

async function preparedFolder(): Promise<string> {
  const one = await demoShell();
  writeFileSync(one.path('register.txt'), '13800138001\n');
  await one.done('import', one.path('register.txt'), '--refuse', 'all', '--write');
  writeFileSync(one.path('list.csv'), list);
  const scrub = ['scrub', one.path('list.csv'), ...terms, '--row-proofs', '--certificate'];
  await one.done(...scrub, one.path('split.jws'), '--split', one.path('split'));
  await one.done(...scrub, one.path('list.jws'), '--out', one.path('out.csv'));
  const folder = mkdtempSync(join(inject('preparedFolder'), 'scrubbed-'));
  cpSync(one.folder, folder, { recursive: true });
  return folder;
}

test('a row of a file is proven, and the proof says where it stood, what it says and what was decided', async () => {
  const one = await scrubbedShell();
  const prove = ['prove', one.path('split.jws'), '--output', one.path('split/allowed.csv')];
  const proof = one.path('proof.json');
  expect(await one.done(...prove, '--row', '0', '--out', proof)).toBe('');
  expect([statSync(proof).mode & 0o777, statSync(one.path('split.jws.secret')).mode & 0o777]).toEqual([0o600, 0o600]);
  const text = await one.done('verify', proof);
  expect(text).toMatch(/^VALID: [\s\S]*this row stood in: allowed, at place 0[\s\S]*row: "Bob\n,B",138 0013 8009\n/);
  expect(text).toMatch(
    /number: 138 0013 8009 \(CN where it names no country\)\n +it was decided: \{"decision":"ALLOW"\}$/,
  );
  expect(readFileSync(proof, 'utf8')).not.toMatch(/13800138001|Dan/);
  const annotated = await one.done('prove', one.path('list.jws'), '--output', one.path('out.csv'), '--row', '0');
  const report = await one.run(['verify', '-', '--json'], { input: annotated });
  expect(JSON.parse(report.out)).toMatchObject({
    outcome: 'VALID',
    statement: { output: 'annotated', row: 0, number: '13800138001', decision: 'BLOCK', reason: 'REFUSED' },
  });
});

test('months later the proof still shows what was signed, and that it holds no more', async () => {
  const one = await scrubbedShell();
  const proof = await one.done('prove', one.path('list.jws'), '--output', one.path('out.csv'), '--row', '3');
  const later = await one.run(['verify', '-'], { input: proof, now: Date.now() + 90 * 86_400_000 });
  expect(later.out).toMatch(/^EXPIRED: the registry signed this[\s\S]*content: MATCHES[\s\S]*number: 13800138010/);
  const altered = await one.run(['verify', '-'], { input: proof.replace('Dan', 'Don') });
  expect(altered.out).toMatch(/^CONTENT_DIFFERS: [\s\S]*differs in: statement\n/);
});

test.each([
  ['as it stands', '13800138010', '13800138010'],
  ['with its country code', '+8613800138010', '13800138010'],
  ['as it is written by people', '0086 (138) 0013-8001', '13800138001'],
  ['by other words of the row', 'Dan', '13800138010'],
])(
  'a row is found by its number %s, in whichever file it stands, without the shell hearing of it',
  async (_, text, number) => {
    const one = await scrubbedShell();
    const prove = ['prove', one.path('split.jws'), '--output', one.path('split'), '--find', '-'];
    const { out, exitCode, notes } = await one.run(prove, { input: `${text}\n` });
    expect([exitCode, notes]).toEqual([0, '']);
    const { statement } = JSON.parse((await one.run(['verify', '-', '--json'], { input: out })).out);
    expect(statement).toMatchObject({ number, decision: number === '13800138001' ? 'BLOCK' : 'ALLOW' });
  },
);

test('a number of several rows is not guessed at, one of none is said, and neither is repeated', async () => {
  const one = await scrubbedShell();
  const prove = ['prove', one.path('split.jws'), '--output', one.path('split'), '--find'];
  const several = await one.run([...prove, '+8613800138009']);
  expect(several).toMatchObject({ exitCode: 1, notes: expect.stringContaining('2 rows have it; say which') });
  expect(several.notes).toContain('allowed 0, allowed 2');
  const none = await one.run([...prove, '13800138099']);
  expect(none).toMatchObject({ exitCode: 1, notes: expect.stringContaining('no row has it') });
  expect(several.notes + none.notes).not.toContain('1380');
});

test.each<readonly [string, (one: Shell) => readonly string[], string]>([
  [
    'a file that was changed',
    (one) => ['split.jws', one.path('changed.csv'), '--row', '0'],
    'not the file that was signed',
  ],
  [
    'a file of another scrub',
    (one) => ['split.jws', one.path('out.csv'), '--row', '0'],
    'not the file that was signed',
  ],
  ['a folder without the files', (one) => ['split.jws', one.folder, '--row', '0'], 'none of the files'],
  [
    'a row that is not there',
    (one) => ['list.jws', one.path('out.csv'), '--row', '5'],
    'no row 5 in annotated: it has 5',
  ],
  ['a row of a folder', (one) => ['split.jws', one.path('split'), '--row', '0'], 'name one file'],
  [
    'the secret of another scrub',
    (one) => ['list.jws', one.path('out.csv'), '--row', '0', '--secret', one.path('split.jws.secret')],
    'the secret is not the one of this scrub',
  ],
  ['no secret', (one) => ['list.csv', one.path('out.csv'), '--row', '0'], 'list.csv.secret: there is no such file'],
  [
    'something else as the secret',
    (one) => ['list.jws', one.path('out.csv'), '--row', '0', '--secret', one.path('list.csv')],
    'no secret of row proofs',
  ],
  [
    'something else as the certificate',
    (one) => ['list.csv', one.path('out.csv'), '--row', '0', '--secret', one.path('list.jws.secret')],
    'no certificate of a scrub',
  ],
  ['neither row nor text', (one) => ['list.jws', one.path('out.csv')], 'give --row or --find'],
])('%s is refused', async (_, args, words) => {
  const one = await scrubbedShell();
  copyFileSync(one.path('split/allowed.csv'), one.path('changed.csv'));
  writeFileSync(one.path('changed.csv'), 'x', { flag: 'a' });
  const [certificate = '', output = '', ...rest] = args(one);
  const ran = await one.run(['prove', one.path(certificate), '--output', output, ...rest]);
  expect([ran.exitCode > 0, ran.out]).toEqual([true, '']);
  expect(ran.notes).toContain(words);
});

test('row proofs are made on request, and their secret stands beside the certificate', async () => {
  const one = await scrubbedShell();
  const scrub = ['scrub', one.path('list.csv'), ...terms, '--out', one.path('other.csv')];
  expect(await one.run([...scrub, '--row-proofs'])).toMatchObject({
    exitCode: 2,
    notes: expect.stringContaining('--row-proofs: needs --certificate'),
  });
  const told = await one.done(...scrub, '--certificate', one.path('other.jws'), '--json');
  expect(existsSync(one.path('other.jws.secret'))).toBe(false);
  expect(told).not.toContain('rowSecret');
  const prove = ['prove', one.path('other.jws'), '--output', one.path('other.csv'), '--row', '0'];
  const ran = await one.run([...prove, '--secret', one.path('list.jws.secret')]);
  expect(ran).toMatchObject({ exitCode: 1, notes: expect.stringContaining('made without --row-proofs') });
});

test('verify says of a certificate alone what it is, and sends who wants a row of it to prove', async () => {
  const one = await scrubbedShell();
  expect(await one.done('verify', one.path('list.jws'))).toMatch(/^VALID: [\s\S]*form: SCRUB[\s\S]*rows: \{"count":5/);
  const row = await one.run(['verify', one.path('list.jws'), '--row', '0']);
  expect(row).toMatchObject({ exitCode: 1, notes: expect.stringContaining('dnd prove makes the proof') });
});

test('secret, certificate and proof are for their owner alone, also where a file that others may read is there', async () => {
  const one = await demoShell();
  writeFileSync(one.path('list.csv'), list);
  const [certificate, secret, proof] = ['out.jws', 'out.jws.secret', 'proof.json'].map(one.path) as [
    string,
    string,
    string,
  ];
  for (const file of [certificate, secret, proof]) {
    writeFileSync(file, 'of before');
    chmodSync(file, 0o644);
  }
  const before = openSync(secret, 'r');
  const output = ['--out', one.path('out.csv')];
  await one.done('scrub', one.path('list.csv'), ...terms, ...output, '--row-proofs', '--certificate', certificate);
  await one.done('prove', certificate, '--output', one.path('out.csv'), '--row', '0', '--out', proof);
  for (const file of [certificate, secret, proof]) expect([file, statSync(file).mode & 0o777]).toEqual([file, 0o600]);
  // Who had it open does not read the new one.
  expect(readFileSync(before, 'utf8')).toBe('of before');
  closeSync(before);
  expect((await one.run(['verify', proof])).out).toMatch(/^VALID: /);
  expect(
    readdirSync(dirname(proof))
      .filter((name) => /^(?:out\.jws|proof)/.test(name))
      .sort(),
  ).toEqual(['out.jws', 'out.jws.secret', 'proof.json']);
});

test('a proof goes through a link to the file behind it, and into what is no file as it is', async () => {
  const one = await scrubbedShell();
  const prove = ['prove', one.path('list.jws'), '--output', one.path('out.csv'), '--row', '0', '--out'];
  symlinkSync(one.path('behind.json'), one.path('link.json'));
  writeFileSync(one.path('behind.json'), '');
  await one.done(...prove, one.path('link.json'));
  expect(lstatSync(one.path('link.json')).isSymbolicLink()).toBe(true);
  expect(readFileSync(one.path('behind.json'), 'utf8')).toContain('"statement"');
  await one.done(...prove, '/dev/null');
  expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
});
