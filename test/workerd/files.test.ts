import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type StartedWorker, startedWorker } from './started-worker.ts';

const folder = mkdtempSync(join(tmpdir(), 'dnd-workerd-files-'));
const started = (): Promise<StartedWorker> => startedWorker('test/workerd/files-worker.ts', 'TestObject', folder);
let worker = await started();
afterAll(async () => {
  await worker.stop();
  rmSync(folder, { recursive: true, force: true });
});

const names = (await (await worker.dispatchFetch('http://tests/')).json()) as readonly string[];

async function run(name: string, object: string = crypto.randomUUID()): Promise<void> {
  const answer = await worker.dispatchFetch(`http://tests/${object}`, { method: 'POST', body: name });
  expect(await answer.text()).toBe('');
}

test.for(names.filter((name) => !name.endsWith('the end')))('%s', (name) => run(name));

test('what was acknowledged is there when the process was killed and another began', async () => {
  await run('before the end', 'kept');
  await worker.stop();
  worker = await started();
  await run('after the end', 'kept');
});
