import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../server/served-registry.ts';

test.for([
  ['Ctrl-C, which npm passes on a second time', ['SIGINT', 'SIGINT']],
  ['the end of the terminal', ['SIGHUP']],
] as const)('npm run dev:worker ends with %s, and leaves no workerd behind', async ([_, signals]) => {
  const folder = mkdtempSync(join(tmpdir(), 'dnd-dev-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const port = await freePort();
  const given = ['src/wrangler/dev.ts', '--port', String(port), '--data-dir', folder];
  const dev = spawn(process.execPath, given, { stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => void dev.kill('SIGTERM'));
  for await (const text of dev.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    if (/answers at/.test(text)) break;
  }
  dev.stdout.resume();
  const url = `http://127.0.0.1:${port}/healthz`;
  expect((await fetch(url)).status).toBe(200);
  const ended = once(dev, 'exit');
  for (const signal of signals) dev.kill(signal);
  expect(await ended).toEqual([0, null]);
  await expect(fetch(url)).rejects.toThrow();
});
