import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { demoShell } from './demo-shell.ts';
import { shell } from './shell.ts';

const commands = 'serve init import lookup token verify organisations senders keys sign-in backup audit openapi'.split(
  ' ',
);

test('help names every command', async () => {
  const { exitCode, out } = await shell().run(['--help']);
  expect(exitCode).toBe(0);
  for (const command of commands) expect(out).toContain(`  ${command} `);
});

test.each(commands)('%s --help explains itself', async (command) => {
  const { exitCode, out } = await shell().run([command, '--help']);
  expect(exitCode).toBe(0);
  expect(out).toContain(`Usage: dnd ${command}`);
});

test('dnd serve --help documents every setting', async () => {
  const { out } = await shell().run(['serve', '--help']);
  for (const name of ['DND_MODE', 'PORT', 'DATA_DIR', 'POLICY', 'DND_ISSUER']) expect(out).toContain(`\n${name}  `);
});

test.each([
  [['frob'], "dnd: unknown command 'frob'"],
  [['lookup'], "dnd: required option '--category <id>' not specified"],
  [['audit', '--frob'], "dnd: unknown option '--frob'"],
  [['backup'], "dnd: missing required argument 'file'"],
  [['organisations', 'admit', 'acme', '--role', 'KING', '--name', 'A', '--key', 'k'], 'one of CARRIER, RESELLER'],
])('wrong usage ends with 2 and says what is wrong: %j', async (args, words) => {
  const { exitCode, out, notes } = await shell().run(args);
  expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
  expect(notes).toContain(words);
});

test.each([
  [{ PORT: 'x' }, 'dnd: PORT: '],
  [{ POLICY: 'XX' }, 'dnd: POLICY: '],
  [{ HOST: '0.0.0.0' }, 'dnd: HOST: demo mode listens on'],
  [{ DND_MODE: 'production' }, 'dnd: DND_ISSUER: production needs it set'],
])('a setting that cannot be used is named: %j', async (environment, words) => {
  const { exitCode, notes } = await (await demoShell()).run(['audit'], { environment });
  expect(exitCode).toBe(1);
  expect(notes).toContain(words);
});

test('a command in a folder without a registry says how to make one, and makes none', async () => {
  const one = shell();
  const { exitCode, notes } = await one.run(['organisations', 'list']);
  expect(exitCode).toBe(1);
  expect(notes).toBe(`dnd: DATA_DIR: there is no registry in ${one.dataDir}; dnd init or npm start makes one`);
  expect(existsSync(one.dataDir)).toBe(false);
});

test('a registry of another jurisdiction is opened without being told which', async () => {
  const one = await demoShell('ES');
  expect((await one.run(['organisations', 'list'])).exitCode).toBe(0);
  const { exitCode, notes } = await one.run(['organisations', 'list'], { environment: { POLICY: 'CN' } });
  expect(exitCode).toBe(1);
  expect(notes).toBe('dnd: POLICY: this registry was made for the policy ES-2026.1');
});

test('production refuses a folder that held the demo', async () => {
  const secret = Buffer.alloc(32, 1).toString('base64');
  const environment = { DND_MODE: 'production', DND_ISSUER: 'https://dnd.example' };
  const { exitCode, notes } = await (await demoShell()).run(['keys', 'list'], {
    environment: { ...environment, DND_KEY_SECRET: secret, DND_PEPPER: secret },
  });
  expect(exitCode).toBe(1);
  expect(notes).toContain('DATA_DIR: a demo client was once admitted to this folder');
});
