import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type NumberEvent, waysIn } from '../../src/core/change.ts';
import { type Block, blockOf, numberAt } from '../../src/core/phone-number.ts';
import { noPreferences, type Preferences, refuseAll } from '../../src/core/preferences.ts';
import type { SenderPermission } from '../../src/core/sender-permission.ts';
import { dayMs, hourMs } from '../../src/core/time.ts';
import type { Store } from '../../src/storage/store.ts';
import { anyNumberEvent } from '../core/any-number-event.ts';
import { countedFromLog, countedFromState, kept, ofState } from './counted-anew.ts';
import {
  at,
  block,
  importOf,
  noFinance,
  noVoice,
  numberChange,
  numberOf,
  policySet,
  preferencesSet,
} from './made-up.ts';

/** Of two countries, so that days and regions may differ; each history has blocks of its own. */
const blocks: readonly Block[] = [block, 3_461_200];
const offsets = [0, 1, 2, 3, 9_999];
const scopes = [{}, { channels: ['SMS'] }, { categories: ['TRAVEL', 'AUTO'], channels: ['VOICE', 'SMS'] }];
const preferences = fc.constantFrom<Preferences>(noPreferences, refuseAll, noVoice, noFinance);
const brands = ['acme', 'zeta'];
const runsOutAt = fc.constantFrom(undefined, at + hourMs, at + dayMs, at + 3 * dayMs, at + 1_000 * dayMs);
const consent = fc
  .record({ brand: fc.constantFrom(...brands), scope: fc.constantFrom(...scopes), expiresAt: runsOutAt })
  .map(({ expiresAt, ...terms }) => ({ ...terms, ...(expiresAt === undefined ? {} : { expiresAt }) }));
const permissions = fc.uniqueArray(
  fc
    .tuple(consent, fc.nat(9))
    .map(([terms, position]): SenderPermission => ({ ...terms, status: 'CONSENTED', at: at + hourMs, position })),
  { selector: ({ brand }) => brand },
);
const line = { service: 'IN_SERVICE', tenures: [] } as const;
const event = fc.oneof<fc.MaybeWeightedArbitrary<NumberEvent>[]>(
  {
    weight: 3,
    arbitrary: anyNumberEvent({ preferences, brands, carriers: ['north', 'south'], earlier: at, later: at + dayMs }),
  },
  { weight: 3, arbitrary: consent.map((terms) => ({ kind: 'CONSENT_GIVEN' as const, ...terms })) },
  fc.record({ kind: fc.constant('CONSENT_WITHDRAWN' as const), brand: fc.constantFrom(...brands) }),
  fc.record({ preferences, permissions }).map((stood) => ({
    ...{ kind: 'NUMBER_RESTORED' as const, assertionId: 'a1', undoes: 1 },
    ...line,
    ...stood,
  })),
  fc
    .record({ preferences, permissions, after: fc.constantFrom(0, 0, 5, 20) })
    .map((stands) => ({ kind: 'HISTORY_ERASED' as const, ...line, ...stands })),
);
const changed = fc.record({
  block: fc.constantFrom(...blocks),
  offset: fc.constantFrom(...offsets),
  event,
  stale: fc.constantFrom(0, 0, 0, 0, 1),
  hours: fc.constantFrom(0, 0, 1, 12, 30),
  wayIn: fc.constantFrom(...waysIn),
});
const imported = fc.record({
  block: fc.constantFrom(...blocks),
  batchId: fc.constantFrom('b1', 'b2'),
  imported: fc.uniqueArray(fc.constantFrom(...offsets, 4, 5), { minLength: 1 }),
  preferences: fc.constantFrom(refuseAll, noVoice),
});
const step = fc.oneof(
  { weight: 9, arbitrary: fc.array(changed, { minLength: 1, maxLength: 4 }) },
  { weight: 1, arbitrary: imported },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** An erasure reaches back to an entry of the same history, or to its beginning. */
async function perform(store: Store, steps: readonly Step[], run: number): Promise<void> {
  const moved = (one: Block) => one + run;
  const head = store.head();
  const since = (event: NumberEvent) => ('after' in event ? { ...event, after: head + event.after } : event);
  let now = at;
  for (const step of steps) {
    if ('imported' in step) {
      const batch = importOf(step.batchId, [step.preferences, step.imported]);
      await store.importBlock({ ...batch, block: moved(step.block), at: now });
      continue;
    }
    const changes = step.map(({ block: of, offset, event, stale, hours, wayIn }) => {
      now += hours * hourMs;
      const number = numberAt(moved(of), offset);
      return { ...numberChange(0, store.number(number).follows + stale, since(event)), number, at: now, wayIn };
    });
    await store.append(changes);
  }
}

export function describeTallies(store: () => Store): void {
  test('after any history the counters are what the log adds up to, and what stands', async () => {
    let runs = 0;
    const registered = fc.tuple(imported, fc.array(step, { minLength: 8, maxLength: 25 }));
    const property = fc.asyncProperty(registered, async ([first, rest]) => {
      await perform(store(), [first, ...rest], runs++);
      const counted = kept(store());
      expect(counted).toEqual(countedFromLog(store()));
      const held = blocks.flatMap((one) => Array.from({ length: runs }, (_, run) => one + run));
      const today = '2026-06-30';
      expect(ofState(counted, today)).toEqual(countedFromState(store(), held, today));
    });
    await fc.assert(property, { numRuns: 30, endOnFailure: true });
  });

  test('a new registry counts nothing, and entities are no numbers', async () => {
    await store().append([policySet(0, 'CN-2026.1')]);
    expect(store().counts('', 10)).toEqual([]);
  });

  test('what conflicts is not counted, and what comes back to zero does not show', async () => {
    await store().append([preferencesSet(1, 0), preferencesSet(1, 0), preferencesSet(2, 7)]);
    expect(Object.values(kept(store()))).toEqual([1, 1]);
    await store().append([preferencesSet(1, 1, noPreferences)]);
    expect(store().counts('NUMBERS/', 10)).toEqual([]);
    await store().append([numberChange(1, 2, { kind: 'RECORD_ERASED', after: 0, ...line })]);
    expect(store().counts('', 10)).toMatchObject([{ count: 1 }]);
    await store().append([numberChange(1, 3, { kind: 'RECORD_ERASED', after: 3, ...line })]);
    expect(store().counts('CHANGES/', 10)).toMatchObject([{ count: 2 }]);
  });

  test('a consent that ran out stays counted for its last day, and is not ended by what comes later', async () => {
    const given: NumberEvent = { kind: 'CONSENT_GIVEN', brand: 'acme', scope: {}, expiresAt: at + dayMs };
    const refused: NumberEvent = { kind: 'PREFERENCES_SET', preferences: refuseAll };
    await store().append([numberChange(1, 0, given), numberChange(2, 0, given)]);
    await store().append([
      { ...numberChange(1, 1, refused), at: at + dayMs - 1 },
      { ...numberChange(2, 2, refused), at: at + dayMs },
    ]);
    expect(store().counts('CONSENTS/', 10)).toMatchObject([{ key: expect.stringMatching(/\*:\*$/), count: 1 }]);
    const changes = store().counts('CONSENT_CHANGES/', 10);
    expect(changes.map(({ key, count }) => [key.split('/').at(-1), count]).toSorted()).toEqual([
      ['ENDED', 1],
      ['GIVEN', 2],
    ]);
  });

  test('the log of a block is what is left of it, number by number', async () => {
    await store().importBlock(importOf('b1', [refuseAll, [1, 2]], [noFinance, [3]]));
    await store().append([preferencesSet(4, 1), preferencesSet(1, 1), preferencesSet(4, 2, noVoice)]);
    await store().importBlock(importOf('b2', [noVoice, [1, 7]]));
    await store().append([numberChange(3, 5, { kind: 'RECORD_ERASED', after: 0, ...line })]);
    const { imports, entries } = store().blockLog(blockOf(numberOf(1)));
    expect(imports).toEqual([
      { position: 1, at, groups: [{ preferences: refuseAll, offsets: Uint16Array.of(1, 2) }] },
      { position: 5, at, groups: [{ preferences: noVoice, offsets: Uint16Array.of(7) }] },
    ]);
    expect(entries.map(({ number, position }) => [number, position])).toEqual([
      [numberOf(1), 3],
      [numberOf(3), 6],
      [numberOf(4), 2],
      [numberOf(4), 4],
    ]);
    expect(store().blockLog(1)).toEqual({ imports: [], entries: [] });
  });
}
