import type { PhoneNumber } from '../../../../src/core/phone-number.ts';
import type { Policy } from '../../../../src/core/policy.ts';
import { noPreferences, type Preferences, refuseAll } from '../../../../src/core/preferences.ts';
import type { Registry } from '../../../../src/registry/registry.ts';
import { chineseNumber } from '../../memory-registry.ts';

/** What the holders of a made-up country chose, and how many they are. */
export const choices: readonly (readonly [Preferences, number])[] = [
  [refuseAll, 400],
  [{ ...noPreferences, categories: { FIN_CREDIT: 'REFUSE' } }, 1_234],
  [{ ...noPreferences, categories: { FIN_CREDIT: 'ALLOW' } }, 56],
  [{ ...noPreferences, refusedDayTypes: ['SUN'] }, 7],
];

/** Has the counters say that so many numbers of no known region stand so. */
export async function countNumbers({ store, now }: Registry, counted = choices): Promise<void> {
  for (const [place, [preferences, numbers]] of counted.entries()) {
    const number = chineseNumber(place + 1) as PhoneNumber;
    const { follows } = store.number(number);
    const event = { kind: 'PREFERENCES_SET', preferences } as const;
    const common = { at: now(), actor: 'subscriber', wayIn: 'API', proof: 'OTP' } as const;
    await store.append([{ ...common, number, follows, event }]);
    const changed = store.tail(store.head() - 1, 1)?.numbers[0];
    const key = `NUMBERS/UNKNOWN/${changed?.state}`;
    const known = store.counts(key, 10).find((one) => one.key === key)?.count ?? 0;
    await store.addCounts([{ key, count: numbers - known }]);
  }
}

/** Calls, which the law leaves open, only with consent. */
export function closedPolicy(present: Policy): Policy {
  const defaults = present.defaults.map((row) =>
    row.channels?.includes('VOICE') === true ? ({ ...row, decision: 'BLOCK' } as const) : row,
  );
  return { ...present, id: `${present.jurisdiction}-2027.1`, defaults };
}
