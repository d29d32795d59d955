import { expect, test } from 'vitest';
import { noDetail, unknownState } from '../../src/core/number-record.ts';
import type { PhoneNumber } from '../../src/core/phone-number.ts';
import { type LookupOptions, openLookup } from '../../src/lookup/open-lookup.ts';
import type { Store } from '../../src/storage/store.ts';
import { appendNumberEvents, newMemoryStore, phoneNumber, refuseAll, setPreferences } from './changes.ts';
import { countingStore } from './store-doubles.ts';

const number = phoneNumber(999_000_000_001);
const neighbour = phoneNumber(999_000_000_002);

function shardOf(store: Store, options: Partial<LookupOptions> = {}) {
  return openLookup(store, { logId: 'log', ...options }).shard;
}

test('a number never heard of has no choice on record, and version 0', () => {
  expect(shardOf(newMemoryStore()).standings([number])).toEqual({
    heads: [{ logId: 'log', position: 0 }],
    standings: [{ stateId: 0, state: unknownState, detail: noDetail }],
    versions: [0],
  });
});

test('a choice binds the next question, and moves the version', async () => {
  const store = newMemoryStore();
  const shard = shardOf(store);
  const before = await shard.standings([number, neighbour]);
  await setPreferences(store, number, refuseAll);
  const after = await shard.standings([number, neighbour]);
  expect(after.heads).toEqual([{ logId: 'log', position: 1 }]);
  expect(after.standings.map((one) => one?.state.preferences.base)).toEqual(['REFUSE_ALL', 'LAW']);
  expect(before.versions).toEqual([0, 0]);
  expect(after.versions).toEqual([1, 1]);
});

test('what a number said of single brands comes with it, and is read only where there is anything, and once', async () => {
  const { store, calls } = countingStore(newMemoryStore());
  const shard = shardOf(store);
  await appendNumberEvents(store, [number], { kind: 'SENDER_REFUSED', brand: 'brand-1' });
  const permissionsOf = async (of: PhoneNumber) => (await shard.standings([of])).standings[0]?.detail.permissions;
  expect(await permissionsOf(neighbour)).toEqual([]);
  expect(calls.numberDetail).toBe(0);
  expect(await permissionsOf(number)).toMatchObject([{ brand: 'brand-1', status: 'REFUSED' }]);
  expect(await permissionsOf(number)).toMatchObject([{ brand: 'brand-1', status: 'REFUSED' }]);
  expect(calls.numberDetail).toBe(1);
});

test('what was asked before is answered without a read, and so is any number of a block that holds nothing', async () => {
  const { store, calls } = countingStore(newMemoryStore());
  const shard = shardOf(store);
  await setPreferences(store, number, refuseAll);
  const elsewhere = phoneNumber(999_000_990_000);
  await shard.standings([number, elsewhere]);
  const before = { ...calls };
  await shard.standings([neighbour, number, phoneNumber(999_000_070_000)]);
  expect(calls).toEqual({ ...before, version: before.version + 1 });
  expect(calls.blockRows).toBe(1);
});

test('one number is answered without a promise, however slow the clock', () => {
  let ms = 0;
  const shard = shardOf(newMemoryStore(), { now: () => (ms += 10) });
  expect(shard.standings([number])).toMatchObject({ heads: [{ position: 0 }] });
});

test('a batch that takes long lets others run, and what is acknowledged meanwhile binds its rest', async () => {
  const store = newMemoryStore();
  const numbers = [number, phoneNumber(999_000_010_000), phoneNumber(999_000_020_000), neighbour];
  let ms = 0;
  let turns = 0;
  const nextTurn = async () => {
    if (turns++ === 0) await setPreferences(store, neighbour, refuseAll);
  };
  const answer = shardOf(store, { now: () => (ms += 0.6), nextTurn }).standings(numbers);
  expect(answer).toBeInstanceOf(Promise);
  const { heads, standings } = await answer;
  expect(heads).toEqual([{ logId: 'log', position: 0 }]);
  expect(standings.map((one) => one?.state.preferences.base)).toEqual(['LAW', 'LAW', 'LAW', 'REFUSE_ALL']);
});

test('a batch that takes long lets timers and sockets run too', async () => {
  let ms = 0;
  const order: string[] = [];
  setImmediate(() => order.push('other'));
  const numbers = Array.from({ length: 300 }, (_, at) => phoneNumber(999_000_000_000 + at * 10_000));
  await shardOf(newMemoryStore(), { now: () => (ms += 0.6) }).standings(numbers);
  order.push('batch');
  expect(order).toEqual(['other', 'batch']);
});

test('the record of a number is the store’s own, with the position to follow, and changes go to its log', async () => {
  const store = newMemoryStore();
  const shard = shardOf(store, { logId: 'north' });
  const change = {
    number,
    event: { kind: 'PREFERENCES_SET', preferences: refuseAll },
    follows: 0,
    at: 0,
    actor: 'subscriber',
    wayIn: 'WEB',
    proof: 'OTP',
  } as const;
  expect(await shard.change([change, change])).toEqual([
    { status: 'APPENDED', position: 1 },
    { status: 'CONFLICT', head: 1 },
  ]);
  const { record, follows } = await shard.number(number);
  expect({ follows, base: record.state.preferences.base }).toEqual({ follows: 1, base: 'REFUSE_ALL' });
  expect((await shard.history(number, 2, 10)).map(({ position }) => position)).toEqual([1]);
  expect(shard.logIdOf(number)).toBe('north');
  expect(shard.logs.map(({ logId }) => logId)).toEqual(['north']);
});
