import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { NumberEvent } from '../../src/core/change.ts';
import { applyNumberEvent, type NumberRecord, unknownRecord } from '../../src/core/number-record.ts';
import { numberAt, type PhoneNumber } from '../../src/core/phone-number.ts';
import { noPreferences } from '../../src/core/preferences.ts';
import { openLookup } from '../../src/lookup/open-lookup.ts';
import type { NumberStanding } from '../../src/lookup/shard.ts';
import type { Store } from '../../src/storage/store.ts';
import { appendNumberEvents, newMemoryStore, refuseAll, refuseCredit } from './changes.ts';
import { busyStore } from './store-doubles.ts';

interface NumberEntry {
  readonly number: PhoneNumber;
  readonly event: NumberEvent;
}

/** Long enough for a failure to be made small. */
const timeout = 120_000;
const brand = 'brand-1';
const number = fc
  .tuple(fc.constantFrom(99_900_000, 99_900_001), fc.constantFrom(0, 9999))
  .map(([block, offset]) => numberAt(block, offset));
const event: fc.Arbitrary<NumberEvent> = fc.constantFrom<NumberEvent>(
  { kind: 'PREFERENCES_SET', preferences: refuseAll },
  { kind: 'PREFERENCES_SET', preferences: refuseCredit },
  { kind: 'PREFERENCES_SET', preferences: noPreferences },
  { kind: 'CONSENT_GIVEN', brand, scope: {} },
  { kind: 'SENDER_REFUSED', brand },
);
const log: fc.Arbitrary<readonly NumberEntry[]> = fc.array(fc.record({ number, event }), {
  minLength: 1,
  maxLength: 20,
  size: 'max',
});
const enquiries = fc.array(fc.array(number, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 12 });

test('while others commit between any two reads, an answer is of one moment, and of none before the question', {
  timeout,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      log,
      enquiries,
      fc.infiniteStream(fc.boolean()),
      fc.record({
        blockBytesMax: fc.constantFrom(1, 2 ** 20),
        detailsMax: fc.constantFrom(1, 100),
        tailEntriesMax: fc.constantFrom(1, 100),
      }),
      async (entries, batches, stream, sizes) => {
        const { store, commit } = busyStore(await momentsOf(entries), () => stream.next().value);
        let ms = 0;
        const now = () => (ms += stream.next().value ? 0.4 : 0);
        const nextTurn = () => Promise.resolve().then(commit);
        const { shard } = openLookup(store, { logId: 'log', now, nextTurn, ...sizes });
        for (const numbers of batches) {
          const asked = store.snapshot(() => store.head());
          const { heads, standings, versions } = await shard.standings(numbers);
          const { position } = heads[0]!;
          const answered = store.snapshot(() => store.head());
          expect(position).toBeGreaterThanOrEqual(asked);
          for (const [place, given] of standings.entries()) {
            const standing = given!;
            const moments = Array.from({ length: answered - position + 1 }, (_, at) => position + at);
            const possible = moments.map((moment) => stated(recordAt(entries, numbers[place]!, moment)));
            expect(possible).toContainEqual(stated(standing));
            expect(stated(recordAt(entries, numbers[place]!, versions[place]!))).toEqual(stated(standing));
          }
        }
      },
    ),
    { numRuns: 150 },
  );
});

/** The registry before the first entry, after one, after two … */
async function momentsOf(entries: readonly NumberEntry[]): Promise<readonly Store[]> {
  const moments: Store[] = [];
  for (let count = 0; count <= entries.length; count++) {
    const store = newMemoryStore();
    for (const { number, event } of entries.slice(0, count)) await appendNumberEvents(store, [number], event, 0);
    moments.push(store);
  }
  return moments;
}

function recordAt(entries: readonly NumberEntry[], number: PhoneNumber, position: number): NumberRecord {
  return entries
    .slice(0, position)
    .reduce<NumberRecord>(
      (record, entry, at) => (entry.number === number ? applyNumberEvent(record, entry.event, 0, at + 1) : record),
      unknownRecord,
    );
}

function stated({ state, detail }: NumberRecord | NumberStanding): NumberRecord {
  return { state, detail };
}
