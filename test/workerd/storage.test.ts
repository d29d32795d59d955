import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, test } from 'vitest';
import { acrossEnds } from './durable-store-tests.ts';
import { type StartedWorker, startedWorker } from './started-worker.ts';
import type { Thrown } from './storage-worker.ts';

const folder = mkdtempSync(join(tmpdir(), 'dnd-workerd-'));
const started = (): Promise<StartedWorker> => startedWorker('test/workerd/storage-worker.ts', 'TestObject', folder);
let worker = await started();
afterAll(async () => {
  await worker.stop();
  rmSync(folder, { recursive: true, force: true });
});

const names = (await (await worker.dispatchFetch('http://tests/')).json()) as readonly string[];

async function run(name: string, object: string = crypto.randomUUID()): Promise<void> {
  const answer = await worker.dispatchFetch(`http://tests/${object}`, { method: 'POST', body: name });
  if (!answer.ok) throw new Error(await answer.text());
  const thrown = (await answer.json()) as Thrown | null;
  if (thrown !== null) throw Object.assign(new Error(thrown.message), thrown);
}

test.for(names.filter((name) => !name.startsWith(acrossEnds)))('%s', (name) => run(name));

test('what was acknowledged is there when the process was killed and another began', async () => {
  await run(`${acrossEnds} > before`, 'kept');
  await worker.stop();
  worker = await started();
  await run(`${acrossEnds} > after`, 'kept');
});
