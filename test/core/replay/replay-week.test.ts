import { expect, test } from 'vitest';
import { zonesOf } from '../../../src/core/numbering-plan.ts';
import { esPolicy } from '../../../src/core/policies/es.ts';
import { inPolicy } from '../../../src/core/policies/in.ts';
import { usPolicy } from '../../../src/core/policies/us.ts';
import type { Policy } from '../../../src/core/policy.ts';
import { numbersOfRegions } from '../../../src/core/replay/region-numbers.ts';
import { replayDays, replayTimes } from '../../../src/core/replay/replay-week.ts';
import { dayMs } from '../../../src/core/time.ts';

const source = { source: 'made up', confirmed: false };
const withHoliday = (policy: Policy, ...dates: readonly string[]): Policy => ({
  ...policy,
  holidays: dates.map((date) => ({ date, name: 'Made up', ...source })),
});

test.for<[string, readonly string[], readonly string[], string, readonly string[]]>([
  ['the next Monday where nothing is in the way', [], [], '2026-11-23', []],
  ['a week later, for a holiday in the week', ['2026-11-25'], [], '2026-11-30', ['2026-11-25']],
  ['a week later, for a holiday on the Sunday before', ['2026-11-22'], ['2026-11-22'], '2026-11-30', ['2026-11-22']],
  [
    'a holiday of both, and one of a single one',
    ['2027-01-01', '2027-01-06'],
    ['2027-01-06'],
    '2026-11-23',
    ['2027-01-01', '2027-01-06'],
  ],
])('the days compared: %s', ([, present, proposed, monday, holidays]) => {
  const policies = [withHoliday(inPolicy, ...present), withHoliday(inPolicy, ...proposed)];
  expect(replayDays(policies, '2026-11-22')).toEqual({ monday, holidays });
});

test('where every day of the year is a holiday the first whole week is taken', () => {
  const days = Array.from({ length: 500 }, (_, day) =>
    new Date(Date.UTC(2026, 10, 1) + day * dayMs).toISOString().slice(0, 10),
  );
  const all = withHoliday(inPolicy, ...days);
  expect(replayDays([all, all], '2026-11-22')).toEqual({ monday: '2026-11-23', holidays: ['2026-11-22'] });
});

test('days begin where the number is', () => {
  const days = { monday: '2026-11-23', holidays: ['2026-11-26'] };
  const newYork = [...numbersOfRegions(usPolicy, ['UNKNOWN']).values()][0]!;
  for (const [policy, number] of [
    [usPolicy, newYork],
    [inPolicy, 919_800_000_000],
  ] as const) {
    const { week, holidays } = replayTimes(policy, number as typeof newYork, days);
    expect(week.until - week.from).toBe(7 * dayMs);
    expect(holidays[0]!.from - week.from).toBe(3 * dayMs);
  }
});

test('a region of which no prefix is known has a number in the country’s own zones', () => {
  for (const policy of [esPolicy, inPolicy]) {
    const number = numbersOfRegions(policy, ['NOWHERE']).get('NOWHERE')!;
    expect(zonesOf(policy, number)).toEqual(policy.defaultZones);
  }
});

test.for<[string, Policy, readonly (readonly [string, string])[]]>([
  [
    'ES',
    esPolicy,
    [
      ['ES-M', 'Europe/Madrid'],
      ['ES-TF', 'Atlantic/Canary'],
      ['ES-GC', 'Atlantic/Canary'],
      ['UNKNOWN', 'Europe/Madrid Atlantic/Canary'],
    ],
  ],
  [
    'US',
    usPolicy,
    [
      ['US-NY', 'America/New_York'],
      ['US-CA', 'America/Los_Angeles'],
      ['US-HI', 'Pacific/Honolulu'],
    ],
  ],
])('a region’s number lies in the region’s zones: %s', ([, policy, zones]) => {
  const numbers = numbersOfRegions(
    policy,
    zones.map(([region]) => region),
  );
  expect([...numbers].map(([region, number]) => [region, zonesOf(policy, number).join(' ')])).toEqual(zones);
});
