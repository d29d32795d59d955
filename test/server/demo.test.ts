import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { compactVerify, createLocalJWKSet, type JSONWebKeySet } from 'jose';
import { expect, onTestFinished, test } from 'vitest';
import { freePort, freshDataDir } from './served-registry.ts';

interface Demo {
  readonly dataDir: string;
  readonly url: string;
  readonly welcome: string;
  readonly child: ChildProcess;
}

/** What a newcomer's shell has: none of the settings of the server's own. */
const { DATA_DIR: _dataDir, PORT: _port, POLICY: _policy, ...environment } = process.env;

/** Starts the built program and waits for all that it prints. */
async function demo(policy: string, dataDir = madeDataDir()): Promise<Demo> {
  const port = await freePort();
  const child = spawn(process.execPath, ['dist/cli/dnd.js', 'serve'], {
    env: { ...environment, DATA_DIR: dataDir, PORT: String(port), POLICY: policy },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const welcome = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (/^npx dnd verify.*\n/m.test(text)) resolve(text);
    });
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
  return { dataDir, url: `http://127.0.0.1:${port}`, welcome, child };
}

function madeDataDir(): string {
  const { dataDir, remove } = freshDataDir();
  onTestFinished(remove);
  return dataDir;
}

/** Runs lines as they are pasted into a POSIX shell in the project's folder. */
async function pasted(lines: string): Promise<string> {
  const { stdout } = await promisify(execFile)('sh', ['-e', '-c', lines], { env: environment, timeout: 60_000 });
  return stdout;
}

test.each([
  ['CN', 'CATEGORY_REFUSED'],
  ['IN', 'CATEGORY_REFUSED'],
  ['ES', 'CATEGORY_REFUSED'],
  ['US', 'CATEGORY_REFUSED'],
])(
  '%s: what the demo prints can be pasted: allowed, opted out, refused, verified',
  async (policy, reason) => {
    const { welcome, url, dataDir } = await demo(policy);
    const lines = (await pasted(welcome)).split('\n');
    const [before = '', codeSent = '', preferences = '', after = '', ...report] = lines;
    expect(JSON.parse(before)).toMatchObject({ decision: 'ALLOW', reason: 'DEFAULT' });
    expect(JSON.parse(codeSent)).toHaveProperty('expiresAt');
    expect(JSON.parse(preferences)).toMatchObject({ cells: [{ choice: 'REFUSE' }] });
    expect(JSON.parse(after)).toMatchObject({ decision: 'BLOCK', reason });
    expect(report[0]).toBe('VALID: the registry signed this, and it holds now');

    const answer = JSON.parse(readFileSync(join(dataDir, 'demo', 'answer.json'), 'utf8')) as { receipt: string };
    const jwks = (await (await fetch(`${url}/.well-known/jwks.json`)).json()) as JSONWebKeySet;
    const { payload, protectedHeader } = await compactVerify(answer.receipt, createLocalJWKSet(jwks));
    expect(protectedHeader).toMatchObject({ alg: 'ES256', typ: 'dnd-receipt+jwt' });
    expect(JSON.parse(new TextDecoder().decode(payload))).toMatchObject({
      aud: 'demo-call-centre',
      decision: { decision: 'BLOCK', reason },
    });
  },
  60_000,
);

test('two servers that start at once on an empty folder serve one demo', async () => {
  const dataDir = madeDataDir();
  const both = await Promise.all([demo('CN', dataDir), demo('CN', dataDir)]);
  const dnd = (...args: string[]) =>
    promisify(execFile)(process.execPath, ['dist/cli/dnd.js', ...args], { env: environment });
  const clients = ['--client', join(dataDir, 'demo', 'clients.json')];
  for (const { url } of both) {
    const { stdout } = await dnd('token', 'demo-operator', '--remote', url, ...clients);
    const headers = { authorization: `Bearer ${stdout.trim()}` };
    expect((await fetch(`${url}/v1/organisations?limit=10`, { headers })).status).toBe(200);
  }
});

test('the demo keeps its folder to its owner, and ends in good order when asked', async () => {
  const { dataDir, child } = await demo('CN');
  const modes = ['.', 'demo', 'demo/clients.json', 'registry.sqlite'].map(
    (name) => statSync(join(dataDir, name)).mode & 0o777,
  );
  expect(modes).toEqual([0o700, 0o700, 0o600, 0o600]);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(existsSync(join(dataDir, 'registry.sqlite-wal'))).toBe(false);
});

test('a list is imported while the registry serves, and binds the next lookup', async () => {
  const { url, dataDir } = await demo('CN');
  const clients = `--client ${dataDir}/demo/clients.json`;
  const lookup = `node dist/cli/dnd.js lookup +8613900139000 --category HEALTH --channel VOICE --sender DEMO --remote ${url} ${clients}`;
  const importing = `printf '13900139000\\n' | node dist/cli/dnd.js import - --refuse all --write --json --data-dir ${dataDir}`;
  const path = `PATH=${join(process.execPath, '..')}:$PATH`;
  const [before, summary, after] = (await pasted(`${path}\n${lookup}\n${importing}\n${lookup}`)).split('\n');
  expect(JSON.parse(before ?? '')).toMatchObject({ decision: 'ALLOW' });
  expect(JSON.parse(summary ?? '')).toMatchObject({ registered: 1, written: true });
  expect(JSON.parse(after ?? '')).toMatchObject({ decision: 'BLOCK', reason: 'REFUSED' });
});
