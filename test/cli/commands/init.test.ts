import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { generateSigningKey } from '../../../src/receipts/signing-key-pair.ts';
import { production as plain } from '../../runtime/production-settings.ts';
import { shell } from '../shell.ts';

const production = { ...plain, POLICY: 'US' };

test('a production registry is made with its first operator, whose new key only its owner can read', async () => {
  const one = shell();
  const args = ['init', '--operator', 'Registry Office', '--generate-key', one.path('operator.json')];
  const { exitCode, out } = await one.run(args, { environment: production });
  expect(exitCode).toBe(0);
  expect(out).toContain('A registry of the policy US is in ');
  expect(statSync(one.path('operator.json')).mode & 0o777).toBe(0o600);
  expect(statSync(one.dataDir).mode & 0o777).toBe(0o700);
  const [client] = JSON.parse(readFileSync(one.path('operator.json'), 'utf8')) as [{ privateJwk: { kid: string } }];
  const shown = await one.run(['organisations', 'show', 'operator'], { environment: production });
  expect(JSON.parse(shown.out)).toMatchObject({
    name: 'Registry Office',
    role: 'OPERATOR',
    keys: [{ kid: client.privateJwk.kid }],
  });
});

test('the operator may bring its own public key', async () => {
  const one = shell();
  const { publicJwk, kid } = await generateSigningKey();
  writeFileSync(one.path('key.json'), JSON.stringify({ keys: [publicJwk] }));
  await one.done('init', '--operator', 'Office', '--operator-id', 'office', '--operator-key', one.path('key.json'));
  expect(JSON.parse(await one.done('organisations', 'show', 'office'))).toMatchObject({ keys: [{ kid }] });
});

test('a registry that is there already is left alone', async () => {
  const one = shell();
  await one.done('init');
  const { exitCode, notes } = await one.run(['init']);
  expect(exitCode).toBe(1);
  expect(notes).toContain('DATA_DIR: there is a registry in ');
});

test.each([
  ['a name without a key', ['--operator', 'Office'], 2],
  ['a key without a name', ['--generate-key', 'x'], 2],
  ['two keys', ['--operator', 'Office', '--generate-key', 'x', '--operator-key', 'y'], 2],
  ['a key file that is there already', ['--operator', 'Office', '--generate-key', process.execPath], 1],
])('%s is refused before anything is made', async (_, args, exitCode) => {
  const one = shell();
  expect((await one.run(['init', ...args])).exitCode).toBe(exitCode);
  expect((await one.run(['audit'])).notes).toContain('there is no registry');
});
