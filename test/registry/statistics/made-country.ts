import type { NumberEvent, WayIn } from '../../../src/core/change.ts';
import { startOfLocalDate } from '../../../src/core/local-time.ts';
import type { PhoneNumber } from '../../../src/core/phone-number.ts';
import { canonicalPreferences, noPreferences, type Preferences, refuseAll } from '../../../src/core/preferences.ts';
import { isRegistered } from '../../../src/core/statistics/numbers-census.ts';
import { daysOf, periodAfter, periodOf } from '../../../src/core/statistics/period.ts';
import type { PeriodId } from '../../../src/core/statistics/release.ts';
import { hourMs } from '../../../src/core/time.ts';
import type { Registry } from '../../../src/registry/registry.ts';
import { releaseDuePeriods } from '../../../src/registry/statistics/release-due-periods.ts';
import { countableFrom, zoneOfCountry } from '../../../src/registry/statistics/statistical-calendar.ts';
import { randomNumbers } from '../../core/statistics/random-numbers.ts';
import { type MemoryRegistry, memoryRegistry, operatorAtConsole } from '../memory-registry.ts';

export interface MadeCountryOptions {
  readonly seed?: number;
  /** So many persons there are, by the first digits of their numbers: one region each. */
  readonly persons?: Readonly<Record<string, number>>;
  readonly first?: PeriodId;
  readonly months?: number;
  /** Share of the persons who do something in a month. */
  readonly activity?: number;
  /** Absent: each month is released when it is over, and the quarters. */
  readonly unreleased?: true;
}

export interface MadeCountry extends MemoryRegistry {
  /** Every number of a person. */
  readonly numbers: readonly PhoneNumber[];
}

/** Beijing, Guangdong, Shanghai, Hubei, Shaanxi: by the area codes of fixed lines, eight digits follow. */
export const someRegions: Readonly<Record<string, number>> = {
  '8610': 400,
  '8620': 250,
  '8621': 150,
  '8627': 60,
  '8629': 12,
};

/**
 * A registry whose numbers chose, changed their minds and gave consents over some months, the same for the same
 * options; its clock stands an hour after the last of them, and what was due is released.
 */
export async function madeCountry(options: MadeCountryOptions = {}): Promise<MadeCountry> {
  const { seed = 1, persons = someRegions, first = '2026-10', months = 3, activity = 0.3, unreleased } = options;
  const chance = randomNumbers(seed);
  const month = periodOf(first);
  if (month?.kind !== 'MONTH') throw new Error(`${first} is no month`);
  const clock = { at: 0 };
  const numbers = Object.entries(persons).flatMap(([prefix, count]) =>
    Array.from({ length: count }, (_, place) => (Number(prefix) * 10 ** 8 + 60_000_000 + place * 7) as PhoneNumber),
  );
  let memory: MemoryRegistry | undefined;
  for (let [period, left] = [month, months]; left > 0; left -= 1, period = periodAfter(period)) {
    for (const day of daysOf(period)) {
      memory ??= await startedRegistry(clock, day);
      const { registry } = memory;
      clock.at = (startOfLocalDate(zoneOfCountry(registry.policy), day) ?? 0) + 12 * hourMs;
      const acting = numbers.filter(() => chance() < activity / daysOf(period).length);
      await live(registry, acting, chance);
    }
    if (memory === undefined) continue;
    clock.at = countableFrom(memory.registry.policy, period);
    if (unreleased !== true) await releaseDuePeriods(memory.registry, operatorAtConsole);
  }
  if (memory === undefined) throw new Error('no months');
  return { ...memory, numbers };
}

async function startedRegistry(clock: { at: number }, day: string): Promise<MemoryRegistry> {
  clock.at = Date.parse(`${day}T04:00:00Z`);
  return memoryRegistry({ clock });
}

/** One day: one entry for each of the numbers, as its record allows. */
async function live(registry: Registry, acting: readonly PhoneNumber[], chance: () => number): Promise<void> {
  const { store, now } = registry;
  const pick = <T>(from: readonly T[]): T => from[Math.floor(chance() * from.length)] as T;
  const changes = acting.map((number) => {
    const { record, follows } = store.number(number);
    const isNew = !isRegistered(record.state);
    const event = isNew || chance() < 0.5 ? preferencesSet(registry, chance) : consentEvent(registry, chance);
    const wayIn = pick(['WEB', 'WEB', 'SMS', 'API'] satisfies WayIn[]);
    return { number, follows, at: now(), actor: 'subscriber', wayIn, proof: 'OTP', event } as const;
  });
  await store.append(changes);
}

function preferencesSet({ policy }: Registry, chance: () => number): NumberEvent {
  if (chance() < 0.4) return { kind: 'PREFERENCES_SET', preferences: refuseAll };
  const categories: Record<string, 'REFUSE' | 'ALLOW'> = {};
  for (const { id } of policy.categories) if (chance() < 0.3) categories[id] = chance() < 0.9 ? 'REFUSE' : 'ALLOW';
  const refusedBands = policy.bands.filter(() => chance() < 0.1).map(({ id }) => id);
  const base = chance() < 0.1 ? 'REFUSE_EXCEPT' : 'LAW';
  const preferences: Preferences = canonicalPreferences({ ...noPreferences, base, categories, refusedBands });
  return { kind: 'PREFERENCES_SET', preferences };
}

function consentEvent({ policy, now }: Registry, chance: () => number): NumberEvent {
  const brand = `brand-${Math.floor(chance() * 3)}`;
  if (chance() < 0.2) return { kind: 'CONSENT_WITHDRAWN', brand };
  const category = policy.categories[Math.floor(chance() * policy.categories.length)];
  const scope = category === undefined || chance() < 0.4 ? {} : { categories: [category.id] };
  const expiresAt = chance() < 0.4 ? { expiresAt: now() + Math.ceil(chance() * 90) * 24 * hourMs } : {};
  return { kind: 'CONSENT_GIVEN', brand, scope, ...expiresAt };
}
