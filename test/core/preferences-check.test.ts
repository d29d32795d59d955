import { describe, expect, test } from 'vitest';
import { inPolicy } from '../../src/core/policies/in.ts';
import { noPreferences, type Preferences, refuseAll } from '../../src/core/preferences.ts';
import { preferencesFault } from '../../src/core/preferences-check.ts';

const cell = { category: 'HEALTH', channel: 'SMS', choice: 'REFUSE' } as const;

describe('preferences', () => {
  test.each<[string, Preferences]>([
    ['without any choice', noPreferences],
    ['that refuse all', refuseAll],
    [
      'of every kind',
      {
        base: 'REFUSE_EXCEPT',
        categories: { HEALTH: 'ALLOW', FINANCE: 'REFUSE' },
        channels: { ROBOCALL: 'REFUSE' },
        cells: [cell],
        refusedBands: inPolicy.bands.map(({ id }) => id),
        refusedDayTypes: inPolicy.dayTypes.map(({ id }) => id),
      },
    ],
  ])('%s are in order', (_, preferences) => {
    expect(preferencesFault(inPolicy, preferences)).toBeUndefined();
  });

  test.each<[string, Partial<Preferences>]>([
    ['categories.SPORT', { categories: { HEALTH: 'REFUSE', SPORT: 'REFUSE' } }],
    ['categories.__proto__', { categories: JSON.parse('{"__proto__":"REFUSE"}') as Preferences['categories'] }],
    ['channels.FAX', { channels: { FAX: 'REFUSE' } }],
    ['cells[1].category', { cells: [cell, { ...cell, category: 'SPORT' }] }],
    ['cells[0].channel', { cells: [{ ...cell, channel: 'FAX' }] }],
    ['refusedBands[1]', { refusedBands: ['H00_06', 'H00_07'] }],
    ['refusedDayTypes[0]', { refusedDayTypes: ['HOLIDAYS'] }],
    ['categories', { base: 'REFUSE_ALL', categories: { HEALTH: 'ALLOW' } }],
    ['channels', { base: 'REFUSE_ALL', channels: { SMS: 'REFUSE' } }],
    ['cells', { base: 'REFUSE_ALL', cells: [cell] }],
    ['refusedBands', { base: 'REFUSE_ALL', refusedBands: ['H00_06'] }],
    ['refusedDayTypes', { base: 'REFUSE_ALL', refusedDayTypes: ['SUN'] }],
    ['cells', { cells: Array.from({ length: 41 }, () => cell) }],
    ['refusedBands', { refusedBands: Array.from({ length: 10 }, () => 'H00_06') }],
    ['refusedDayTypes', { refusedDayTypes: Array.from({ length: 9 }, () => 'SUN') }],
  ])('at fault in %s say so', (field, choices) => {
    expect(preferencesFault(inPolicy, { ...noPreferences, ...choices })).toMatchObject({ field });
  });

  test('at fault name the limit they passed', () => {
    const cells = Array.from({ length: 41 }, () => cell);
    expect(preferencesFault(inPolicy, { ...noPreferences, cells })?.limit).toBe('at most 40 items');
    const strange = preferencesFault(inPolicy, { ...noPreferences, channels: { FAX: 'REFUSE' } });
    expect(strange?.limit).toBe(`one of ${inPolicy.channels.map(({ id }) => id).join(', ')}`);
  });
});
