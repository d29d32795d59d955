import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { canonicalJson } from '../../src/storage/canonical.ts';
import type { LogEntry, Store } from '../../src/storage/store.ts';
import { describeAssertions } from './conformance-assertions.ts';
import { describeErasures } from './conformance-erasures.ts';
import { describeImports } from './conformance-imports.ts';
import { describeShortRecords } from './conformance-short-records.ts';
import { describeTallies } from './conformance-tallies.ts';
import { block, noFinance, noVoice, numberOf, policySet, preferencesSet, senderRefused } from './made-up.ts';

/** The promises of `Store`, as tests over one implementation; `open` gives a fresh, empty store. */
export function describeStore(name: string, open: () => Promise<Store>): void {
  describe(name, () => {
    let store: Store;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());
    const current = () => store;

    describeAppend(current);
    describeLog(current);
    describeEntities(current);
    describeImports(current);
    describeShortRecords(current);
    describeAssertions(current);
    describeErasures(current);
    describeTallies(current);
  });
}

function describeAppend(store: () => Store): void {
  test('a new registry has no entry and knows no number', () => {
    expect(store().head()).toBe(0);
    expect(store().number(numberOf(1))).toMatchObject({ follows: 0, record: { state: { hasDetail: false } } });
    expect(store().blockRows(block)).toEqual({ image: undefined, recent: [] });
    expect(store().tail(0, 10)).toEqual({ head: 0, numbers: [], blocks: [], entities: [] });
  });

  test('the first change follows 0, the next one the position of the first', async () => {
    expect(await store().append([preferencesSet(1, 0)])).toEqual([{ status: 'APPENDED', position: 1 }]);
    expect(store().number(numberOf(1)).follows).toBe(1);
    expect(await store().append([preferencesSet(1, 1, noFinance)])).toEqual([{ status: 'APPENDED', position: 2 }]);
    expect(store().number(numberOf(1)).record.state.preferences).toEqual(noFinance);
  });

  test('a change in ignorance of the last one conflicts, tells the head and leaves no trace', async () => {
    await store().append([preferencesSet(1, 0)]);
    const before = store().entries(0, 100);
    for (const follows of [0, 2, 7]) {
      expect(await store().append([preferencesSet(1, follows, noFinance)])).toEqual([{ status: 'CONFLICT', head: 1 }]);
    }
    expect(store().entries(0, 100)).toEqual(before);
    expect(store().number(numberOf(1)).record.state.preferences.base).toBe('REFUSE_ALL');
  });

  test('a conflict in the middle of a call does not touch the changes around it', async () => {
    const results = await store().append([preferencesSet(1, 0), preferencesSet(2, 9), preferencesSet(3, 0)]);
    expect(results).toEqual([
      { status: 'APPENDED', position: 1 },
      { status: 'CONFLICT', head: 0 },
      { status: 'APPENDED', position: 2 },
    ]);
    expect(store().number(numberOf(2)).follows).toBe(0);
  });

  test('changes of one call see those before them', async () => {
    const results = await store().append([preferencesSet(1, 0), preferencesSet(1, 0), preferencesSet(1, 1, noVoice)]);
    expect(results.map(({ status }) => status)).toEqual(['APPENDED', 'CONFLICT', 'APPENDED']);
  });

  test('of many calls at once each subject takes one', async () => {
    const calls = Array.from({ length: 50 }, (_, call) => store().append([preferencesSet(call % 5, 0)]));
    const results = (await Promise.all(calls)).flat();
    expect(results.filter(({ status }) => status === 'APPENDED')).toHaveLength(5);
    expect(store().head()).toBe(5);
  });

  test('nothing of an append shows before the caller lets go of its turn', async () => {
    const call = store().append([preferencesSet(1, 0)]);
    expect(store().head()).toBe(0);
    await call;
    expect(store().head()).toBe(1);
  });

  test('refusals of single senders are the detail of a number', async () => {
    await store().append([preferencesSet(1, 0, noVoice), senderRefused(1, 1, 'acme'), senderRefused(2, 0, 'acme')]);
    const { record } = store().number(numberOf(1));
    expect(record.state).toMatchObject({ hasDetail: true, preferences: noVoice });
    expect(record.detail.permissions).toMatchObject([{ brand: 'acme', status: 'REFUSED', position: 2 }]);
    expect(store().numberDetail(numberOf(1))).toEqual(record.detail);
    expect(store().numberDetail(numberOf(3)).permissions).toEqual([]);
  });

  test('a detail taken back leaves nothing behind', async () => {
    const readmitted = { ...senderRefused(1, 1, 'acme'), event: { kind: 'SENDER_READMITTED', brand: 'acme' } } as const;
    await store().append([senderRefused(1, 0, 'acme'), readmitted]);
    expect(store().number(numberOf(1)).record).toEqual(store().number(numberOf(2)).record);
    expect(store().numberDetail(numberOf(1)).permissions).toEqual([]);
    expect(store().number(numberOf(1)).follows).toBe(2);
  });

  test('equal preferences are one state, however they were written', async () => {
    const one = { ...noVoice, categories: { TRAVEL: 'REFUSE', AUTO: 'REFUSE' } } as const;
    const other = { ...noVoice, categories: { AUTO: 'REFUSE', TRAVEL: 'REFUSE' } } as const;
    await store().append([preferencesSet(1, 0, one), preferencesSet(2, 0, other), preferencesSet(3, 0)]);
    const states = store()
      .tail(0, 10)!
      .numbers.map(({ state }) => state);
    expect(states[0]).toBe(states[1]);
    expect(states[2]).not.toBe(states[0]);
    expect(store().state(states[2]!).preferences.base).toBe('REFUSE_ALL');
    expect(store().state(0).hasDetail).toBe(false);
  });
}

function describeLog(store: () => Store): void {
  test('positions run from 1 without a gap, conflicts or not', async () => {
    for (let round = 0; round < 5; round++) {
      await store().append([
        preferencesSet(round, 0),
        preferencesSet(round, 0),
        policySet(0, 'CN-2026.1', `p${round}`),
      ]);
    }
    expect(
      store()
        .entries(0, 100)
        .map(({ position }) => position),
    ).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(
      store()
        .entries(3, 2)
        .map(({ position }) => position),
    ).toEqual([4, 5]);
  });

  test('an entry is the change as it was made, with its leaf hash', async () => {
    const change = { ...preferencesSet(1, 0, noFinance), agent: 'clerk 7' };
    await store().append([change, policySet(0, 'CN-2026.1')]);
    const [first, second] = store().entries(0, 10) as readonly LogEntry[];
    expect(first).toMatchObject({ ...change, position: 1 });
    expect(second).toMatchObject({ ...policySet(0, 'CN-2026.1'), position: 2 });
    expect(first?.salt).toHaveLength(16);
    expect(first?.salt).not.toEqual(second?.salt);
  });

  test('a leaf hash is SHA-256 of zero, salt and the documented JSON', async () => {
    await store().append([preferencesSet(1, 0, noFinance)]);
    const { salt, leafHash } = store().entries(0, 1)[0] as LogEntry;
    const { number, at, event } = preferencesSet(1, 0, noFinance);
    const json = canonicalJson(['NUMBER', 1, number, 0, at, 'subscriber', null, 'API', 'OTP', event]);
    const expected = createHash('sha256').update(Uint8Array.of(0)).update(salt).update(json).digest('hex');
    expect(Buffer.from(leafHash).toString('hex')).toBe(expected);
  });

  test('history is newest first, of one number alone, below a position', async () => {
    await store().append([preferencesSet(1, 0), preferencesSet(2, 0), preferencesSet(1, 1), preferencesSet(1, 3)]);
    const positions = (before: number, limit: number) =>
      store()
        .history(numberOf(1), before, limit)
        .map(({ position }) => position);
    expect(positions(Number.MAX_SAFE_INTEGER, 10)).toEqual([4, 3, 1]);
    expect(positions(4, 10)).toEqual([3, 1]);
    expect(positions(5, 2)).toEqual([4, 3]);
    expect(store().history(numberOf(9), Number.MAX_SAFE_INTEGER, 10)).toEqual([]);
  });

  test('the tail tells a follower what happened since a position', async () => {
    await store().append([
      preferencesSet(1, 0),
      preferencesSet(2, 0),
      policySet(0, 'CN-2026.1'),
      preferencesSet(1, 1, noVoice),
    ]);
    const tail = store().tail(1, 10)!;
    expect(tail.head).toBe(4);
    expect(tail.numbers.map(({ number, position }) => [number, position])).toEqual([
      [numberOf(2), 2],
      [numberOf(1), 4],
    ]);
    expect(store().state(tail.numbers[1]!.state).preferences).toEqual(noVoice);
    expect(tail.entities).toEqual([{ kind: 'POLICY', id: 'current', position: 3 }]);
  });

  test('a tail longer than its limit is none, one of just the limit is', async () => {
    await store().append([preferencesSet(1, 0), preferencesSet(2, 0), preferencesSet(3, 0)]);
    expect(store().tail(0, 2)).toBeUndefined();
    expect(store().tail(0, 3)?.numbers).toHaveLength(3);
    expect(store().tail(1, 2)?.numbers).toHaveLength(2);
    expect(store().tail(3, 0)).toEqual({ head: 3, numbers: [], blocks: [], entities: [] });
  });

  test('a snapshot reads one moment, also when nested', async () => {
    await store().append([preferencesSet(1, 0)]);
    const pending = store().snapshot(() => {
      const head = store().head();
      const call = store().append([preferencesSet(2, 0)]);
      expect(store().snapshot(() => store().head())).toBe(head);
      return call;
    });
    await pending;
    expect(store().head()).toBe(2);
  });

  test('a snapshot whose read throws leaves the store usable', async () => {
    expect(() =>
      store().snapshot(() => {
        throw new Error('reader');
      }),
    ).toThrow('reader');
    await store().append([preferencesSet(1, 0)]);
    expect(store().snapshot(() => store().head())).toBe(1);
  });

  test('the version moves with every write and only then', async () => {
    const seen = [store().version()];
    expect(store().version()).toBe(seen[0]);
    await store().append([preferencesSet(1, 0)]);
    seen.push(store().version());
    await store().append([policySet(0, 'CN-2026.1')]);
    seen.push(store().version());
    store().entries(0, 10);
    expect(store().version()).toBe(seen[2]);
    expect(new Set(seen).size).toBe(3);
  });
}

function describeEntities(store: () => Store): void {
  test('an entity is its last document; its changes follow each other like a number’s', async () => {
    const results = await store().append([
      policySet(0, 'CN-2026.1'),
      policySet(0, 'CN-2026.9'),
      policySet(1, 'CN-2026.2'),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['APPENDED', 'CONFLICT', 'APPENDED']);
    expect(store().entity('POLICY', 'current')).toEqual({
      id: 'current',
      document: { policyId: 'CN-2026.2' },
      position: 2,
    });
    expect(store().entity('POLICY', 'other')).toBeUndefined();
    expect(store().entity('ORGANISATION', 'current')).toBeUndefined();
  });

  test('entities of a kind are listed by id, page by page', async () => {
    await store().append(['c', 'a', 'b'].map((id) => policySet(0, 'CN-2026.1', id)));
    expect(
      store()
        .entities('POLICY', '', 2)
        .map(({ id }) => id),
    ).toEqual(['a', 'b']);
    expect(
      store()
        .entities('POLICY', 'b', 2)
        .map(({ id }) => id),
    ).toEqual(['c']);
    expect(store().entities('SENDER_IDENTITY', '', 2)).toEqual([]);
  });
}
