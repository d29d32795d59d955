import { expect, test } from 'vitest';
import type { ShortRecordPut, Store } from '../../src/storage/store.ts';
import { at } from './made-up.ts';

function put(id: string, expected: number, more: Partial<ShortRecordPut> = {}): ShortRecordPut {
  return { kind: 'SESSION', id, expected, body: `body of ${id}`, expiresAt: at + 1_000, now: at, ...more };
}

export function describeShortRecords(store: () => Store): void {
  test('a short record is written where the expected version stands, and counts its versions', async () => {
    expect(await store().putShortRecord(put('s', 0))).toBe(true);
    expect(store().shortRecord('SESSION', 's', at)).toEqual({ body: 'body of s', version: 1, expiresAt: at + 1_000 });
    expect(await store().putShortRecord(put('s', 0))).toBe(false);
    expect(await store().putShortRecord(put('s', 1, { body: 'next' }))).toBe(true);
    expect(await store().putShortRecord(put('s', 1))).toBe(false);
    expect(store().shortRecord('SESSION', 's', at)).toMatchObject({ body: 'next', version: 2 });
    expect(store().shortRecord('CODE', 's', at)).toBeUndefined();
  });

  test('of many that try for the same version one wins', async () => {
    const tries = Array.from({ length: 20 }, (_, index) => store().putShortRecord(put('s', 0, { body: `${index}` })));
    expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1);
  });

  test('a record ends at its expiry: it reads as none and makes room', async () => {
    await store().putShortRecord(put('s', 0));
    expect(store().shortRecord('SESSION', 's', at + 999)).toBeDefined();
    expect(store().shortRecord('SESSION', 's', at + 1_000)).toBeUndefined();
    const late = { now: at + 1_000, expiresAt: at + 2_000 };
    expect(await store().putShortRecord(put('s', 1, late))).toBe(false);
    expect(await store().putShortRecord(put('s', 0, late))).toBe(true);
  });

  test('a record is deleted by its version', async () => {
    await store().putShortRecord(put('s', 0));
    expect(await store().putShortRecord(put('s', 2, { body: undefined }))).toBe(false);
    expect(await store().putShortRecord(put('s', 1, { body: undefined }))).toBe(true);
    expect(store().shortRecord('SESSION', 's', at)).toBeUndefined();
  });

  test('unexpired records of a kind are listed by id', async () => {
    await store().putShortRecord(put('b', 0));
    await store().putShortRecord(put('a', 0));
    await store().putShortRecord(put('c', 0, { expiresAt: at + 1 }));
    await store().putShortRecord(put('d', 0, { kind: 'CODE' }));
    expect(
      store()
        .shortRecords('SESSION', at + 1, 10)
        .map(({ id }) => id),
    ).toEqual(['a', 'b']);
    expect(store().shortRecords('SESSION', at, 2)).toMatchObject([{ id: 'a', version: 1 }, { id: 'b' }]);
  });

  test('records are listed page by page, and counted', async () => {
    await store().putShortRecords(['a', 'b', 'c'].map((id) => put(id, 0)));
    const idsAfter = (afterId: string) =>
      store()
        .shortRecords('SESSION', at, 2, afterId)
        .map(({ id }) => id);
    expect([idsAfter(''), idsAfter('b'), idsAfter('c')]).toEqual([['a', 'b'], ['c'], []]);
    expect([store().shortRecordCount('SESSION'), store().shortRecordCount('CODE')]).toEqual([3, 0]);
  });

  test('several records are written together, or none of them', async () => {
    await store().putShortRecord(put('a', 0));
    const overtaken = [put('b', 0), put('a', 0, { body: 'next' }), put('c', 0, { kind: 'CODE' })];
    expect(await store().putShortRecords(overtaken)).toBe(false);
    expect([store().shortRecordCount('SESSION'), store().shortRecordCount('CODE')]).toEqual([1, 0]);
    expect(await store().putShortRecords([put('b', 0), put('a', 1, { body: undefined })])).toBe(true);
    expect(store().shortRecords('SESSION', at, 10)).toMatchObject([{ id: 'b', version: 1 }]);
  });

  test('sweeping deletes what has expired, and tells how many of which kinds', async () => {
    await Promise.all([1, 2, 3].map((end) => store().putShortRecord(put(`s${end}`, 0, { expiresAt: at + end }))));
    await store().putShortRecord(put('code', 0, { kind: 'CODE', expiresAt: at + 1 }));
    expect(await store().sweep(at + 2)).toEqual({ SESSION: 2, CODE: 1 });
    expect(await store().sweep(at + 2)).toEqual({});
    expect(
      store()
        .shortRecords('SESSION', at, 10)
        .map(({ id }) => id),
    ).toEqual(['s3']);
  });

  test('counters add up and are read back by the prefix of their key', async () => {
    await store().addCounts([
      { key: 'lookups:a', count: 2 },
      { key: 'lookups:b', count: 1 },
      { key: 'lookup', count: 9 },
    ]);
    await store().addCounts([{ key: 'lookups:a', count: 40 }]);
    expect(store().counts('lookups:', 10)).toEqual([
      { key: 'lookups:a', count: 42 },
      { key: 'lookups:b', count: 1 },
    ]);
    expect(store().counts('', 1)).toEqual([{ key: 'lookup', count: 9 }]);
  });

  test('short records and counters leave the log alone', async () => {
    await store().putShortRecord(put('s', 0));
    await store().addCounts([{ key: 'k', count: 1 }]);
    expect(store().head()).toBe(0);
  });
}
