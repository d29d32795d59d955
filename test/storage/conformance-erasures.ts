import { expect, test } from 'vitest';
import type { NumberEvent } from '../../src/core/change.ts';
import { unknownRecord } from '../../src/core/number-record.ts';
import { refuseAll } from '../../src/core/preferences.ts';
import type { LogEntry, Store } from '../../src/storage/store.ts';
import {
  block,
  importOf,
  noFinance,
  noVoice,
  numberChange,
  numberOf,
  policySet,
  preferencesSet,
  senderRefused,
} from './made-up.ts';

const line = { service: 'IN_SERVICE', tenures: [] } as const;
const forgotten = (after = 0): NumberEvent => ({ kind: 'RECORD_ERASED', after, ...line });
const erased = (after = 0): NumberEvent => ({
  kind: 'HISTORY_ERASED',
  after,
  ...line,
  preferences: noVoice,
  permissions: [{ brand: 'acme', status: 'REFUSED', at: 7, position: 2 }],
});
const ported: NumberEvent = { kind: 'NUMBER_PORTED', occurredAt: 5, servingCarrier: 'south' };
const everything = Number.MAX_SAFE_INTEGER;

export function describeErasures(store: () => Store): void {
  const historyOf = (offset: number) =>
    store()
      .history(numberOf(offset), everything, 100)
      .map(({ position }) => position);

  test('of an erased entry its place, its number and its hash are left, and nothing else', async () => {
    await store().append([preferencesSet(1, 0, noFinance), senderRefused(1, 1, 'acme'), preferencesSet(2, 0)]);
    const before = store().entries(0, 10);
    expect(await store().append([numberChange(1, 2, erased())])).toEqual([{ status: 'APPENDED', position: 4 }]);
    const [first, second, other, erasure] = store().entries(0, 10);
    const { leafHash } = before[0]!;
    expect(first).toEqual({ isErased: true, position: 1, number: numberOf(1), follows: 0, leafHash });
    expect(second).toEqual({
      isErased: true,
      position: 2,
      number: numberOf(1),
      follows: 1,
      leafHash: before[1]!.leafHash,
    });
    expect(other).toEqual(before[2]);
    expect(erasure).toMatchObject({ ...numberChange(1, 2, erased()), position: 4 });
    expect((erasure as LogEntry).salt).toHaveLength(16);
  });

  test('after it stands what it says, and the number goes on from there', async () => {
    await store().append([preferencesSet(1, 0, noFinance), senderRefused(1, 1, 'zeta'), numberChange(1, 2, erased())]);
    const { record, follows } = store().number(numberOf(1));
    expect(follows).toBe(3);
    expect(record.state).toEqual({ preferences: noVoice, service: 'IN_SERVICE', hasDetail: true });
    expect(record.detail.permissions).toMatchObject([{ brand: 'acme' }]);
    expect(historyOf(1)).toEqual([3]);
    expect(await store().append([preferencesSet(1, 2), preferencesSet(1, 3)])).toMatchObject([
      { status: 'CONFLICT', head: 3 },
      { status: 'APPENDED', position: 4 },
    ]);
    expect(historyOf(1)).toEqual([4, 3]);
    expect(store().numberBefore(numberOf(1), 3)).toEqual(unknownRecord);
    expect(store().numberBefore(numberOf(1), 4)).toEqual(record);
  });

  test('forgotten, a number is as one never heard of', async () => {
    await store().append([
      preferencesSet(1, 0, noFinance),
      senderRefused(1, 1, 'zeta'),
      numberChange(1, 2, forgotten()),
    ]);
    expect(store().number(numberOf(1))).toEqual({ record: unknownRecord, follows: 3 });
    expect(store().numberDetail(numberOf(1)).permissions).toEqual([]);
    expect(historyOf(1)).toEqual([3]);
  });

  test('an erasure that conflicts erases nothing', async () => {
    await store().append([preferencesSet(1, 0), preferencesSet(1, 1)]);
    const before = store().entries(0, 10);
    expect(await store().append([numberChange(1, 1, forgotten())])).toEqual([{ status: 'CONFLICT', head: 2 }]);
    expect(store().entries(0, 10)).toEqual(before);
  });

  test('a former holder’s entries and what carriers report of the line stay', async () => {
    const reassigned: NumberEvent = { kind: 'NUMBER_REASSIGNED', occurredAt: 5 };
    await store().append([
      preferencesSet(1, 0),
      numberChange(1, 1, reassigned),
      preferencesSet(1, 2, noFinance),
      numberChange(1, 3, ported),
      senderRefused(1, 4, 'zeta'),
      numberChange(1, 5, { ...forgotten(2), tenures: [{ ordinal: 2, openedAt: 5 }] } as NumberEvent),
    ]);
    expect(historyOf(1)).toEqual([6, 4, 2, 1]);
    expect(store().number(numberOf(1)).record).toEqual({
      state: { ...unknownRecord.state, hasDetail: true },
      detail: { permissions: [], tenures: [{ ordinal: 2, openedAt: 5 }], servingCarrier: 'south' },
    });
  });

  test('a second erasure takes the first one with it', async () => {
    await store().append([preferencesSet(1, 0), numberChange(1, 1, erased()), senderRefused(1, 2, 'zeta')]);
    await store().append([numberChange(1, 3, forgotten())]);
    expect(historyOf(1)).toEqual([4]);
    expect(
      store()
        .entries(0, 3)
        .map((entry) => 'isErased' in entry),
    ).toEqual([true, true, true]);
  });

  test('a follower is told of the erasure, and of no state before it', async () => {
    await store().append([
      preferencesSet(1, 0),
      preferencesSet(2, 0),
      numberChange(1, 1, ported),
      policySet(0, 'CN-1'),
    ]);
    await store().append([numberChange(1, 3, erased())]);
    const tail = store().tail(0, 10)!;
    expect(tail.head).toBe(5);
    expect(tail.numbers.map(({ number, position }) => [number, position])).toEqual([
      [numberOf(2), 2],
      [numberOf(1), 5],
    ]);
    expect(store().state(tail.numbers[1]!.state).preferences).toEqual(noVoice);
  });

  test('an erased entry belongs to no bulk assertion any more', async () => {
    const asserted: NumberEvent = { kind: 'PREFERENCES_SET', preferences: noVoice, assertionId: 'a' };
    await store().append([numberChange(1, 0, asserted), numberChange(2, 0, asserted), numberChange(1, 1, forgotten())]);
    expect(
      store()
        .entriesOfAssertion('a', 0, 10)
        .map(({ position }) => position),
    ).toEqual([2]);
  });

  test('a row of a bulk import is erased too, and its list brings it back no more', async () => {
    await store().importBlock(importOf('b1', [refuseAll, [1, 2]], [noFinance, [3]]));
    const [before] = store().entries(0, 1);
    await store().append([numberChange(3, 1, forgotten())]);
    expect(store().entries(0, 1)).toEqual([before]);
    expect(historyOf(3)).toEqual([2]);
    expect(historyOf(2)).toEqual([1]);
    expect(store().numberBefore(numberOf(3), 2)).toEqual(unknownRecord);
    expect(store().number(numberOf(2)).record.state.preferences).toEqual(refuseAll);
    expect(await store().importBlock(importOf('b2', [noFinance, [3, 4]]))).toMatchObject({ registered: 1, kept: 1 });
    expect(store().number(numberOf(3)).record).toEqual(unknownRecord);
  });

  test('no row of an import before the number was given to him is erased', async () => {
    await store().importBlock(importOf('b1', [refuseAll, [3]]));
    await store().append([numberChange(3, 1, { kind: 'NUMBER_REASSIGNED', occurredAt: 5 })]);
    await store().append([numberChange(3, 2, forgotten(2))]);
    expect(historyOf(3)).toEqual([3, 2, 1]);
  });

  test('the block shows the states that stand', async () => {
    await store().importBlock(importOf('b1', [refuseAll, [1, 2]]));
    await store().append([numberChange(1, 1, forgotten()), numberChange(4, 1, erased())]);
    const { image, recent } = store().blockRows(block);
    expect(image).toBeDefined();
    expect(recent.every(({ state }) => state === 0 || store().state(state).hasDetail)).toBe(true);
    expect(store().number(numberOf(2)).record.state.preferences).toEqual(refuseAll);
  });
}
