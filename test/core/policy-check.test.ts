import { describe, expect, test } from 'vitest';
import { inPolicy } from '../../src/core/policies/in.ts';
import { policies } from '../../src/core/policies/policies.ts';
import { usPolicy } from '../../src/core/policies/us.ts';
import type { Policy } from '../../src/core/policy.ts';
import { policyFaults } from '../../src/core/policy-check.ts';

const source = { source: 'made up', confirmed: false };
const names = { en: 'Sport', hi: 'खेल' };
const sport = { id: 'SPORT', code: 9, since: '2026-01-01', names, ...source };
const pager = { id: 'PAGER', code: 16, names, ...source };
const quiet = { messageClasses: ['PROMOTIONAL'] as const, from: '21:00', to: '10:00', ...source };
const open = { messageClasses: ['PROMOTIONAL', 'SERVICE'] as const, decision: 'ALLOW' as const, ...source };
const range = { prefixes: ['919'], digits: [12], kind: 'MOBILE' as const, ...source };

describe('a shipped policy', () => {
  test.each(Object.entries(policies))('%s has no fault', (jurisdiction, policy) => {
    expect(policyFaults(policy)).toEqual([]);
    expect(policy.jurisdiction).toBe(jurisdiction);
    expect(policy.id).toMatch(/-2026\.1$/);
  });

  test.each(Object.entries(policies))('%s has bands of which each minute of the day is in exactly one', (_, policy) => {
    for (let minute = 0; minute < 1440; minute += 1) {
      const time = new Date(minute * 60_000).toISOString().slice(11, 16);
      expect(policy.bands.filter(({ from, to }) => from <= time && time < to)).toHaveLength(1);
    }
  });

  test('has federal holidays where the statute puts them', () => {
    const on = (year: number) => usPolicy.holidays.map(({ date }) => date).filter((date) => date.startsWith(`${year}`));
    for (const year of [2026, 2027]) {
      expect(on(year)).toEqual(expect.arrayContaining([...federalHolidays(year)]));
    }
  });
});

describe('a policy is at fault', () => {
  test.each<[string, Partial<Policy>, RegExp]>([
    ['with an id of another jurisdiction', { jurisdiction: 'CN' }, /^id/],
    ['with an id without edition', { id: 'IN-2026' }, /^id/],
    ['from a day that does not exist', { effectiveFrom: '2026-02-30' }, /^effectiveFrom/],
    ['with a calling code that is none', { countryCallingCode: '+91' }, /^countryCallingCode/],
    ['without languages', { languages: [] }, /^languages/],
    ['with a language twice', { languages: ['en', 'hi', 'en'] }, /^languages/],
    ['without categories', { categories: [] }, /^categories: none/],
    ['with a category twice', { categories: [...inPolicy.categories, { ...sport, id: 'HEALTH' }] }, /HEALTH twice/],
    [
      'with a code twice in one list',
      { categories: [...inPolicy.categories, { ...sport, code: 8 }] },
      /code 8 of SPORT/,
    ],
    ['with a code twice in two lists', { categories: [...inPolicy.categories, { ...sport, code: 21 }] }, /code 21/],
    ['with a code of zero', { categories: [...inPolicy.categories, { ...sport, code: 0 }] }, /code 0/],
    ['with an id in small letters', { categories: [...inPolicy.categories, { ...sport, id: 'sport' }] }, /id sport/],
    [
      'with a category unnamed in a language',
      { categories: [...inPolicy.categories, { ...sport, names: { en: 'Sport' } }] },
      /^categories\[8\]: no name in hi/,
    ],
    ['with a category since no date', { categories: [{ ...sport, since: 'always' }] }, /since is no date/],
    [
      'with a channel whose name is blank',
      { channels: [...inPolicy.channels, { ...pager, names: { en: ' ', hi: 'पेजर' } }] },
      /^channels\[5\]: no name in en/,
    ],
    ['with a hole between bands', { bands: inPolicy.bands.filter(({ id }) => id !== 'H12_14') }, /hole/],
    ['with a first band that begins late', { bands: inPolicy.bands.slice(1) }, /hole/],
    ['with a last band that ends early', { bands: inPolicy.bands.slice(0, -1) }, /24:00/],
    [
      'with bands that overlap',
      { bands: [...inPolicy.bands, { id: 'H11_13', code: 99, from: '11:00', to: '13:00', ...source }] },
      /overlap/,
    ],
    [
      'with a band over midnight',
      { bands: [...inPolicy.bands, { id: 'NIGHT', code: 99, from: '22:00', to: '06:00', ...source }] },
      /NIGHT: not a span/,
    ],
    [
      'with a band of no hours',
      { bands: [...inPolicy.bands, { id: 'ODD', code: 99, from: '25:00', to: '26:00', ...source }] },
      /ODD: not a span/,
    ],
    ['without a day of the week', { dayTypes: inPolicy.dayTypes.slice(1) }, /weekday 1/],
    [
      'with two day types for holidays',
      { dayTypes: [...inPolicy.dayTypes, { id: 'FEAST', code: 39, names, ...source }] },
      /more than one for holidays/,
    ],
    ['with a holiday on no date', { holidays: [{ date: '2026-02-29', name: 'x', ...source }] }, /no date/],
    [
      'with a holiday twice',
      { holidays: [...inPolicy.holidays, ...inPolicy.holidays.slice(0, 1)] },
      /2026-01-26 twice/,
    ],
    ['without numbers', { plan: [] }, /^plan: empty/],
    ['with a prefix of another country', { plan: [{ ...range, prefixes: ['86139'] }] }, /prefix 86139/],
    ['with a prefix that is a pattern', { plan: [{ ...range, prefixes: ['919[0-9]'] }] }, /prefix 919\[0-9\]/],
    ['with a range without prefix', { plan: [{ ...range, prefixes: [] }] }, /no prefix/],
    ['with numbers longer than E.164', { plan: [{ ...range, digits: [16] }] }, /digits/],
    ['with numbers shorter than their prefix', { plan: [{ ...range, prefixes: ['9198765'], digits: [6] }] }, /digits/],
    ['with numbers of no length', { plan: [{ ...range, digits: [] }] }, /digits/],
    ['with next digits that are none', { plan: [{ ...range, nextDigits: '[2-9]' }] }, /nextDigits/],
    ['without zones', { defaultZones: [] }, /^defaultZones/],
    ['with a zone that nobody knows', { defaultZones: ['Asia/Bombay2'] }, /Asia\/Bombay2/],
    ['with a zone row without zones', { zonePrefixes: [{ prefixes: ['919'], zones: [], ...source }] }, /^zonePrefixes/],
    [
      'with a zone prefix twice',
      { zonePrefixes: [{ prefixes: ['919', '919'], zones: ['Asia/Kolkata'], ...source }] },
      /prefix twice: 919/,
    ],
    ['with quiet hours that never are', { quietHours: [{ ...quiet, to: '21:00' }] }, /^quietHours/],
    ['with quiet hours at no hour', { quietHours: [{ ...quiet, to: '10' }] }, /^quietHours/],
    ['with quiet hours for no class', { quietHours: [{ ...quiet, messageClasses: [] }] }, /^quietHours.*class/],
    ['with quiet hours on a strange channel', { quietHours: [{ ...quiet, channels: ['FAX'] }] }, /FAX/],
    ['with quiet hours on a strange day', { quietHours: [{ ...quiet, dayTypes: ['BLUE_MONDAY'] }] }, /BLUE_MONDAY/],
    ['without defaults', { defaults: [] }, /^defaults: no row .* PROMOTIONAL/],
    ['with defaults that end', { defaults: [{ ...open, until: '2030-01-01' }] }, /^defaults: no row/],
    ['with defaults for one channel only', { defaults: [{ ...open, channels: ['SMS'] }] }, /^defaults: no row/],
    ['with defaults for one class only', { defaults: [{ ...open, messageClasses: ['PROMOTIONAL'] }] }, /SERVICE/],
    ['with a default for a strange category', { defaults: [{ ...open, categories: ['SPORT'] }, open] }, /SPORT/],
    [
      'with a default that ends before it begins',
      { defaults: [{ ...open, from: '2027-01-01', until: '2026-01-01' }, open] },
      /not a span of days/,
    ],
    ['with a clock at zero', { clocks: { ...inPolicy.clocks, codeLifetimeSec: 0 } }, /^clocks\.codeLifetimeSec/],
    ['with a clock of parts of seconds', { clocks: { ...inPolicy.clocks, checkValidForSec: 0.5 } }, /checkValidForSec/],
    ['that shows single persons', { statistics: { ...inPolicy.statistics, minimumCellSize: 1 } }, /minimumCellSize/],
    ['with parts of persons', { statistics: { ...inPolicy.statistics, minimumCellSize: 9.5 } }, /minimumCellSize/],
    ['with a line that names no source', { defaults: [{ ...open, source: '' }] }, /^defaults\[0\]: names no source/],
  ])('%s', (_, broken, fault) => {
    expect(policyFaults({ ...inPolicy, ...broken }).join('\n')).toMatch(new RegExp(fault.source, 'm'));
  });
});

/** 5 U.S.C. 6103(a), and (b) for days in lieu, reckoned anew. */
function federalHolidays(year: number): readonly string[] {
  const weekday = (date: Date) => date.getUTCDay();
  const nth = (month: number, day: number, count: number) => {
    const first = new Date(Date.UTC(year, month - 1, 1));
    return new Date(Date.UTC(year, month - 1, 1 + ((day - weekday(first) + 7) % 7) + (count - 1) * 7));
  };
  const lastMonday = new Date(Date.UTC(year, 5, 0));
  lastMonday.setUTCDate(lastMonday.getUTCDate() - ((weekday(lastMonday) + 6) % 7));
  const moving = [nth(1, 1, 3), nth(2, 1, 3), lastMonday, nth(9, 1, 1), nth(10, 1, 2), nth(11, 4, 4)];
  const fixed = ['01-01', '06-19', '07-04', '11-11', '12-25'].map((day) => new Date(`${year}-${day}T00:00:00Z`));
  const inLieu = fixed.flatMap((date) => {
    const shift = { 6: -1, 0: 1 }[weekday(date)];
    return shift === undefined ? [] : [new Date(date.getTime() + shift * 86_400_000)];
  });
  return [...moving, ...fixed, ...inLieu].map((date) => date.toISOString().slice(0, 10));
}
