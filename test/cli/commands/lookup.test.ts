import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { demoShell } from '../demo-shell.ts';

const question = ['lookup', '+8613800138000', '--category', 'FIN_CREDIT', '--channel', 'VOICE', '--sender', 'DEMO'];

test('the answer is the JSON of the API, and verifies whole and by its receipt alone', async () => {
  const one = await demoShell();
  const answer = await one.done(...question, '--receipt-out', one.path('receipt'));
  expect(JSON.parse(answer)).toMatchObject({ decision: 'ALLOW', reason: 'DEFAULT', policy: 'CN-2026.1' });
  expect(statSync(one.path('receipt')).mode & 0o777).toBe(0o600);
  writeFileSync(one.path('answer'), answer);
  expect(await one.done('verify', one.path('answer'))).toMatch(/^VALID: [\s\S]*content: MATCHES/);
  expect(await one.done('verify', one.path('receipt'))).toMatch(/^VALID: [\s\S]*the receipt alone was given/);
});

test('an answer that was altered is told from one that was signed', async () => {
  const one = await demoShell();
  const answer = await one.done(...question);
  const { exitCode, out, notes } = await one.run(['verify', '-'], { input: answer.replace('"ALLOW"', '"BLOCK"') });
  expect({ exitCode, notes }).toEqual({ exitCode: 1, notes: 'dnd: the receipt is not valid: CONTENT_DIFFERS' });
  expect(out).toContain('differs in: decision');
  const report = await one.run(['verify', '-', '--json'], { input: 'no receipt' });
  expect(report.exitCode).toBe(1);
  expect(JSON.parse(report.out)).toMatchObject({ outcome: 'MALFORMED' });
});

test('a receipt is checked against a set of keys without any registry', async () => {
  const [one, other] = [await demoShell(), await demoShell('US')];
  const answer = await one.done(...question);
  const jwks = async (from: typeof one) => {
    const { keys } = JSON.parse(await from.done('keys', 'list', '--json')) as { keys: { kid: string; jwk: object }[] };
    return JSON.stringify({ keys: keys.map(({ kid, jwk }) => ({ ...jwk, kid })) });
  };
  writeFileSync(one.path('jwks.json'), await jwks(one));
  expect((await one.run(['verify', '-', '--jwks', one.path('jwks.json')], { input: answer })).exitCode).toBe(0);
  writeFileSync(one.path('jwks.json'), await jwks(other));
  expect((await one.run(['verify', '-', '--jwks', one.path('jwks.json')], { input: answer })).out).toMatch(
    /^UNKNOWN_KEY/,
  );
});

test.each([
  ['a number', ['lookup', '12', '--category', 'HEALTH', '--channel', 'VOICE'], 'dnd: phoneNumber: not a phone number'],
  [
    'a number of elsewhere',
    ['lookup', '+12025550123', '--category', 'HEALTH', '--channel', 'VOICE'],
    'dnd: phoneNumber: the number is outside',
  ],
  ['a category', ['lookup', '+8613800138000', '--category', 'X', '--channel', 'VOICE'], 'dnd: category: '],
  ['a time', [...question, '--planned-at', 'tomorrow'], 'dnd: plannedAt: not a time'],
  ['who asks', [...question, '--as', 'nobody'], 'dnd: --as: no organisation is called nobody'],
  [
    'a registry that is not there',
    [...question, '--remote', 'http://127.0.0.1:1'],
    'dnd: http://127.0.0.1:1 does not answer',
  ],
])('%s that will not do is named', async (_, args, words) => {
  const { exitCode, out, notes } = await (await demoShell()).run(args);
  expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' });
  expect(notes).toContain(words);
});

test('a class that needs admission is refused to whom is not admitted', async () => {
  const { exitCode, notes } = await (await demoShell()).run([...question, '--class', 'transactional']);
  expect(exitCode).toBe(1);
  expect(notes).toContain('messageClass: the organisation is not admitted');
});

test('the clients of the demo are for their owner alone', async () => {
  const one = await demoShell();
  const file = `${one.dataDir}/demo/clients.json`;
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const clients = JSON.parse(readFileSync(file, 'utf8')) as { clientId: string; role: string; scopes: string[] }[];
  expect(clients.map(({ role }) => role)).toEqual(['CARRIER', 'CALL_CENTRE', 'REGULATOR', 'OPERATOR']);
});
