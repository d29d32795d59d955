import fc from 'fast-check';
import type { NumberEvent } from '../../src/core/change.ts';
import { type Block, numberAt, type PhoneNumber } from '../../src/core/phone-number.ts';
import { canonicalPreferences, noPreferences, type Preferences } from '../../src/core/preferences.ts';
import { refuseAll, refuseCredit } from './changes.ts';

export type Step =
  | { readonly do: 'CHANGE'; readonly numbers: readonly PhoneNumber[]; readonly event: NumberEvent }
  | { readonly do: 'CHANGE_MANY'; readonly block: Block; readonly from: number; readonly event: NumberEvent }
  | { readonly do: 'IMPORT'; readonly block: Block; readonly preferences: Preferences; readonly offsets: number[] }
  | { readonly do: 'SET_ORGANISATION'; readonly id: string; readonly role: 'CARRIER' | 'BRAND'; readonly name: string }
  | { readonly do: 'COUNT' }
  | { readonly do: 'LOOKUP'; readonly numbers: readonly PhoneNumber[] }
  | { readonly do: 'READ_ORGANISATION'; readonly id: string }
  | { readonly do: 'LIST_CARRIERS' };

export interface StepAt {
  readonly step: Step;
  /** Which of the two processes does it. */
  readonly place: 0 | 1;
}

const brands = ['brand-1', 'brand-2'];
export const organisationIds = ['org-1', 'org-2', 'org-3'];
/** Two neighbours in different groups of the directory of blocks, one beside them, and one far away. */
const blocks: readonly Block[] = [99_942_399, 99_942_400, 99_942_401, 99_900_000];
const offsets = [0, 1, 255, 9999];
export const manyNumbers = 300;

const manySets: readonly Preferences[] = Array.from({ length: 40 }, (_, at) =>
  canonicalPreferences({ ...noPreferences, categories: { [`CATEGORY_${at}`]: 'REFUSE' } }),
);
const preferences = fc.constantFrom(noPreferences, refuseAll, refuseCredit, ...manySets);
const registeredPreferences = fc.constantFrom(refuseAll, refuseCredit, ...manySets);
const brand = fc.constantFrom(...brands);
const block = fc.constantFrom(...blocks);
const number = fc.tuple(block, fc.constantFrom(...offsets)).map(([of, offset]) => numberAt(of, offset));

const numberEvent: fc.Arbitrary<NumberEvent> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('PREFERENCES_SET' as const), preferences }) },
  fc.record({
    kind: fc.constantFrom('CONSENT_REQUESTED' as const, 'CONSENT_GIVEN' as const),
    brand,
    scope: fc.constantFrom({}, { channels: ['SMS'] }),
  }),
  fc.record({
    kind: fc.constantFrom(
      'CONSENT_WITHDRAWN' as const,
      'SENDER_REFUSED' as const,
      'SENDER_REFUSED' as const,
      'SENDER_READMITTED' as const,
    ),
    brand,
  }),
  fc.record({
    kind: fc.constantFrom('NUMBER_DISCONNECTED' as const, 'NUMBER_REASSIGNED' as const, 'NUMBER_RECLAIMED' as const),
    occurredAt: fc.constantFrom(1_700_000_000_000, 1_750_000_000_000),
  }),
  fc.record({
    kind: fc.constant('NUMBER_REASSIGNED' as const),
    occurredAt: fc.constantFrom(0, 1_750_000_000_000),
    keepsPreferences: fc.constant(true as const),
  }),
  fc.record({
    kind: fc.constant('ASSERTION_WAITS' as const),
    assertionId: fc.constantFrom('a1', 'a2'),
    waitsUntil: fc.constant(1_750_000_000_000),
    effect: fc.oneof(
      fc.record({ kind: fc.constant('PREFERENCES_SET' as const), preferences }),
      fc.record({ kind: fc.constant('NUMBER_REASSIGNED' as const), occurredAt: fc.constant(1_750_000_000_000) }),
    ),
    meanwhile: preferences,
  }),
  fc.record({
    kind: fc.constant('ASSERTION_ENDED' as const),
    assertionId: fc.constantFrom('a1', 'a2'),
  }),
  fc.record({
    kind: fc.constant('NUMBER_RESTORED' as const),
    assertionId: fc.constantFrom('a1', 'a2'),
    undoes: fc.constant(1),
    preferences,
    service: fc.constantFrom('IN_SERVICE' as const, 'QUARANTINED' as const),
    permissions: fc.constant([]),
    tenures: fc.constantFrom([], [{ ordinal: 1, closedAt: 1_750_000_000_000 }]),
  }),
  fc.record({
    kind: fc.constant('NUMBER_PORTED' as const),
    occurredAt: fc.constant(1_700_000_000_000),
    servingCarrier: fc.constantFrom('org-1', 'org-2'),
  }),
);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constant('CHANGE' as const),
      numbers: fc.uniqueArray(number, { minLength: 1, maxLength: 4 }),
      event: numberEvent,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('CHANGE_MANY' as const),
      block,
      from: fc.constantFrom(0, 200, 4000),
      event: numberEvent,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('IMPORT' as const),
      block,
      preferences: registeredPreferences,
      offsets: fc.uniqueArray(fc.oneof(fc.constantFrom(...offsets), fc.nat(9999)), { minLength: 1, maxLength: 30 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('SET_ORGANISATION' as const),
      id: fc.constantFrom(...organisationIds),
      role: fc.constantFrom('CARRIER' as const, 'BRAND' as const),
      name: fc.constantFrom('A', 'B'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('COUNT' as const) }) },
  {
    weight: 14,
    arbitrary: fc.record({
      do: fc.constant('LOOKUP' as const),
      numbers: fc.array(number, { minLength: 1, maxLength: 12 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('READ_ORGANISATION' as const), id: fc.constantFrom(...organisationIds) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('LIST_CARRIERS' as const) }) },
);

export const steps: fc.Arbitrary<readonly StepAt[]> = fc.array(
  fc.record({ step, place: fc.constantFrom(0 as const, 1 as const) }),
  { minLength: 1, maxLength: 60, size: 'max' },
);

/** From nothing fits to everything fits, from each change is too many to none is, from never yielding to always. */
export const sizes = fc.record({
  blockBytesMax: fc.constantFrom(1, 700, 3000, 2 ** 20),
  detailsMax: fc.constantFrom(1, 2, 100),
  tailEntriesMax: fc.constantFrom(1, 5, 1000),
  msPerClockLook: fc.constantFrom(0, 0.3, 2),
});
