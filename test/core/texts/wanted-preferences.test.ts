import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cnPolicy } from '../../../src/core/policies/cn.ts';
import { inPolicy } from '../../../src/core/policies/in.ts';
import { canonicalPreferences, noPreferences, type Preferences } from '../../../src/core/preferences.ts';
import { preferencesFault } from '../../../src/core/preferences-check.ts';
import { protectsAsMuch } from '../../../src/core/protection.ts';
import { parseOwnNumberText } from '../../../src/core/texts/own-number-text.ts';
import { type ChoiceIntent, wantedPreferences } from '../../../src/core/texts/wanted-preferences.ts';
import { anyPreferences } from '../any-decision.ts';

function after(text: string, present: Partial<Preferences> = {}): Partial<Preferences> {
  const { intent } = parseOwnNumberText(inPolicy, text);
  const preferences = wantedPreferences(inPolicy, { ...noPreferences, ...present }, intent as ChoiceIntent);
  return Object.fromEntries(
    Object.entries(preferences).filter(([, part]) => Object.keys(part as object).length > 0),
  ) as Partial<Preferences>;
}

const texts = (...categories: string[]) =>
  categories.map((category) => ({ category, channel: 'SMS', choice: 'ALLOW' as const }));
const except = (...categories: string[]) => ({ base: 'REFUSE_EXCEPT' as const, cells: texts(...categories) });

test.for<[string, Partial<Preferences>, Partial<Preferences>]>([
  ['START 1', {}, except('FINANCE')],
  ['START 7', except('EDUCATION'), except('EDUCATION', 'TRAVEL_LEISURE')],
  ['START 7', { categories: { HEALTH: 'REFUSE' } }, except('TRAVEL_LEISURE')],
  ['STOP 4', except('EDUCATION', 'HEALTH'), { ...except('EDUCATION'), categories: { HEALTH: 'REFUSE' } }],
  ['BLOCK 4', {}, { base: 'LAW', categories: { HEALTH: 'REFUSE' } }],
  ['BLOCK 4', { base: 'REFUSE_ALL' }, { base: 'REFUSE_ALL' }],
  ['BLOCK 21', { refusedBands: ['H21_24'] }, { base: 'LAW', refusedBands: ['H00_06', 'H21_24'] }],
  ['UNBLOCK 21', { refusedBands: ['H00_06', 'H21_24'] }, { base: 'LAW', refusedBands: ['H21_24'] }],
  ['UNBLOCK 4', { categories: { HEALTH: 'REFUSE' } }, { base: 'LAW', categories: { HEALTH: 'ALLOW' } }],
  ['UNBLOCK 4', { base: 'REFUSE_ALL' }, { base: 'REFUSE_EXCEPT', categories: { HEALTH: 'ALLOW' } }],
  ['STOP', { base: 'REFUSE_ALL' }, { base: 'LAW' }],
  ['START 0', except('EDUCATION'), { base: 'REFUSE_ALL' }],
])('%s on %j makes %j', ([text, present, expected]) => {
  const plain = (part: Partial<Preferences>) => JSON.parse(JSON.stringify(part)) as unknown;
  const { base = 'LAW', ...rest } = after(text, present);
  expect(plain({ base, ...rest })).toEqual(plain(expected));
});

const anyCodes = fc.subarray(['1', '2', '3', '7', '21', '22', '31', '32', '41', '47'], { minLength: 1 });

test('refusing only ever protects more, and what comes out has a meaning', () => {
  fc.assert(
    fc.property(anyPreferences(cnPolicy), anyCodes, fc.constantFrom('BLOCK', 'ALLOW'), (any, codes, verb) => {
      const present = canonicalPreferences(any);
      const { intent } = parseOwnNumberText(cnPolicy, `${verb} ${codes.join(',')}`);
      const wanted = wantedPreferences(cnPolicy, present, intent as ChoiceIntent);
      expect(preferencesFault(cnPolicy, wanted)).toBeUndefined();
      if (verb === 'BLOCK') expect(protectsAsMuch(cnPolicy, wanted, present)).toBe(true);
      expect(wantedPreferences(cnPolicy, wanted, intent as ChoiceIntent)).toEqual(wanted);
    }),
  );
});
