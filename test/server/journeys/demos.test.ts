import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { freshDataDir } from '../served-registry.ts';
import { type Demo, expectWelcomeRuns, startDemo } from '../started-demo.ts';

function madeDataDir(): string {
  const { dataDir, remove } = freshDataDir();
  onTestFinished(remove);
  return dataDir;
}

async function demo(policy: string, dataDir = madeDataDir()): Promise<Demo> {
  const started = await startDemo(policy, dataDir);
  onTestFinished(() => void started.child.kill('SIGKILL'));
  return started;
}

test.each(['IN', 'ES', 'US'])(
  '%s: what the demo prints can be pasted: allowed, opted out, refused, verified',
  async (policy) => {
    await expectWelcomeRuns(await demo(policy));
  },
  60_000,
);

test('two servers that start at once on an empty folder serve one demo', async () => {
  const dataDir = madeDataDir();
  const both = await Promise.all([demo('CN', dataDir), demo('CN', dataDir)]);
  const dnd = (...args: string[]) => promisify(execFile)(process.execPath, ['dist/cli/dnd.js', ...args]);
  const clients = ['--client', join(dataDir, 'demo', 'clients.json')];
  for (const { url } of both) {
    const { stdout } = await dnd('token', 'demo-operator', '--remote', url, ...clients);
    const headers = { authorization: `Bearer ${stdout.trim()}` };
    expect((await fetch(`${url}/v1/organisations?limit=10`, { headers })).status).toBe(200);
  }
});
