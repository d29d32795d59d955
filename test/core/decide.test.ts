import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide, horizonMs } from '../../src/core/decide.ts';
import type { Decision, Standing } from '../../src/core/enquiry.ts';
import { zonesOf } from '../../src/core/numbering-plan.ts';
import type { Preferences } from '../../src/core/preferences.ts';
import { minuteMs } from '../../src/core/time.ts';
import { anyCase, type Case } from './any-decision.ts';

const runs = { numRuns: 400 };

describe('a decision', () => {
  test('is made for every case, and its times lie ahead within 30 days', () => {
    fc.assert(
      fc.property(anyCase, (one) => {
        const decision = decideAt(one, one.enquiry.at);
        const { at } = one.enquiry;
        expect(decision.decision).toMatch(/^(ALLOW|BLOCK)$/);
        expect(decision.validUntil).toBeGreaterThan(at);
        expect(decision.validUntil).toBeLessThanOrEqual(at + horizonMs);
        if (decision.nextPermittedAt === undefined) return;
        expect(decision.decision).toBe('BLOCK');
        expect(decision.nextPermittedAt).toBeGreaterThanOrEqual(decision.validUntil);
        expect(decision.nextPermittedAt).toBeLessThan(at + horizonMs);
      }),
      { numRuns: 1500 },
    );
  });

  test.each([
    Number.MIN_SAFE_INTEGER,
    -8.64e15,
    -62_135_596_800_000,
    0,
    253_402_300_799_999,
    8.64e15,
    Number.MAX_SAFE_INTEGER,
  ])('is made even for the instant %d', (at) => {
    fc.assert(
      fc.property(anyCase, (one) => {
        expect(decideAt(one, at).reason).toBeTypeOf('string');
      }),
      { numRuns: 30 },
    );
  });

  test('tells the first permitted instant: it is permitted, and nothing before it', () => {
    fc.assert(
      fc.property(anyCase, (one) => {
        const { at } = one.enquiry;
        const { decision, nextPermittedAt } = decideAt(one, at);
        if (decision === 'ALLOW') return;
        const end = nextPermittedAt ?? at + horizonMs;
        if (nextPermittedAt !== undefined) {
          expect(decideAt(one, nextPermittedAt).decision).toBe('ALLOW');
          expect(decideAt(one, nextPermittedAt - 1).decision).toBe('BLOCK');
        }
        expect(instantsIn(at, end).find((instant) => decideAt(one, instant).decision === 'ALLOW')).toBeUndefined();
      }),
      runs,
    );
  });

  test('holds until its end with the same reason, and not at its end', () => {
    fc.assert(
      fc.property(anyCase, (one) => {
        const { at } = one.enquiry;
        const first = decideAt(one, at);
        const other = instantsIn(at, first.validUntil).find(
          (instant) => outcome(decideAt(one, instant)) !== outcome(first),
        );
        expect(other).toBeUndefined();
        expect(outcome(decideAt(one, first.validUntil - 1))).toBe(outcome(first));
        if (first.validUntil === at + horizonMs) return;
        expect(outcome(decideAt(one, first.validUntil))).not.toBe(outcome(first));
      }),
      runs,
    );
  });

  test('allows where the number may lie in several zones only what is allowed in each', () => {
    fc.assert(
      fc.property(anyCase, (one) => {
        const zones = zonesOf(one.policy, one.enquiry.number);
        const inEach = zones.map((zone) => {
          const policy = { ...one.policy, defaultZones: [zone], zonePrefixes: [] };
          return decideAt({ ...one, policy }, one.enquiry.at).decision;
        });
        const expected = inEach.every((decision) => decision === 'ALLOW') ? 'ALLOW' : 'BLOCK';
        expect(decideAt(one, one.enquiry.at).decision).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the subscriber’s choices', () => {
  test('more refusal never yields more permission', () => {
    fc.assert(
      fc.property(anyCase, fc.integer({ min: 0, max: 1000 }), (one, pick) => {
        if (decideAt(one, one.enquiry.at).decision === 'ALLOW') return;
        const stricter = refusals(one);
        const standing = stricter[pick % stricter.length];
        if (standing === undefined) throw new Error('no refusal to add');
        expect(decideAt({ ...one, standing }, one.enquiry.at).decision).toBe('BLOCK');
      }),
      { numRuns: 2000 },
    );
  });

  test('a cell stands, whatever category, channel and base stance say', () => {
    const coarser = fc.constantFrom('REFUSE' as const, 'ALLOW' as const);
    fc.assert(
      fc.property(anyCase, coarser, coarser, coarser, (one, onCell, onCategory, onChannel) => {
        const { category, channel } = one.enquiry;
        const cells = [{ category, channel, choice: onCell }];
        const bare = preferring(one, { base: 'LAW', categories: {}, channels: {}, cells });
        const crowded = preferring(one, {
          base: 'REFUSE_EXCEPT',
          categories: { [category]: onCategory },
          channels: { [channel]: onChannel },
          cells,
        });
        if (isAnyRefusal(one)) return;
        expect(decideAt(crowded, one.enquiry.at)).toEqual(decideAt(bare, one.enquiry.at));
      }),
      { numRuns: 1000 },
    );
  });

  test('a word on category or channel stands, whatever the base stance says', () => {
    fc.assert(
      fc.property(anyCase, fc.boolean(), fc.constantFrom('REFUSE' as const, 'ALLOW' as const), (one, of, choice) => {
        const { category, channel } = one.enquiry;
        const categories = of ? { [category]: choice } : {};
        const channels = of ? {} : { [channel]: choice };
        const said = { categories, channels, cells: [] };
        if (isAnyRefusal(one)) return;
        expect(decideAt(preferring(one, { ...said, base: 'REFUSE_EXCEPT' }), one.enquiry.at)).toEqual(
          decideAt(preferring(one, { ...said, base: 'LAW' }), one.enquiry.at),
        );
      }),
      { numRuns: 1000 },
    );
  });
});

function decideAt({ policy, standing, enquiry }: Case, at: number): Decision {
  return decide(policy, standing, { ...enquiry, at });
}

function outcome({ decision, reason }: Decision): string {
  return `${decision} ${reason}`;
}

/** Sample instants of `[from, to)`: full half hours and what is next to them, where rules begin and end. */
function instantsIn(from: number, to: number): readonly number[] {
  const step = 30 * minuteMs;
  const first = Math.ceil(from / step) * step;
  const marks = Array.from({ length: Math.max(0, Math.ceil((to - first) / step)) }, (_, place) => first + place * step);
  return marks.flatMap((mark) => [mark - 1, mark]).filter((instant) => instant >= from && instant < to);
}

/** The case's standing with one more refusal, in every way there is. */
function refusals({ policy, standing, enquiry }: Case): readonly Standing[] {
  const { state, permission } = standing;
  const { preferences } = state;
  const { category, channel } = enquiry;
  const choices: readonly Partial<Preferences>[] = [
    { base: 'REFUSE_ALL' },
    ...(preferences.base === 'LAW' ? [{ base: 'REFUSE_EXCEPT' as const }] : []),
    { categories: { ...preferences.categories, [category]: 'REFUSE' } },
    { channels: { ...preferences.channels, [channel]: 'REFUSE' } },
    { cells: [...preferences.cells, { category, channel, choice: 'REFUSE' }] },
    { cells: preferences.cells.map((cell) => ({ ...cell, choice: 'REFUSE' as const })) },
    ...policy.categories.map(({ id }) => ({ categories: { ...preferences.categories, [id]: 'REFUSE' as const } })),
    ...policy.bands.map(({ id }) => ({ refusedBands: [...preferences.refusedBands, id] })),
    ...policy.dayTypes.map(({ id }) => ({ refusedDayTypes: [...preferences.refusedDayTypes, id] })),
  ];
  return [
    ...choices.map((choice) => ({ ...standing, state: { ...state, preferences: { ...preferences, ...choice } } })),
    { ...standing, state: { ...state, service: 'QUARANTINED' } },
    { ...standing, sender: 'SUSPENDED' },
    { ...standing, sender: 'UNKNOWN' },
    { ...standing, permission: { brand: 'acme', at: 0, position: 2, ...permission, status: 'REFUSED' } },
  ];
}

function preferring(one: Case, choices: Partial<Preferences>): Case {
  const { state } = one.standing;
  const preferences = { ...state.preferences, ...choices };
  return { ...one, standing: { ...one.standing, state: { ...state, preferences } } };
}

/** India's service class does not look at single choices. */
function isAnyRefusal({ policy, enquiry }: Case): boolean {
  return enquiry.messageClass === 'SERVICE' && policy.classes.SERVICE.choices === 'ANY_REFUSAL';
}
