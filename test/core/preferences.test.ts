import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inPolicy } from '../../src/core/policies/in.ts';
import { canonicalPreferences, noPreferences, type Preferences, refusesAnything } from '../../src/core/preferences.ts';
import { anyPreferences } from './any-decision.ts';

const preferences = anyPreferences(inPolicy);

describe('the canonical form of preferences', () => {
  test('is its own canonical form', () => {
    fc.assert(
      fc.property(preferences, (one) => {
        const canonical = canonicalPreferences(one);
        expect(canonicalPreferences(canonical)).toEqual(canonical);
      }),
    );
  });

  test('does not depend on the order in which things were said', () => {
    fc.assert(
      fc.property(preferences, (one) => {
        const reversed: Preferences = {
          refusedDayTypes: [...one.refusedDayTypes].reverse(),
          refusedBands: [...one.refusedBands, ...one.refusedBands].reverse(),
          cells: [...one.cells].reverse(),
          channels: Object.fromEntries(Object.entries(one.channels).reverse()),
          categories: Object.fromEntries(Object.entries(one.categories).reverse()),
          base: one.base,
        };
        expect(JSON.stringify(canonicalPreferences(reversed))).toBe(JSON.stringify(canonicalPreferences(one)));
      }),
    );
  });

  test('keeps the refusal of two words on one cell', () => {
    const cells = (['ALLOW', 'REFUSE', 'ALLOW'] as const).map((choice) => ({
      category: 'HEALTH',
      channel: 'SMS',
      choice,
    }));
    expect(canonicalPreferences({ ...noPreferences, cells }).cells).toEqual([
      { category: 'HEALTH', channel: 'SMS', choice: 'REFUSE' },
    ]);
  });

  test('of refuse-all has no other choice', () => {
    const { base, ...rest } = canonicalPreferences({
      ...noPreferences,
      base: 'REFUSE_ALL',
      categories: { HEALTH: 'ALLOW' },
      refusedBands: ['H00_06'],
    });
    expect(base).toBe('REFUSE_ALL');
    expect(rest).toEqual({ categories: {}, channels: {}, cells: [], refusedBands: [], refusedDayTypes: [] });
  });
});

test.each<[string, Partial<Preferences>, boolean]>([
  ['nothing said', {}, false],
  ['only allowances', { categories: { HEALTH: 'ALLOW' }, channels: { SMS: 'ALLOW' } }, false],
  ['an allowed cell', { cells: [{ category: 'HEALTH', channel: 'SMS', choice: 'ALLOW' }] }, false],
  ['refuse-all', { base: 'REFUSE_ALL' }, true],
  ['refuse-except', { base: 'REFUSE_EXCEPT' }, true],
  ['a category', { categories: { HEALTH: 'REFUSE' } }, true],
  ['a channel', { channels: { SMS: 'REFUSE' } }, true],
  ['a cell', { cells: [{ category: 'HEALTH', channel: 'SMS', choice: 'REFUSE' }] }, true],
  ['a band', { refusedBands: ['H00_06'] }, true],
  ['a day type', { refusedDayTypes: ['SUN'] }, true],
])('%s: whether anything is refused', (_, choices, expected) => {
  expect(refusesAnything({ ...noPreferences, ...choices })).toBe(expected);
});
