import fc from 'fast-check';
import type { NumberEvent } from '../../src/core/change.ts';
import { type Block, numberAt, type PhoneNumber } from '../../src/core/phone-number.ts';
import { canonicalPreferences, noPreferences, type Preferences } from '../../src/core/preferences.ts';
import { anyNumberEvent } from '../core/any-number-event.ts';
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
const block = fc.constantFrom(...blocks);
const number = fc.tuple(block, fc.constantFrom(...offsets)).map(([of, offset]) => numberAt(of, offset));

const numberEvent = anyNumberEvent({
  preferences,
  brands: ['brand-1', 'brand-2'],
  carriers: ['org-1', 'org-2'],
  earlier: 1_700_000_000_000,
  later: 1_750_000_000_000,
});

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

/** What a lookup is opened with. */
export interface Sizes {
  readonly blockBytesMax: number;
  readonly detailsMax: number;
  readonly tailEntriesMax: number;
  /** So much passes between two looks at the clock. */
  readonly msPerClockLook: number;
}

/** From nothing fits to everything fits, from each change is too many to none is, from never yielding to always. */
export const sizes: fc.Arbitrary<Sizes> = fc.record({
  blockBytesMax: fc.constantFrom(1, 700, 3000, 2 ** 20),
  detailsMax: fc.constantFrom(1, 2, 100),
  tailEntriesMax: fc.constantFrom(1, 5, 1000),
  msPerClockLook: fc.constantFrom(0, 0.3, 2),
});
