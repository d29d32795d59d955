import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { workerSettings } from '../../src/worker/worker-settings.ts';
import { runningThroughout } from './running-registry.ts';

/** What the README has to paste on Workers; its lines with `dnd.example` need an account of the platform. */
const [tried, operatorKey] = [...readFileSync('README.md', 'utf8').matchAll(/```bash\n(.*?)```/gs)].map(
  ([_, lines]) => lines as string,
);

/** A folder with what a built clone holds, so that the lines run as they stand. */
const clone = mkdtempSync(join(tmpdir(), 'dnd-readme-'));
for (const name of ['node_modules', 'dist', 'package.json']) symlinkSync(resolve(name), join(clone, name));
afterAll(() => rmSync(clone, { recursive: true }));

async function run(script: string): Promise<string> {
  const { stdout } = await promisify(execFile)('sh', ['-e', '-c', script], { cwd: clone });
  return stdout;
}

test('what somebody pastes who tries it is answered', async () => {
  const { url, clientsFile } = await runningThroughout();
  const lines = tried
    ?.replaceAll('http://127.0.0.1:8787', url)
    .replaceAll('data/worker/demo/clients.json', clientsFile);
  const output = await run(lines ?? '');
  expect(output).toContain('"decision":"ALLOW","reason":"DEFAULT"');
  expect(output).toMatch(/\{"token":"[\w-]{43}","expiresAt":"/);
});

test('the first operator’s key is one that the setting takes, and its private half is for its owner alone', async () => {
  const printed = await run(operatorKey ?? '');
  const { firstOperator } = workerSettings({ DND_FIRST_OPERATOR: printed });
  const file = join(clone, 'data/operator.json');
  const { d, ...publicHalf } = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, string>>;
  expect(d).toMatch(/^[\w-]{43}$/);
  expect(firstOperator).toEqual([publicHalf]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});
