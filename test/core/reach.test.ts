import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decide } from '../../src/core/decide.ts';
import { dayNumber, offsetSpan, weekdayOf } from '../../src/core/local-time.ts';
import { zonesOf } from '../../src/core/numbering-plan.ts';
import type { PhoneNumber } from '../../src/core/phone-number.ts';
import { cnPolicy } from '../../src/core/policies/cn.ts';
import { esPolicy } from '../../src/core/policies/es.ts';
import { inPolicy } from '../../src/core/policies/in.ts';
import { policies } from '../../src/core/policies/policies.ts';
import type { MessageClass, Policy } from '../../src/core/policy.ts';
import { noPreferences, type Preferences } from '../../src/core/preferences.ts';
import { cellReach, type Reach, reachOf } from '../../src/core/reach.ts';
import { dayMs, type EpochMs, hourMs } from '../../src/core/time.ts';
import { anyPreferences } from './any-decision.ts';

const numbers: Readonly<Record<string, readonly number[]>> = {
  CN: [8613900000001],
  IN: [919800000001],
  ES: [34910000001, 34928000001, 34600000001],
  US: [12125550100, 18505550100, 19075550100],
};

/** Around holidays, weekends and changes of the clock. */
const mornings = ['2026-10-02', '2026-10-12', '2026-10-23', '2026-11-22', '2026-12-25', '2027-01-01'];
const hours = Array.from({ length: 74 }, (_, hour) => hour);

test.for(Object.values(policies))('$id: what is told of advertising is what is decided, at every hour', (policy) => {
  const any = fc.tuple(anyPreferences(policy), fc.constantFrom(...mornings), anyNumber(policy));
  fc.assert(
    fc.property(any, ([preferences, date, number]) => {
      const begin = Date.parse(`${date}T00:00:00Z`);
      const reach = reachOf(policy, preferences, begin / dayMs);
      for (const { id: channel } of policy.channels) {
        for (const { id: category } of policy.categories.slice(0, 4)) {
          const told = (at: EpochMs) => toldOf(policy, reach, number, category, channel, at);
          const isDecided = (at: EpochMs) => allowed(policy, preferences, number, category, channel, at, 'PROMOTIONAL');
          const wrong = hours.map((hour) => begin + hour * hourMs).find((at) => told(at) !== isDecided(at));
          expect(wrong, `${category} ${channel} ${new Date(wrong ?? 0).toISOString()}`).toBeUndefined();
        }
      }
    }),
    { numRuns: 60 },
  );
});

test.for(Object.values(policies))('$id: what is told of service messages is what is decided', (policy) => {
  fc.assert(
    fc.property(anyPreferences(policy), anyNumber(policy), (preferences, number) => {
      const begin = Date.parse('2026-11-20T00:00:00Z');
      const { service } = reachOf(policy, preferences, begin / dayMs);
      const answers = policy.channels.flatMap(({ id: channel }) =>
        policy.categories.flatMap(({ id: category }) =>
          hours.map((hour) =>
            allowed(policy, preferences, number, category, channel, begin + hour * hourMs, 'SERVICE'),
          ),
        ),
      );
      if (service === 'REFUSED') expect(answers).not.toContain(true);
      if (service === 'ALLOWED') expect(answers).not.toContain(false);
      if (service === 'AS_CHOSEN') expect(answers).toEqual(asChosen(policy, preferences, number, begin));
    }),
    { numRuns: 60 },
  );
});

test('China: calls by the law, no commercial texts', () => {
  const today = dayNumber('2026-11-22') ?? 0;
  const [calls, texts] = reachOf(cnPolicy, noPreferences, today).channels;
  expect(calls).toMatchObject({ channels: ['VOICE'], categories: { length: 11 } });
  expect(calls?.times).toEqual({ days: [{ weekdays: [1, 2, 3, 4, 5, 6, 7], spans: [{ from: 0, to: dayMs }] }] });
  expect(texts).toEqual({ channels: ['SMS'], categories: [], times: { days: [] } });
});

test('India: whoever refuses anything refuses service messages too', () => {
  const refusing: Preferences = { ...noPreferences, categories: { FINANCE: 'REFUSE' } };
  expect(reachOf(inPolicy, noPreferences, 20_000).service).toBe('ALLOWED');
  expect(reachOf(inPolicy, refusing, 20_000).service).toBe('REFUSED');
});

test('Spain: no calls on weekends and holidays, whatever is allowed', () => {
  const allowing: Preferences = { ...noPreferences, categories: { ENERGY: 'ALLOW' } };
  const [calls] = reachOf(esPolicy, allowing, dayNumber('2026-11-22') ?? 0).channels;
  expect(calls?.times).toEqual({
    days: [{ weekdays: [1, 2, 3, 4, 5], spans: [{ from: 9 * hourMs, to: 21 * hourMs }] }],
    holidays: [],
  });
});

/** What a reader takes from it: what he refuses here is refused, kind, way or hour, and nothing else is. */
function asChosen(policy: Policy, preferences: Preferences, number: PhoneNumber, begin: EpochMs): readonly boolean[] {
  const [category, channel] = [policy.categories[0]?.id ?? '', policy.channels[0]?.id ?? ''];
  const allowing: Preferences = {
    ...preferences,
    base: 'LAW',
    categories: { [category]: 'ALLOW' },
    channels: {},
    cells: [],
  };
  const isOpen = hours.map((hour) =>
    allowed(policy, allowing, number, category, channel, begin + hour * hourMs, 'SERVICE'),
  );
  return policy.channels.flatMap(({ id: by }) =>
    policy.categories.flatMap(({ id: kind }) => {
      const isRefused = cellReach(policy, preferences, kind, by, begin / dayMs) === 'REFUSED';
      return isOpen.map((open) => open && !isRefused);
    }),
  );
}

function anyNumber({ jurisdiction }: Policy): fc.Arbitrary<PhoneNumber> {
  return fc.constantFrom(...(numbers[jurisdiction] ?? [])).map((number) => number as PhoneNumber);
}

function allowed(
  policy: Policy,
  preferences: Preferences,
  number: PhoneNumber,
  category: string,
  channel: string,
  at: EpochMs,
  messageClass: MessageClass,
): boolean {
  const state = { preferences, service: 'IN_SERVICE', hasDetail: false } as const;
  const standing = { admittedClasses: [], sender: 'AUTHORISED', state } as const;
  return decide(policy, standing, { number, category, channel, messageClass, at }).decision === 'ALLOW';
}

/** What a reader takes from it: in all zones in which the number may lie. */
function toldOf(
  policy: Policy,
  { channels }: Reach,
  number: PhoneNumber,
  category: string,
  channel: string,
  at: EpochMs,
): boolean {
  const group = channels.find((one) => one.channels.includes(channel));
  if (group === undefined || !group.categories.includes(category)) return false;
  return zonesOf(policy, number).every((zone) => {
    const local = at + offsetSpan(zone, at).offsetMs;
    const day = Math.floor(local / dayMs);
    const time = local - day * dayMs;
    const covers = (spans: readonly { from: number; to: number }[]) =>
      spans.some(({ from, to }) => from <= time && time < to);
    const { days, holidays } = group.times;
    const ofDay = days.find(({ weekdays }) => weekdays.includes(weekdayOf(day)));
    const isHoliday = policy.holidays.some(({ date }) => dayNumber(date) === day);
    return ofDay !== undefined && covers(ofDay.spans) && (!isHoliday || holidays === undefined || covers(holidays));
  });
}
