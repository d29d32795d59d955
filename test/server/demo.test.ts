import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshDataDir } from './served-registry.ts';
import { type Demo, expectWelcomeRuns, pasted, startDemo } from './started-demo.ts';

const { dataDir, remove } = freshDataDir();
let demo: Demo;

beforeAll(async () => {
  demo = await startDemo('CN', dataDir);
});
afterAll(() => {
  demo.child.kill('SIGKILL');
  remove();
});

test('what the demo prints can be pasted: allowed, opted out, refused, verified', async () => {
  await expectWelcomeRuns(demo);
}, 60_000);

test('a list is imported while the registry serves, and binds the next lookup', async () => {
  const clients = `--client ${dataDir}/demo/clients.json`;
  const lookup = `node dist/cli/dnd.js lookup +8613900139000 --category HEALTH --channel VOICE --sender DEMO --remote ${demo.url} ${clients}`;
  const importing = `printf '13900139000\\n' | node dist/cli/dnd.js import - --refuse all --write --json --data-dir ${dataDir}`;
  const path = `PATH=${join(process.execPath, '..')}:$PATH`;
  const [before, summary, after] = (await pasted(`${path}\n${lookup}\n${importing}\n${lookup}`)).split('\n');
  expect(JSON.parse(before ?? '')).toMatchObject({ decision: 'ALLOW' });
  expect(JSON.parse(summary ?? '')).toMatchObject({ registered: 1, written: true });
  expect(JSON.parse(after ?? '')).toMatchObject({ decision: 'BLOCK', reason: 'REFUSED' });
});

test('the demo keeps its folder to its owner, and ends in good order when asked', async () => {
  const modes = ['.', 'demo', 'demo/clients.json', 'registry.sqlite'].map(
    (name) => statSync(join(dataDir, name)).mode & 0o777,
  );
  expect(modes).toEqual([0o700, 0o700, 0o600, 0o600]);
  const ended = new Promise((resolve) => demo.child.once('exit', resolve));
  demo.child.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(existsSync(join(dataDir, 'registry.sqlite-wal'))).toBe(false);
});
