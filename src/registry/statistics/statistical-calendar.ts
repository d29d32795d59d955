import { localDate, startOfLocalDate } from '../../core/local-time.ts';
import { blockOf, type PhoneNumber } from '../../core/phone-number.ts';
import type { Policy, ZoneId } from '../../core/policy.ts';
import { statisticalZone } from '../../core/regions/regions.ts';
import { monthOf } from '../../core/statistics/period.ts';
import type { Period } from '../../core/statistics/release.ts';
import { type EpochMs, hourMs } from '../../core/time.ts';
import type { Store } from '../../storage/store.ts';

/** By the clock of the country: so long after its end a month is counted, and what came late is in. */
const graceMs = hourMs;

const entriesPerLook = 100;

/** The zone by whose days the policy's country counts. */
export function zoneOfCountry({ plan, countryCallingCode }: Policy): ZoneId {
  const { prefixes: [prefix = countryCallingCode] = [], digits: [digits = 15] = [] } = plan[0] ?? {};
  return statisticalZone(blockOf(Number(prefix.padEnd(digits, '0')) as PhoneNumber));
}

/** When a period is over. */
export function endOf(policy: Policy, { until }: Period): EpochMs {
  const end = startOfLocalDate(zoneOfCountry(policy), until);
  if (end === undefined) throw new Error(`${until} is no day`);
  return end;
}

/** When a period may be counted. */
export function countableFrom(policy: Policy, period: Period): EpochMs {
  return endOf(policy, period) + graceMs;
}

/** The month of the log's first entry; undefined while there is none. What was erased had no time left. */
export function firstMonth(policy: Policy, store: Pick<Store, 'entries'>): Period | undefined {
  for (let after = 0; ; ) {
    const page = store.entries(after, entriesPerLook);
    for (const entry of page) if ('at' in entry) return monthOf(localDate(zoneOfCountry(policy), entry.at));
    const last = page.at(-1);
    if (last === undefined) return undefined;
    after = last.position;
  }
}
