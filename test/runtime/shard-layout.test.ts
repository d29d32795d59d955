import { expect, test } from 'vitest';
import { recordedShards, requireShardPlace } from '../../src/runtime/shard-layout.ts';
import { newMemoryStore } from '../lookup/changes.ts';

test('how many places there are is said once, and known from then on', async () => {
  const store = newMemoryStore();
  expect(await recordedShards(store, 4)).toBe(4);
  expect(await recordedShards(store, undefined)).toBe(4);
  expect(await recordedShards(store, 4)).toBe(4);
  await expect(recordedShards(store, 5)).rejects.toThrow('DND_SHARDS: this registry was made with 4');
});

test('without a word there is one, also of a registry that was made before', async () => {
  expect(await recordedShards(newMemoryStore(), undefined)).toBe(1);
});

test('in a store that is being taken in nothing is written', async () => {
  const store = newMemoryStore();
  const taking = { kind: 'TAKING', id: 'manifest', body: '{}', expiresAt: 8_640_000_000_000_000 } as const;
  await store.putShortRecord({ ...taking, expected: 0, now: 1 });
  const refused = { code: 'FAILED_PRECONDITION', message: expect.stringContaining('finish dnd registry import') };
  await expect(recordedShards(store, 3)).rejects.toMatchObject(refused);
  await expect(requireShardPlace(store, 1, 3, 'shard-1.sqlite')).rejects.toMatchObject(refused);
  expect(store.counts('', 10)).toEqual([]);
});
