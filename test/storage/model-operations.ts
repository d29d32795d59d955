import fc from 'fast-check';
import { noPreferences, type Preferences, refuseAll } from '../../src/core/preferences.ts';
import { decodeBlockImage, emptyBlock } from '../../src/storage/block-image.ts';
import type { Store } from '../../src/storage/store.ts';
import { anyNumberEvent } from '../core/any-number-event.ts';
import { at, block, importOf, noFinance, noVoice, numberChange, numberOf, policySet } from './made-up.ts';

/** Few enough to meet again and again, on both sides of a block's border. */
const offsets = [0, 1, 2, 3, 4_999, 9_999, 10_000, 10_001];
const offset = fc.constantFrom(...offsets);
const preferences = fc.constantFrom<Preferences>(noPreferences, refuseAll, noVoice, noFinance);
const brands = ['acme', 'zeta'];
const event = anyNumberEvent({ preferences, brands, carriers: ['north', 'south'], earlier: at, later: at + 1 });
const stale = fc.constantFrom(0, 0, 0, 0, 1, -1);
const changed = fc.record({ offset, event, stale });
export const operation = fc.oneof(
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
export type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

export async function perform(store: Store, operation: Operation): Promise<unknown> {
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
export function shown(store: Store): unknown {
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
