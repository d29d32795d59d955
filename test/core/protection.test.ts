import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cnPolicy } from '../../src/core/policies/cn.ts';
import { noPreferences, type Preferences, refuseAll } from '../../src/core/preferences.ts';
import { protectsAsMuch } from '../../src/core/protection.ts';

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
