import { test } from 'vitest';
import { acrossEnds } from './durable-store-tests.ts';
import { namedTests } from './started-worker.ts';
import type { Thrown } from './storage-worker.ts';

const within = await namedTests('test/workerd/storage-worker.ts');

async function run(name: string, object?: string): Promise<void> {
  const answer = await within.run(name, object);
  if (!answer.ok) throw new Error(await answer.text());
  const thrown = (await answer.json()) as Thrown | null;
  if (thrown !== null) throw Object.assign(new Error(thrown.message), thrown);
}

test.for(within.names.filter((name) => !name.startsWith(acrossEnds)))('%s', (name) => run(name));

test('what was acknowledged is there when the process was killed and another began', async () => {
  await run(`${acrossEnds} > before`, 'kept');
  await within.restart();
  await run(`${acrossEnds} > after`, 'kept');
});
