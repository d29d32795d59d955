import { expect, test } from 'vitest';
import { Fault } from '../../../src/core/fault.ts';
import { noPreferences, refuseAll } from '../../../src/core/preferences.ts';
import type { Actor } from '../../../src/registry/access/actor.ts';
import { importNumbers } from '../../../src/registry/numbers/import-numbers.ts';
import type { NumbersOfBlock } from '../../../src/registry/numbers/listed-numbers.ts';
import { previewImport } from '../../../src/registry/numbers/preview-import.ts';
import type { Store } from '../../../src/storage/store.ts';
import { chineseNumber, freshStore, memoryRegistry, operatorAtConsole } from '../memory-registry.ts';

const block = Math.floor(chineseNumber(0) / 10_000);

function numbersOf(offsets: readonly number[], at = block): NumbersOfBlock {
  return { block: at, groups: [{ preferences: refuseAll, offsets: Uint16Array.from(offsets) }] };
}

test('numbers are registered once, and the same batch again changes nothing', async () => {
  const { registry } = await memoryRegistry();
  const input = { batchId: 'b1', blocks: [numbersOf([1, 2]), numbersOf([7], block + 1)] };
  expect(await previewImport(registry, operatorAtConsole, input)).toEqual({ registered: 3, withdrawn: 0, kept: 0 });
  const told: number[] = [];
  const onProgress = ({ registered }: { registered: number }) => void told.push(registered);
  expect(await importNumbers(registry, operatorAtConsole, { ...input, onProgress })).toEqual({
    registered: 3,
    withdrawn: 0,
    kept: 0,
  });
  expect(told.at(-1)).toBe(3);
  expect(registry.store.number(chineseNumber(2)).record.state.preferences).toEqual(refuseAll);
  expect(await previewImport(registry, operatorAtConsole, input)).toEqual({ registered: 0, withdrawn: 0, kept: 3 });
  expect(await importNumbers(registry, operatorAtConsole, input)).toEqual({ registered: 0, withdrawn: 0, kept: 3 });
});

test('more blocks than go at once all arrive', async () => {
  const { registry } = await memoryRegistry();
  const blocks = Array.from({ length: 50 }, (_, index) => numbersOf([index], block + index));
  expect(await importNumbers(registry, operatorAtConsole, { batchId: 'b1', blocks })).toEqual({
    registered: 50,
    withdrawn: 0,
    kept: 0,
  });
  for (let index = 0; index < 50; index += 1) {
    const number = chineseNumber(index * 10_000 + index);
    expect(registry.store.number(number).record.state.preferences).toEqual(refuseAll);
  }
});

test.each([
  [
    'preferences that the policy has no meaning for',
    { ...noPreferences, categories: { WITCHCRAFT: 'REFUSE' } },
    block,
    'INVALID_ARGUMENT',
    'preferences.categories.WITCHCRAFT',
  ],
  ['no preferences', noPreferences, block, 'INVALID_ARGUMENT', 'groups[0]'],
  ['a number outside the plan', refuseAll, 1_202_555, 'SERVICE_NOT_APPLICABLE', undefined],
] as const)('%s are refused', async (_, preferences, at, code, field) => {
  const { registry } = await memoryRegistry();
  const blocks = [{ block: at, groups: [{ preferences, offsets: Uint16Array.of(1) }] }];
  await expect(importNumbers(registry, operatorAtConsole, { batchId: 'b1', blocks })).rejects.toMatchObject({
    code,
    field,
  });
});

test('only the operator at the console imports', async () => {
  const { registry } = await memoryRegistry();
  const actor: Actor = { kind: 'ORGANISATION', organisationId: 'op', role: 'OPERATOR', scopes: ['dnd:keys:manage'] };
  const input = { batchId: 'b1', blocks: [numbersOf([1])] };
  await expect(importNumbers(registry, actor, input)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  await expect(previewImport(registry, actor, input)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
});

test('a store that has too much to do is asked again; one that stays so fails the import, which can be run again', async () => {
  const store = freshStore();
  let failures = 3;
  const importBlock: Store['importBlock'] = (rows) => {
    failures -= 1;
    return failures >= 0 ? Promise.reject(new Fault('UNAVAILABLE', 'busy')) : store.importBlock(rows);
  };
  const { registry } = await memoryRegistry({ store });
  const blocks = [numbersOf([1]), numbersOf([2], block + 1)];
  const input = { batchId: 'b1', blocks };
  const busyRegistry = { ...registry, shard: { ...registry.shard, importBlock } };
  expect(await importNumbers(busyRegistry, operatorAtConsole, input)).toEqual({ registered: 2, withdrawn: 0, kept: 0 });
  failures = 1_000;
  const other = { batchId: 'b2', blocks };
  await expect(importNumbers(busyRegistry, operatorAtConsole, other)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  failures = 0;
  expect(await importNumbers(busyRegistry, operatorAtConsole, other)).toEqual({ registered: 0, withdrawn: 0, kept: 2 });
});

test('a batch has a name that can be read', async () => {
  const { registry } = await memoryRegistry();
  const input = { batchId: ' x', blocks: [] };
  await expect(importNumbers(registry, operatorAtConsole, input)).rejects.toMatchObject({ field: 'batchId' });
});
