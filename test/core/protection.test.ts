import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decide } from '../../src/core/decide.ts';
import { cnPolicy } from '../../src/core/policies/cn.ts';
import { noPreferences, type Preferences, refuseAll } from '../../src/core/preferences.ts';
import { preferencesFault } from '../../src/core/preferences-check.ts';
import { protectsAsMuch, strictest } from '../../src/core/protection.ts';
import { anyCase, anyPreferences as preferencesUnder } from './any-decision.ts';

const refuse: Partial<Preferences> = { categories: { FIN_CREDIT: 'REFUSE' } };
const except: Partial<Preferences> = { base: 'REFUSE_EXCEPT' };
const cell = (choice: 'REFUSE' | 'ALLOW') => ({ cells: [{ category: 'FIN_CREDIT', channel: 'SMS', choice }] });

const table: readonly [Partial<Preferences>, Partial<Preferences>, boolean, string][] = [
  [{}, {}, true, 'equal'],
  [refuse, {}, true, 'one more refusal'],
  [{}, refuse, false, 'one refusal less'],
  [{ categories: { FIN_CREDIT: 'ALLOW' } }, {}, false, 'an allowance where the law stood'],
  [{}, { categories: { FIN_CREDIT: 'ALLOW' } }, true, 'the law where an allowance stood'],
  [{ ...refuse, ...cell('ALLOW') }, refuse, false, 'a cell let through'],
  [{ ...refuse, ...cell('REFUSE') }, refuse, true, 'a cell refused once more'],
  [{ channels: { SMS: 'REFUSE', VOICE: 'REFUSE' } }, refuse, true, 'every channel refused covers a category'],
  [{ channels: { SMS: 'REFUSE' } }, refuse, false, 'one channel does not'],
  [except, refuse, true, 'all refused but what is allowed'],
  [{ ...except, ...cell('ALLOW') }, refuse, false, 'all refused, but the one let through'],
  [{ channels: { SMS: 'REFUSE', VOICE: 'REFUSE' } }, except, false, 'channels are not those that come later'],
  [except, refuseAll, false, 'exceptions may come to REFUSE_EXCEPT, none to REFUSE_ALL'],
  [refuseAll, except, true, 'REFUSE_ALL covers all'],
  [refuseAll, { refusedBands: ['B1'], refusedDayTypes: ['D1'] }, true, 'and all hours'],
  [{}, { refusedBands: ['B1'] }, false, 'an hour given back'],
  [{}, { refusedDayTypes: ['D1'] }, false, 'a day given back'],
];

test.for(table)('%j instead of %j protects as much: %s (%s)', ([preferences, than, expected]) => {
  const whole = (part: Partial<Preferences>) => ({ ...noPreferences, ...part });
  expect(protectsAsMuch(cnPolicy, whole(preferences), whole(than))).toBe(expected);
});

const choice = fc.constantFrom('REFUSE' as const, 'ALLOW' as const);
const category = fc.constantFrom('FIN_CREDIT', 'HEALTH');
const channel = fc.constantFrom('SMS', 'VOICE');
const anyPreferences: fc.Arbitrary<Preferences> = fc
  .record({
    base: fc.constantFrom('LAW' as const, 'REFUSE_EXCEPT' as const, 'REFUSE_ALL' as const),
    categories: fc.dictionary(category, choice, { noNullPrototype: true }),
    channels: fc.dictionary(channel, choice, { noNullPrototype: true }),
    cells: fc.array(fc.record({ category, channel, choice }), { maxLength: 3 }),
    refusedBands: fc.subarray(['B1', 'B2']),
    refusedDayTypes: fc.subarray(['D1']),
  })
  .map((preferences) => (preferences.base === 'REFUSE_ALL' ? refuseAll : preferences));

test('it is an order: everything protects as much as itself, and what protects as much as the next does so throughout', () => {
  fc.assert(
    fc.property(anyPreferences, anyPreferences, anyPreferences, (a, b, c) => {
      expect(protectsAsMuch(cnPolicy, a, a)).toBe(true);
      fc.pre(protectsAsMuch(cnPolicy, a, b) && protectsAsMuch(cnPolicy, b, c));
      expect(protectsAsMuch(cnPolicy, a, c)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('refusing all protects as much as anything', () => {
  fc.assert(fc.property(anyPreferences, (any) => protectsAsMuch(cnPolicy, refuseAll, any)));
});

const strictestTable: readonly [Partial<Preferences>, Partial<Preferences>, Partial<Preferences>, string][] = [
  [refuse, {}, refuse, 'what protects as much is taken as it is'],
  [cell('ALLOW'), {}, {}, 'an allowance waits'],
  [cell('ALLOW'), cell('ALLOW'), cell('ALLOW'), 'what both allow is allowed'],
  [
    { ...refuse, ...cell('ALLOW') },
    { channels: { SMS: 'REFUSE' } },
    { categories: { FIN_CREDIT: 'REFUSE' }, channels: { SMS: 'REFUSE' } },
    'what either refuses is refused',
  ],
  [{ ...except, ...cell('ALLOW') }, refuse, { ...except, ...refuse }, 'an exception that the other refuses is none'],
  [
    { ...except, ...cell('ALLOW') },
    { categories: { FIN_CREDIT: 'ALLOW' } },
    { ...except, ...cell('ALLOW') },
    'one that both make stands',
  ],
  [
    { ...refuse, refusedBands: ['B1'] },
    { refusedBands: ['B2'] },
    { ...refuse, refusedBands: ['B1', 'B2'] },
    'hours add up',
  ],
  [{ categories: { HEALTH: 'ALLOW' } }, refuseAll, refuseAll, 'refusing all stands above all'],
];

test.for(strictestTable)('%j and %j make %j: %s', ([one, other, expected]) => {
  const whole = (part: Partial<Preferences>) => ({ ...noPreferences, ...part });
  expect(strictest(cnPolicy, whole(one), whole(other))).toEqual(whole(expected));
});

test('the strictest of two protects as much as either, and is something that a holder could have chosen', () => {
  fc.assert(
    fc.property(anyPreferences, anyPreferences, (one, other) => {
      const both = strictest(cnPolicy, one, other);
      expect(protectsAsMuch(cnPolicy, both, one) && protectsAsMuch(cnPolicy, both, other)).toBe(true);
      const hours = { refusedBands: [], refusedDayTypes: [] };
      expect(preferencesFault(cnPolicy, { ...both, ...hours })).toBeUndefined();
    }),
    { numRuns: 500 },
  );
});

const caseAndOther = anyCase.chain((one) => fc.tuple(fc.constant(one), preferencesUnder(one.policy)));

test('under every policy the strictest of two allows nothing that either blocks, consents aside', () => {
  let allowed = 0;
  fc.assert(
    fc.property(caseAndOther, ([{ policy, standing, enquiry }, other]) => {
      const { permission, ...rest } = standing;
      const refusal = permission?.status === 'REFUSED' ? { permission } : {};
      const decisionBy = (preferences: Preferences) =>
        decide(policy, { ...rest, ...refusal, state: { ...standing.state, preferences } }, enquiry).decision;
      const { preferences } = standing.state;
      if (decisionBy(strictest(policy, preferences, other)) === 'BLOCK') return;
      allowed += 1;
      expect([decisionBy(preferences), decisionBy(other)]).toEqual(['ALLOW', 'ALLOW']);
    }),
    { numRuns: 2_000 },
  );
  expect(allowed).toBeGreaterThan(0);
});
