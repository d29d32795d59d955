import { expect, test } from 'vitest';
import { type LogListener, logFollower } from '../../src/lookup/log-follower.ts';
import type { Store } from '../../src/storage/store.ts';
import { newMemoryStore, phoneNumber, refuseAll, setPreferences } from './changes.ts';
import { countingStore } from './store-doubles.ts';

const number = phoneNumber(999_000_000_001);

function followed(store: Store, tailEntriesMax = 10) {
  const heard: string[] = [];
  const listener: LogListener = {
    apply: ({ head, numbers }) => heard.push(`${numbers.length} to ${head}`),
    startAnew: () => heard.push('anew'),
  };
  const follower = logFollower(store, tailEntriesMax);
  follower.follow(listener);
  return { follower, heard };
}

test('starts at the head of the log, without reading what lies before', async () => {
  const { store, calls } = countingStore(newMemoryStore());
  await setPreferences(store, number, refuseAll);
  const { follower, heard } = followed(store);
  expect(follower.refresh()).toBe(1);
  expect({ heard, tails: calls.tail }).toEqual({ heard: [], tails: 0 });
});

test('a refresh costs one look at the version where nothing was committed', async () => {
  const { store, calls } = countingStore(newMemoryStore());
  const { follower } = followed(store);
  await setPreferences(store, number, refuseAll);
  follower.refresh();
  const before = { ...calls };
  expect(follower.refresh()).toBe(1);
  expect(calls).toEqual({ ...before, version: before.version + 1 });
});

test('a commit that is no entry of the log costs no tail', async () => {
  const { store, calls } = countingStore(newMemoryStore());
  const { follower, heard } = followed(store);
  await store.addCounts([{ key: 'lookups', count: 1 }]);
  expect(follower.refresh()).toBe(0);
  expect({ heard, tails: calls.tail }).toEqual({ heard: [], tails: 0 });
});

test('listeners hear of what was appended, once', async () => {
  const store = newMemoryStore();
  const { follower, heard } = followed(store);
  await setPreferences(store, number, refuseAll);
  await setPreferences(store, number, refuseAll);
  expect([follower.refresh(), follower.refresh()]).toEqual([2, 2]);
  expect(heard).toEqual(['2 to 2']);
});

test('listeners start anew where more came than can be told, and are told again from there', async () => {
  const store = newMemoryStore();
  const { follower, heard } = followed(store, 2);
  for (let count = 0; count < 3; count++) await setPreferences(store, number, refuseAll);
  expect(follower.refresh()).toBe(3);
  await setPreferences(store, number, refuseAll);
  expect(follower.refresh()).toBe(4);
  expect(heard).toEqual(['anew', '1 to 4']);
});

test.each(['tail', 'head', 'snapshot', 'version'] as const)(
  'after a fault of %s the next refresh catches up',
  async (name) => {
    const { store, failOnce } = countingStore(newMemoryStore());
    const { follower, heard } = followed(store);
    await setPreferences(store, number, refuseAll);
    failOnce(name);
    expect(() => follower.refresh()).toThrow(`${name} failed`);
    expect(follower.refresh()).toBe(1);
    expect(heard).toEqual(['1 to 1']);
  },
);

test('after a fault of a read at the head the follower goes on', async () => {
  const store = newMemoryStore();
  const { follower, heard } = followed(store);
  const fail = () => {
    throw new Error('read failed');
  };
  expect(() => follower.atHead(fail)).toThrow('read failed');
  await setPreferences(store, number, refuseAll);
  expect(follower.refresh()).toBe(1);
  expect(heard).toEqual(['1 to 1']);
});

test('a read at the head is told what came since the last look first, and may read at the head again', async () => {
  const { store, calls } = countingStore(newMemoryStore());
  const { follower, heard } = followed(store);
  await setPreferences(store, number, refuseAll);
  const read = () => follower.atHead((position) => ({ position, heard: [...heard], refreshed: follower.refresh() }));
  expect(follower.atHead(read)).toEqual({ position: 1, heard: ['1 to 1'], refreshed: 1 });
  expect(calls.snapshot).toBe(1);
});

test('reads refreshed once look at the version once, also where they are nested', async () => {
  const { store, calls } = countingStore(newMemoryStore());
  const { follower } = followed(store);
  await setPreferences(store, number, refuseAll);
  const before = calls.version;
  const position = follower.refreshedOnce(() => {
    follower.refreshedOnce(() => follower.refresh());
    return follower.refresh();
  });
  expect({ position, looks: calls.version - before }).toEqual({ position: 1, looks: 1 });
});

test('whoever has seen the log as of a position looks no more, and is told where the log stands', async () => {
  const { store, calls } = countingStore(newMemoryStore());
  const { follower } = followed(store);
  await setPreferences(store, number, refuseAll);
  const seen = follower.refreshedOnce((position) => position);
  await setPreferences(store, number, refuseAll);
  const before = calls.version;
  expect(follower.refreshedOnce((position) => [position, follower.refresh()], seen)).toEqual([1, 1]);
  expect(calls.version).toBe(before);
  expect(follower.refreshedOnce((position) => position, seen + 1)).toBe(2);
});

test('what a read refreshed once awaits sees what was acknowledged meanwhile', async () => {
  const store = newMemoryStore();
  const { follower } = followed(store);
  const positions = await follower.refreshedOnce(async () => {
    const before = follower.refresh();
    await setPreferences(store, number, refuseAll);
    return [before, follower.refresh()];
  });
  expect(positions).toEqual([0, 1]);
});
