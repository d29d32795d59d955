import { expect, test } from 'vitest';
import { type Block, blockOf, numberAt, offsetInBlock } from '../../src/core/phone-number.ts';
import { noPreferences } from '../../src/core/preferences.ts';
import { blockCache, versionAt } from '../../src/lookup/block-cache.ts';
import { logFollower } from '../../src/lookup/log-follower.ts';
import type { Store } from '../../src/storage/store.ts';
import { appendNumberEvents, newMemoryStore, phoneNumber, refuseAll, setPreferences } from './changes.ts';
import { countingStore } from './store-doubles.ts';

const number = phoneNumber(999_000_000_001);
const block: Block = blockOf(number);

function cacheOf(store: Store, bytesMax = 2 ** 20) {
  const follower = logFollower(store, 100_000);
  const cache = blockCache(store, follower, bytesMax);
  const loaded = (of: Block) => cache.block(of) ?? follower.atHead((position) => cache.load(of, position));
  return { follower, cache, loaded };
}

test('a block is loaded once, then patched as the log grows', async () => {
  const { store, calls } = countingStore(newMemoryStore());
  await setPreferences(store, number, refuseAll);
  const { follower, cache, loaded } = cacheOf(store);
  expect(loaded(block).version).toBe(1);
  await setPreferences(store, number, noPreferences);
  follower.refresh();
  expect(versionAt(cache.block(block)!, offsetInBlock(number))).toBe(2);
  expect(store.state(cache.block(block)?.states.stateAt(offsetInBlock(number)) ?? -1).preferences).toEqual(
    noPreferences,
  );
  expect(calls.blockRows).toBe(1);
});

test('a block keeps its version while others change', async () => {
  const store = newMemoryStore();
  await setPreferences(store, number, refuseAll);
  const { follower, cache, loaded } = cacheOf(store);
  loaded(block);
  await setPreferences(store, numberAt(block + 1, 0), refuseAll);
  expect(follower.refresh()).toBe(2);
  expect(cache.block(block)?.version).toBe(1);
});

test('a number keeps its version while a few others of its block change, and gets a new one with more of them', async () => {
  const store = newMemoryStore();
  await setPreferences(store, number, refuseAll);
  const { follower, cache, loaded } = cacheOf(store);
  loaded(block);
  const bytesBefore = cache.bytesUsed();
  const versions = () => [0, 1, 2, 3].map((offset) => versionAt(cache.block(block)!, offset));
  const change = async (...offsets: readonly number[]) => {
    for (const offset of offsets) await setPreferences(store, numberAt(block, offset), refuseAll);
    follower.refresh();
  };
  await change(2, 3, 3);
  expect(versions()).toEqual([1, 1, 2, 4]);
  expect(cache.bytesUsed()).toBeGreaterThan(bytesBefore + 500);
  await change(...Array.from({ length: 14 }, (_, at) => 100 + at), 2, 3);
  expect(versions()).toEqual([1, 1, 19, 20]);
  await change(200);
  expect(versions()).toEqual([21, 21, 21, 21]);
  await change(1);
  expect(versions()).toEqual([21, 22, 21, 21]);
});

test('a block that holds nothing takes no room, and is loaded when it gets its first number', async () => {
  const store = newMemoryStore();
  const { follower, cache, loaded } = cacheOf(store);
  expect(loaded(block).version).toBe(0);
  expect({ bytes: cache.bytesUsed(), version: cache.block(block)?.version }).toEqual({ bytes: 0, version: 0 });
  await setPreferences(store, number, refuseAll);
  follower.refresh();
  expect(cache.block(block)).toBeUndefined();
  expect(loaded(block).version).toBe(1);
});

test('an import puts the block out, to be loaded when it is asked for', async () => {
  const store = newMemoryStore();
  await setPreferences(store, number, refuseAll);
  const { follower, cache, loaded } = cacheOf(store);
  loaded(block);
  const groups = [{ preferences: refuseAll, offsets: Uint16Array.of(2) }];
  await store.importBlock({ block, batchId: 'batch', at: 0, actor: 'operator:test', groups });
  follower.refresh();
  expect({ cached: cache.block(block), bytes: cache.bytesUsed() }).toEqual({ cached: undefined, bytes: 0 });
  expect(loaded(block).states.stateAt(2)).toBe(loaded(block).states.stateAt(1));
});

test('blocks that grow under patches stay under the budget, and are counted as large as they are', async () => {
  const store = newMemoryStore();
  const bytesMax = 4_000;
  const blocks = [block, block + 1, block + 2, block + 3];
  for (const of of blocks) await setPreferences(store, numberAt(of, 0), refuseAll);
  const { follower, cache, loaded } = cacheOf(store, bytesMax);
  for (const of of blocks) loaded(of);
  const bytesBefore = cache.bytesUsed();
  for (let round = 0; round < 8; round++) {
    const numbers = blocks.flatMap((of) => Array.from({ length: 500 }, (_, at) => numberAt(of, at * 8 + round)));
    await appendNumberEvents(store, numbers, { kind: 'PREFERENCES_SET', preferences: refuseAll });
    follower.refresh();
    const counted = blocks.reduce((bytes, of) => bytes + (cache.block(of)?.states.byteLength ?? 0), 0);
    expect(cache.bytesUsed()).toBeGreaterThanOrEqual(counted);
    expect(cache.bytesUsed()).toBeLessThanOrEqual(bytesMax);
  }
  expect(cache.bytesUsed()).toBeGreaterThan(bytesBefore);
  expect(blocks.filter((of) => cache.block(of) === undefined).length).toBeGreaterThan(0);
});

test('a block larger than the whole budget is answered all the same', async () => {
  const store = newMemoryStore();
  await setPreferences(store, number, refuseAll);
  const { cache, loaded } = cacheOf(store, 1);
  expect(loaded(block).version).toBe(1);
  expect({ cached: cache.block(block), bytes: cache.bytesUsed() }).toEqual({ cached: undefined, bytes: 0 });
});

/** What `BlockCache.read` says of the first `count` numbers of a block. */
function readOf({ follower, cache }: ReturnType<typeof cacheOf>, of: Block, count: number): readonly number[] {
  const states = new Uint32Array(count).fill(99);
  const offsets = Uint16Array.from({ length: count }, (_, at) => at);
  follower.atHead(() => cache.read(of, { offsets, states, from: 0, to: count }));
  return [...states];
}

test('a list reads what is in memory and what is not, with the changes since the image', async () => {
  const store = newMemoryStore();
  const groups = [{ preferences: refuseAll, offsets: Uint16Array.of(1, 3) }];
  await store.importBlock({ block, groups, batchId: 'b', at: 1_800_000_000_000, actor: 'operator:test' });
  await setPreferences(store, numberAt(block, 2), noPreferences);
  const stands = (count: number) => Array.from({ length: count }, (_, at) => loadedState(at));
  const one = cacheOf(store);
  const loadedState = (at: number) => one.loaded(block).states.stateAt(at);
  for (const count of [3, 200]) {
    const expected = stands(count);
    expect(readOf(one, block, count)).toEqual(expected);
    expect(readOf(cacheOf(store), block, count)).toEqual(expected);
    expect(readOf(one, block + 1, count)).toEqual(Array.from({ length: count }, () => 0));
  }
});

test('a list reads a block once, and again when it has changed', async () => {
  const { store, calls } = countingStore(newMemoryStore());
  const groups = [{ preferences: refuseAll, offsets: Uint16Array.of(1, 3) }];
  await store.importBlock({ block, groups, batchId: 'b', at: 1_800_000_000_000, actor: 'operator:test' });
  const one = cacheOf(store);
  const [refused] = readOf(one, block, 200).slice(1);
  expect([...readOf(one, block, 3), ...readOf(one, block, 200).slice(3, 5)]).toEqual([0, refused, 0, refused, 0]);
  expect(calls.blockRows).toBe(1);
  await setPreferences(store, numberAt(block, 4), refuseAll);
  await setPreferences(store, numberAt(block, 3), noPreferences);
  one.follower.refresh();
  const changed = store.number(numberAt(block, 3)).record.state;
  const read = readOf(one, block, 5);
  expect([read[0], read[1], read[2], read[4]]).toEqual([0, refused, 0, refused]);
  expect(store.state(read[3] ?? -1)).toEqual(changed);
  expect(readOf(one, block, 5)).toEqual(read);
  expect(calls.blockRows).toBe(2);
  await store.importBlock({ block, groups, batchId: 'c', at: 1_800_000_000_000, actor: 'operator:test' });
  one.follower.refresh();
  expect(readOf(one, block, 5)).toEqual(cacheOf(store).loaded(block) && readOf(cacheOf(store), block, 5));
  expect(one.cache.block(block)).toBeUndefined();
});

test('what lists read takes only room that lookups leave, and goes where they need it', async () => {
  const store = newMemoryStore();
  const groups = [{ preferences: refuseAll, offsets: Uint16Array.of(1, 3) }];
  await store.importBlock({ block, groups, batchId: 'b', at: 1_800_000_000_000, actor: 'operator:test' });
  const others = Array.from({ length: 80 }, (_, at) => block + 1 + at);
  const firsts = others.map((other) => numberAt(other, 0));
  await appendNumberEvents(store, firsts, { kind: 'PREFERENCES_SET', preferences: refuseAll });
  const alone = cacheOf(store);
  alone.loaded(block + 1);
  const loadedBytes = alone.cache.bytesUsed();
  readOf(alone, block, 3);
  const listBytes = alone.cache.bytesUsed() - loadedBytes;
  expect(listBytes).toBeGreaterThan(0);
  const tight = cacheOf(store, listBytes + loadedBytes);
  tight.loaded(block + 1);
  expect(readOf(tight, block, 3)).toEqual(readOf(alone, block, 3));
  expect(tight.cache.bytesUsed()).toBe(loadedBytes);
  const taken = cacheOf(store, Math.ceil(listBytes / 0.9));
  readOf(taken, block, 3);
  expect(taken.cache.bytesUsed()).toBe(listBytes);
  for (const other of others) taken.loaded(other);
  expect(taken.cache.bytesUsed()).toBeLessThan(listBytes);
});
