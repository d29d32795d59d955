import fc from 'fast-check';
import type { CarrierId, Words } from './line-model.ts';

export type Place = 0 | 1 | 2;

export type Step =
  | { readonly do: 'CHOOSE'; readonly line: Place; readonly words: Words }
  | { readonly do: 'CONSENT' | 'REFUSE_SENDER'; readonly line: Place }
  | { readonly do: 'FORGET'; readonly line: Place; readonly what: 'HISTORY' | 'CONSENTS_TOO' | 'EVERYTHING' }
  | {
      readonly do: 'REGISTER';
      readonly by: CarrierId;
      readonly rows: readonly { readonly line: Place; readonly words: Words }[];
      readonly proof: 'CARRIER_ASSERTED' | 'MO_SMS';
    }
  | {
      readonly do: 'REPORT';
      readonly by: CarrierId;
      readonly line: Place;
      readonly kind: 'DISCONNECTED' | 'RECLAIMED' | 'REASSIGNED' | 'PORTED';
    }
  | { readonly do: 'WAIT'; readonly hours: number }
  /** `breaksAfter`: writes after which a first try breaks off. */
  | { readonly do: 'SETTLE'; readonly breaksAfter: number }
  | { readonly do: 'REVERSE'; readonly which: number; readonly breaksAfter: number }
  | { readonly do: 'SUSPEND' | 'ACTIVATE'; readonly carrier: CarrierId };

const line = fc.constantFrom<Place>(0, 1, 2);
const level = fc.constantFrom<Words['levels'][number]>(0, 1, 2);
const words: fc.Arbitrary<Words> = fc.record({
  all: fc.constantFrom(false, false, false, true),
  levels: fc.tuple(level, level),
});
/** Lines 0 and 1 lie in the first one's range. */
const carrier = fc.constantFrom<CarrierId>('carrier-1', 'carrier-1', 'carrier-1', 'carrier-2');
const breaksAfter = fc.constantFrom(0, 1, 2, 99);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('CHOOSE' as const), line, words }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('CONSENT' as const, 'REFUSE_SENDER' as const), line }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('FORGET' as const),
      line,
      what: fc.constantFrom('HISTORY' as const, 'CONSENTS_TOO' as const, 'EVERYTHING' as const),
    }),
  },
  {
    weight: 9,
    arbitrary: fc.record({
      do: fc.constant('REGISTER' as const),
      by: carrier,
      rows: fc.uniqueArray(fc.record({ line, words }), { minLength: 1, maxLength: 3, selector: (row) => row.line }),
      proof: fc.constantFrom('CARRIER_ASSERTED' as const, 'MO_SMS' as const),
    }),
  },
  {
    weight: 9,
    arbitrary: fc.record({
      do: fc.constant('REPORT' as const),
      by: carrier,
      line,
      kind: fc.constantFrom(
        'DISCONNECTED' as const,
        'DISCONNECTED' as const,
        'RECLAIMED' as const,
        'REASSIGNED' as const,
        'REASSIGNED' as const,
        'PORTED' as const,
      ),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('WAIT' as const), hours: fc.constantFrom(0.3, 2, 30, 24 * 8, 24 * 8) }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('SETTLE' as const), breaksAfter }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('REVERSE' as const), which: fc.nat(5), breaksAfter }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('SUSPEND' as const, 'ACTIVATE' as const, 'ACTIVATE' as const),
      carrier,
    }),
  },
);

export const steps = fc.array(step, { minLength: 10, maxLength: 60, size: 'max' });
