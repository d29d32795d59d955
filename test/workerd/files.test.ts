import { expect, test } from 'vitest';
import { namedTests } from './started-worker.ts';

const within = await namedTests('test/workerd/files-worker.ts');

async function run(name: string, object?: string): Promise<void> {
  expect(await (await within.run(name, object)).text()).toBe('');
}

test.for(within.names.filter((name) => !name.endsWith('the end')))('%s', (name) => run(name));

test('what was acknowledged is there when the process was killed and another began', async () => {
  await run('before the end', 'kept');
  await within.restart();
  await run('after the end', 'kept');
});
