import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { compactVerify, createLocalJWKSet, type JSONWebKeySet } from 'jose';
import { expect } from 'vitest';
import { freePort } from './served-registry.ts';

export interface Demo {
  readonly dataDir: string;
  readonly url: string;
  readonly welcome: string;
  readonly child: ChildProcess;
}

/** What a newcomer's shell has: none of the settings of the server's own. */
const { DATA_DIR: _dataDir, PORT: _port, POLICY: _policy, ...environment } = process.env;

/** Starts the built program and waits for all that it prints. Who starts it ends it. */
export async function startDemo(policy: string, dataDir: string): Promise<Demo> {
  const port = await freePort();
  const child = spawn(process.execPath, ['dist/cli/dnd.js', 'serve'], {
    env: { ...environment, DATA_DIR: dataDir, PORT: String(port), POLICY: policy },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
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

/** Runs lines as they are pasted into a POSIX shell in the project's folder. */
export async function pasted(lines: string): Promise<string> {
  const { stdout } = await promisify(execFile)('sh', ['-e', '-c', lines], { env: environment, timeout: 60_000 });
  return stdout;
}

/** Pastes what the demo prints: allowed, opted out, refused, verified; and checks the receipt by another library. */
export async function expectWelcomeRuns({ welcome, url, dataDir }: Demo): Promise<void> {
  const reason = 'CATEGORY_REFUSED';
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
}
