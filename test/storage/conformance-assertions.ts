import { expect, test } from 'vitest';
import type { NumberEvent } from '../../src/core/change.ts';
import { unknownRecord } from '../../src/core/number-record.ts';
import { refuseAll } from '../../src/core/preferences.ts';
import type { Store } from '../../src/storage/store.ts';
import {
  at,
  importOf,
  noFinance,
  noVoice,
  numberChange,
  numberOf,
  policySet,
  preferencesSet,
  senderRefused,
} from './made-up.ts';

const waits = (assertionId: string): NumberEvent => ({
  kind: 'ASSERTION_WAITS',
  assertionId,
  waitsUntil: at,
  effect: { kind: 'PREFERENCES_SET', preferences: noVoice },
  meanwhile: noFinance,
});

export function describeAssertions(store: () => Store): void {
  test('entries of a bulk assertion are found by it, oldest first, page by page', async () => {
    const bound: NumberEvent = { kind: 'PREFERENCES_SET', preferences: noVoice, assertionId: 'a' };
    await store().append([
      numberChange(1, 0, waits('a')),
      numberChange(2, 0, waits('b')),
      policySet(0, 'CN-2026.1'),
      numberChange(3, 0, bound),
      preferencesSet(1, 1),
      numberChange(3, 4, { kind: 'ASSERTION_ENDED', assertionId: 'a' }),
      numberChange(20_000, 0, { ...bound, assertionId: 'aa' }),
    ]);
    const found = (after: number, limit: number) =>
      store()
        .entriesOfAssertion('a', after, limit)
        .map(({ position }) => position);
    expect(found(0, 10)).toEqual([1, 4, 6]);
    expect(found(1, 1)).toEqual([4]);
    expect(found(6, 10)).toEqual([]);
    expect(store().entriesOfAssertion('c', 0, 10)).toEqual([]);
    expect(store().entriesOfAssertion('a', 0, 1)).toEqual(store().entries(0, 1));
  });

  test('a bulk import is no bulk assertion, whatever it is called', async () => {
    await store().importBlock(importOf('a', [refuseAll, [1]]));
    expect(store().entriesOfAssertion('a', 0, 10)).toEqual([]);
  });

  test('what waits stands beside what binds', async () => {
    await store().append([numberChange(1, 0, waits('a'))]);
    const { state, detail } = store().number(numberOf(1)).record;
    expect(state).toMatchObject({ preferences: noFinance, hasDetail: true });
    expect(detail.pending).toEqual({
      assertionId: 'a',
      waitsUntil: at,
      effect: { kind: 'PREFERENCES_SET', preferences: noVoice },
    });
  });

  test('the record before a position is the one that stood then', async () => {
    const changes = [preferencesSet(1, 0, noVoice), senderRefused(1, 1, 'acme'), preferencesSet(2, 0)];
    const stood = [store().number(numberOf(1)).record];
    for (const change of [...changes, numberChange(1, 2, waits('a'))]) {
      await store().append([change]);
      stood.push(store().number(numberOf(1)).record);
    }
    const found = [1, 2, 3, 4, 5].map((position) => store().numberBefore(numberOf(1), position));
    expect(found).toEqual(stood);
    expect(store().numberBefore(numberOf(9), 5)).toEqual(unknownRecord);
  });

  test('the record before a position includes what an import registered before it', async () => {
    await store().append([preferencesSet(5, 0)]);
    await store().importBlock(importOf('b1', [refuseAll, [1]], [noVoice, [2]]));
    await store().append([senderRefused(2, 2, 'acme'), preferencesSet(2, 3, noFinance)]);
    const before = (position: number) => store().numberBefore(numberOf(2), position);
    expect(before(2)).toEqual(unknownRecord);
    expect(before(3)).toEqual({ ...unknownRecord, state: { ...unknownRecord.state, preferences: noVoice } });
    expect(before(4)).toMatchObject({ state: { preferences: noVoice }, detail: { permissions: [{ brand: 'acme' }] } });
    expect(before(5)).toEqual(store().number(numberOf(2)).record);
  });
}
