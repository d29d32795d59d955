import { expect, test } from 'vitest';
import { recordedShards } from '../../src/runtime/shard-layout.ts';
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
