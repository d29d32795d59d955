import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noPreferences, type Preferences, refuseAll } from '../../../src/core/preferences.ts';
import { decodeBlockImage, emptyBlock } from '../../../src/storage/block-image.ts';
import { memoryStore } from '../../../src/storage/memory/memory-store.ts';
import { auditStore } from '../../../src/storage/sqlite/audit.ts';
import { sha256 } from '../../../src/storage/sqlite/sha256.ts';
import { openSqliteStore } from '../../../src/storage/sqlite/sqlite-store.ts';
import type { Store } from '../../../src/storage/store.ts';
import { anyNumberEvent } from '../../core/any-number-event.ts';
import { at, block, importOf, noFinance, noVoice, numberChange, numberOf, policySet } from '../made-up.ts';
import { freshFile } from '../sqlite-folder.ts';

/** Few enough to meet again and again, on both sides of a block's border. */
const offsets = [0, 1, 2, 3, 4_999, 9_999, 10_000, 10_001];
const offset = fc.constantFrom(...offsets);
const preferences = fc.constantFrom<Preferences>(noPreferences, refuseAll, noVoice, noFinance);
const brands = ['acme', 'zeta'];
const event = anyNumberEvent({ preferences, brands, carriers: ['north', 'south'], earlier: at, later: at + 1 });
const stale = fc.constantFrom(0, 0, 0, 0, 1, -1);
const changed = fc.record({ offset, event, stale });
const operation = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('CHANGES' as const), changes: fc.array(changed, { maxLength: 6 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('ENTITY' as const), id: fc.constantFrom(...brands), stale }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('IMPORT' as const),
      batchId: fc.constantFrom('b1', 'b2', 'b3'),
      offsets: fc.uniqueArray(fc.constantFrom(0, 1, 2, 3, 4, 4_999, 9_999), { minLength: 1 }),
      preferences: fc.constantFrom(refuseAll, noVoice),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('MANY' as const), from: fc.integer({ min: 0, max: 400 }), preferences }),
  },
);
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

async function perform(store: Store, operation: Operation): Promise<unknown> {
  switch (operation.kind) {
    case 'CHANGES':
      return store.append(
        operation.changes.map(({ offset, event, stale }) =>
          numberChange(offset, store.number(numberOf(offset)).follows + stale, event),
        ),
      );
    case 'ENTITY':
      return store.append([
        policySet((store.entity('POLICY', operation.id)?.position ?? 0) + operation.stale, 'CN-2026.1', operation.id),
      ]);
    case 'IMPORT':
      return store.importBlock(importOf(operation.batchId, [operation.preferences, operation.offsets]));
    case 'MANY': {
      const many = Array.from({ length: 150 }, (_, index) => operation.from + index);
      const { preferences } = operation;
      return store.append(
        many.map((offset) =>
          numberChange(offset, store.number(numberOf(offset)).follows, { kind: 'PREFERENCES_SET', preferences }),
        ),
      );
    }
  }
}

/** All that a store shows, but for what is random in it and the numbers it gives to states. */
function shown(store: Store): unknown {
  const plain = (entry: object) => ({ ...entry, salt: undefined, leafHash: undefined, rowsRoot: undefined });
  const { image, recent } = store.blockRows(block);
  const states = image === undefined ? emptyBlock() : decodeBlockImage(image);
  for (const { offset, state } of recent) states.set(offset, state);
  return {
    entries: store.entries(0, 100_000).map(plain),
    tail: store.tail(0, 100_000)?.numbers.map((row) => ({ ...row, state: store.state(row.state) })),
    blocks: [Math.floor(block / 1024), Math.floor(block / 1024) + 1].map((group) => store.blocksHeld(group)),
    known: [...states.known()].map(([offset, state]) => [offset, store.state(state)]),
    entities: store.entities('POLICY', '', 10),
    numbers: offsets.map((offset) => {
      const number = numberOf(offset);
      const before = [3, 20, 60].map((position) => store.numberBefore(number, position));
      return [store.number(number), before, store.history(number, Number.MAX_SAFE_INTEGER, 100).map(plain)];
    }),
    assertions: ['a1', 'a2'].map((id) => store.entriesOfAssertion(id, 2, 50).map(plain)),
  };
}

async function expectSame(operations: readonly Operation[]): Promise<void> {
  const file = freshFile();
  const [sqlite, memory] = [await openSqliteStore({ file }), memoryStore({ sha256 })];
  try {
    for (const operation of operations) {
      expect(await perform(sqlite, operation)).toEqual(await perform(memory, operation));
    }
    expect(shown(sqlite)).toEqual(shown(memory));
    expect(auditStore(file).findings).toEqual([]);
  } finally {
    await sqlite.close();
  }
}

test('SQLite answers as the memory store does, and its state is what its log adds up to', async () => {
  await fc.assert(fc.asyncProperty(fc.array(operation, { minLength: 5, maxLength: 25 }), expectSame), {
    numRuns: 6,
    interruptAfterTimeLimit: 12_000,
  });
});

test('so it does of a number that changes again and again', async () => {
  const changed = (preferences: Preferences): Operation => ({
    kind: 'CHANGES',
    changes: [{ offset: 1, event: { kind: 'PREFERENCES_SET', preferences }, stale: 0 }],
  });
  const imported: Operation = { kind: 'IMPORT', batchId: 'b1', offsets: [1, 2], preferences: refuseAll };
  await expectSame([imported, changed(noVoice), changed(noFinance), changed(noPreferences)]);
});
