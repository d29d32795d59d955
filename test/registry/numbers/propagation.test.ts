import { expect, test } from 'vitest';
import type { Fault } from '../../../src/core/fault.ts';
import { changeNumbers } from '../../../src/registry/numbers/change-numbers.ts';
import { setPreferences } from '../../../src/registry/preferences/set-preferences.ts';
import type { Registry } from '../../../src/registry/registry.ts';
import { counted } from '../counted.ts';
import { chineseNumber, memoryRegistry, startedAt, subscriber } from '../memory-registry.ts';

async function changesTimed(registry: Registry): Promise<number> {
  const times = await counted(registry, 'PROPAGATION_MS/2026-11-22/');
  return Object.values(times).reduce((sum, count) => sum + count, 0);
}

test('each change that was made is timed once: none that changed nothing, was refused or overtaken', async () => {
  const { registry } = await memoryRegistry();
  const holder = subscriber(chineseNumber());
  const refuseAll = () => setPreferences(registry, holder, { ifMatch: '*', replace: { base: 'REFUSE_ALL' } });
  await refuseAll();
  await refuseAll();
  expect(await changesTimed(registry)).toBe(1);
  const overtaken = {
    ...registry,
    shard: { ...registry.shard, change: async (changes: readonly object[]) => changes.map(() => conflict) },
  };
  const draft = {
    event: { kind: 'NUMBER_DISCONNECTED', occurredAt: startedAt },
    actor: 'test',
    wayIn: 'CLI',
    proof: 'NONE',
  } as const;
  const asks = [1, 2, 3].map((last) => ({ number: chineseNumber(last), draftOf: () => draft }));
  const refused = await changeNumbers(overtaken, asks);
  expect(refused.map((one) => (one as Fault).code)).toEqual(['ABORTED', 'ABORTED', 'ABORTED']);
  expect(await changesTimed(registry)).toBe(1);
  await changeNumbers(registry, asks);
  expect(await changesTimed(registry)).toBe(4);
});

const conflict = { status: 'CONFLICT', head: 0 } as const;
