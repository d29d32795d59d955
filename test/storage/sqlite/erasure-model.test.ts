import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { NumberEvent } from '../../../src/core/change.ts';
import { isErasure, outlives } from '../../../src/core/erasure.ts';
import { applyNumberEvent, type NumberRecord, unknownRecord, unknownState } from '../../../src/core/number-record.ts';
import { noPreferences, type Preferences, refuseAll } from '../../../src/core/preferences.ts';
import { memoryStore } from '../../../src/storage/memory/memory-store.ts';
import { auditStore } from '../../../src/storage/sqlite/audit.ts';
import { sha256 } from '../../../src/storage/sqlite/sha256.ts';
import { openSqliteStore } from '../../../src/storage/sqlite/sqlite-store.ts';
import type { Store } from '../../../src/storage/store.ts';
import { anyNumberEvent } from '../../core/any-number-event.ts';
import { at, importOf, noFinance, noVoice, numberChange, numberOf } from '../made-up.ts';
import { freshFile } from '../sqlite-folder.ts';

const offsets = [0, 1, 2];
const event = anyNumberEvent({
  preferences: fc.constantFrom<Preferences>(noPreferences, refuseAll, noVoice, noFinance),
  brands: ['acme', 'zeta'],
  carriers: ['north', 'south'],
  earlier: at,
  later: at + 1,
});
const imported = fc.record({
  imported: fc.uniqueArray(fc.constantFrom(...offsets, 3, 4), { minLength: 1 }),
  preferences: fc.constantFrom(refuseAll, noVoice),
});
const step = fc.oneof(
  { weight: 9, arbitrary: fc.record({ offset: fc.constantFrom(...offsets), event }) },
  { weight: 1, arbitrary: imported },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** What the log says, as a plain list of what is left of it. */
class Model {
  readonly log: { position: number; offset: number; says: NumberEvent | Preferences }[] = [];
  readonly erased = new Set<number>();

  write(position: number, offset: number, event: NumberEvent): void {
    if (isErasure(event)) {
      for (const [place, entry] of [...this.log.entries()].reverse()) {
        const isKept = 'kind' in entry.says && outlives(entry.says, event);
        if (entry.offset !== offset || entry.position <= event.after || isKept) continue;
        this.log.splice(place, 1);
        if ('kind' in entry.says) this.erased.add(entry.position);
      }
    }
    this.log.push({ position, offset, says: event });
  }

  register(position: number, offset: number, preferences: Preferences): void {
    this.log.push({ position, offset, says: preferences });
  }

  of(offset: number) {
    return this.log.filter((entry) => entry.offset === offset);
  }

  record(offset: number): NumberRecord {
    return this.of(offset).reduce<NumberRecord>(
      (record, { says, position }) =>
        'kind' in says
          ? applyNumberEvent(record, says, at, position)
          : { ...unknownRecord, state: { ...unknownState, preferences: says } },
      unknownRecord,
    );
  }
}

async function perform(store: Store, model: Model, steps: readonly Step[]): Promise<void> {
  const named = new Set<number>();
  for (const [place, step] of steps.entries()) {
    if ('event' in step) {
      const { offset, event } = step;
      const [result] = await store.append([numberChange(offset, store.number(numberOf(offset)).follows, event)]);
      if (result?.status !== 'APPENDED') throw new Error('a change alone cannot conflict');
      model.write(result.position, offset, event);
      named.add(offset);
    } else {
      const { imported, preferences } = step;
      const { position = 0 } = await store.importBlock(importOf(`b${place}`, [preferences, imported]));
      for (const offset of imported.filter((one) => !named.has(one))) {
        model.register(position, offset, preferences);
        named.add(offset);
      }
    }
  }
}

function expectModel(store: Store, model: Model): void {
  const erased = store.entries(0, 1_000).flatMap((entry) => ('isErased' in entry ? [entry.position] : []));
  expect(erased).toEqual([...model.erased].sort((a, b) => a - b));
  for (const offset of offsets) {
    const number = numberOf(offset);
    const left = store.history(number, Number.MAX_SAFE_INTEGER, 1_000);
    expect(left.map(({ position }) => position).reverse()).toEqual(model.of(offset).map(({ position }) => position));
    expect(store.number(number).record).toEqual(model.record(offset));
    expect(store.numberBefore(number, Number.MAX_SAFE_INTEGER)).toEqual(model.record(offset));
  }
}

test('after any history with erasures, both stores are what is left of it, and replaying that gives what stands', async () => {
  // Only what comes before a number's own entries registers it.
  const rest = fc.array(step, { minLength: 15, maxLength: 40 });
  const steps = fc.tuple(imported, rest).map(([first, all]) => [first, ...all]);
  const property = fc.asyncProperty(steps, async (history) => {
    const memory = memoryStore({ sha256 });
    const inMemory = new Model();
    await perform(memory, inMemory, history);
    expectModel(memory, inMemory);
  });
  await fc.assert(property, { numRuns: 60 });
  await fc.assert(
    fc.asyncProperty(steps, async (history) => {
      const file = freshFile();
      const sqlite = await openSqliteStore({ file, use: 'COMMAND' });
      const inFile = new Model();
      try {
        await perform(sqlite, inFile, history);
        expectModel(sqlite, inFile);
        expect(auditStore(file).findings).toEqual([]);
      } finally {
        await sqlite.close();
      }
    }),
    { numRuns: 40 },
  );
});
