import { expect, test } from 'vitest';
import { type RecordSource, RemoteRecords } from '../../src/storage/remote-records.ts';
import type { ShortRecordKind, Store } from '../../src/storage/store.ts';
import { newMemoryStore } from '../lookup/changes.ts';

const now = 1_800_000_000_000;
const expiresAt = now + 60_000;
const kinds: readonly ShortRecordKind[] = ['QUOTA_USE'];

function sourceOf(store: Store): RecordSource {
  return {
    records: async (wanted) =>
      wanted.flatMap((kind) => store.shortRecords(kind, now, 100).map((record) => ({ kind, ...record }))),
    async put(put) {
      const written = await store.putShortRecord(put);
      return { written, present: store.shortRecord(put.kind, put.id, now) };
    },
    addCounts: (counts) => store.addCounts(counts),
  };
}

const put = (id: string, expected: number, body: string | undefined) =>
  ({ kind: 'QUOTA_USE', id, expected, body, expiresAt, now }) as const;

test('what others wrote is there after a fetch, what was written here at once', async () => {
  const store = newMemoryStore();
  const records = new RemoteRecords(sourceOf(store), kinds);
  await store.putShortRecord(put('b', 0, 'theirs'));
  expect(records.shortRecord('QUOTA_USE', 'b', now)).toBeUndefined();
  await records.fetch();
  expect(await records.putShortRecord(put('a', 0, 'ours'))).toBe(true);
  expect(records.shortRecords('QUOTA_USE', now, 10).map(({ id, body }) => [id, body])).toEqual([
    ['a', 'ours'],
    ['b', 'theirs'],
  ]);
  expect(records.shortRecords('QUOTA_USE', now, 10, 'a').map(({ id }) => id)).toEqual(['b']);
  expect(records.shortRecords('QUOTA_USE', now, 1).map(({ id }) => id)).toEqual(['a']);
  expect(records.shortRecord('QUOTA_USE', 'a', expiresAt)).toBeUndefined();
  expect(store.shortRecord('QUOTA_USE', 'a', now)?.body).toBe('ours');
});

test('who loses a compare-and-swap reads what he lost against, and wins with it', async () => {
  const store = newMemoryStore();
  const records = new RemoteRecords(sourceOf(store), kinds);
  await store.putShortRecord(put('a', 0, 'theirs'));
  expect(await records.putShortRecord(put('a', 0, 'ours'))).toBe(false);
  const known = records.shortRecord('QUOTA_USE', 'a', now);
  expect(known?.body).toBe('theirs');
  expect(await records.putShortRecord(put('a', known?.version ?? 0, 'both'))).toBe(true);
  expect(
    await records.putShortRecord(put('a', records.shortRecord('QUOTA_USE', 'a', now)?.version ?? 0, undefined)),
  ).toBe(true);
  expect([records.shortRecord('QUOTA_USE', 'a', now), store.shortRecord('QUOTA_USE', 'a', now)]).toEqual([
    undefined,
    undefined,
  ]);
});
