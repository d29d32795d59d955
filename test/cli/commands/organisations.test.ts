import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { generateSigningKey } from '../../../src/receipts/signing-key-pair.ts';
import { demoShell } from '../demo-shell.ts';

async function publicKeyFile(file: string, members: object = {}): Promise<string> {
  const { publicJwk } = await generateSigningKey();
  writeFileSync(file, JSON.stringify({ ...publicJwk, ...members }));
  return file;
}

test('the list shows who is admitted, for people and for machines', async () => {
  const one = await demoShell();
  expect(await one.done('organisations', 'list')).toMatch(/^demo-carrier +CARRIER +ACTIVE +Demo carrier$/m);
  const all = JSON.parse(await one.done('organisations', 'list', '--json')) as { organisationId: string }[];
  expect(all.map(({ organisationId }) => organisationId)).toEqual([
    'demo-brand',
    'demo-call-centre',
    'demo-carrier',
    'demo-operator',
    'demo-regulator',
  ]);
});

test('without --write a suspension is only shown; with it, it binds', async () => {
  const one = await demoShell();
  const status = async () =>
    (JSON.parse(await one.done('organisations', 'show', 'demo-carrier')) as { status: string }).status;
  const { out, notes } = await one.run(['organisations', 'suspend', 'demo-carrier']);
  expect(out).toBe('organisation demo-carrier:\n  status: "ACTIVE" → "SUSPENDED"');
  expect(notes).toBe('Nothing was changed. Add --write to do it.');
  expect(await status()).toBe('ACTIVE');
  expect((await one.run(['organisations', 'suspend', 'demo-carrier', '--write'])).notes).toBe('');
  expect(await status()).toBe('SUSPENDED');
  await one.done('organisations', 'activate', 'demo-carrier', '--write');
  expect(await status()).toBe('ACTIVE');
});

test('an organisation is admitted with a key and its terms, and given a second key', async () => {
  const one = await demoShell();
  const key = await publicKeyFile(one.path('key.json'));
  const args = ['organisations', 'admit', 'acme', '--role', 'brand', '--name', 'Acme', '--key', key];
  await one.done(...args);
  expect((await one.run(['organisations', 'show', 'acme'])).notes).toBe(
    'dnd: path:organisationId: there is no organisation with this id',
  );
  const admitted = JSON.parse(await one.done(...args, '--write', '--json')) as {
    written: boolean;
    after: { role: string };
  };
  expect(admitted).toMatchObject({ written: true, before: null, after: { role: 'BRAND', status: 'ACTIVE' } });
  await one.done('organisations', 'add-key', 'acme', '--key', await publicKeyFile(one.path('second.json')), '--write');
  const { keys } = JSON.parse(await one.done('organisations', 'show', 'acme')) as { keys: { kid: string }[] };
  expect(keys).toHaveLength(2);
  await one.done('organisations', 'withdraw-key', 'acme', keys[0]!.kid, '--write');
  const shown = JSON.parse(await one.done('organisations', 'show', 'acme')) as { keys: { withdrawnAt?: number }[] };
  expect(shown.keys.map(({ withdrawnAt }) => withdrawnAt !== undefined)).toEqual([true, false]);
});

test('a key whose id begins with a dash is withdrawn like any other', async () => {
  const one = await demoShell();
  const kid = '-VXUNF2PjellrzGa6EkGeeecQi2YngfNamnfSEXNQ08';
  const key = await publicKeyFile(one.path('key.json'), { kid });
  await one.done('organisations', 'admit', 'acme', '--role', 'brand', '--name', 'Acme', '--key', key, '--write');
  await one.done('organisations', 'withdraw-key', 'acme', kid, '--write');
  const { keys } = JSON.parse(await one.done('organisations', 'show', 'acme')) as { keys: object[] };
  expect(keys).toMatchObject([{ kid, withdrawnAt: expect.any(Number) as number }]);
});

test('classes are admitted and taken back', async () => {
  const one = await demoShell();
  const shown = async () => JSON.parse(await one.done('organisations', 'show', 'demo-carrier')) as object;
  await one.done('organisations', 'classes', 'demo-carrier', 'transactional', '--write');
  expect(await shown()).toMatchObject({ admittedClasses: ['TRANSACTIONAL'] });
  await one.done('organisations', 'classes', 'demo-carrier', '--write');
  expect(await shown()).toMatchObject({ admittedClasses: [] });
});

test.each([
  ['an unknown organisation', ['suspend', 'nobody'], 'there is no organisation with this id'],
  [
    'an id that is taken',
    ['admit', 'demo-carrier', '--role', 'BRAND', '--name', 'A', '--key', 'KEY'],
    'organisationId: there is a',
  ],
  [
    'a carrier’s range that is taken',
    ['admit', 'two', '--role', 'CARRIER', '--name', 'A', '--key', 'KEY', '--ranges', '86139'],
    'numberRanges[0]: another carrier',
  ],
  ['a private key', ['add-key', 'demo-carrier', '--key', 'PRIVATE'], 'jwk.d: this is a private or secret key'],
  ['a file that is no key', ['add-key', 'demo-carrier', '--key', 'TEXT'], 'not JSON'],
  ['a file that is not there', ['add-key', 'demo-carrier', '--key', 'NOTHING'], 'there is no such file or folder'],
])('a dry run refuses what the real one would: %s', async (_, args, words) => {
  const one = await demoShell();
  const { publicJwk, privateJwk } = await generateSigningKey();
  writeFileSync(one.path('KEY'), JSON.stringify(publicJwk));
  writeFileSync(one.path('PRIVATE'), JSON.stringify(privateJwk));
  writeFileSync(one.path('TEXT'), 'key');
  const words_ = args.map((word) =>
    /^[A-Z]{3,7}$/.test(word) && !['BRAND', 'CARRIER'].includes(word) ? one.path(word) : word,
  );
  const { exitCode, notes } = await one.run(['organisations', ...words_]);
  expect(exitCode).toBe(1);
  expect(notes).toContain(words);
});
