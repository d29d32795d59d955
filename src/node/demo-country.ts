import { localDate } from '../core/local-time.ts';
import { inPlan } from '../core/numbering-plan.ts';
import { scopesOfRole } from '../core/organisation.ts';
import { formatPhoneNumber, type PhoneNumber } from '../core/phone-number.ts';
import { policies } from '../core/policies/policies.ts';
import type { Policy } from '../core/policy.ts';
import { noPreferences, type Preferences, refuseAll } from '../core/preferences.ts';
import { daysOf, monthOf, periodAfter } from '../core/statistics/period.ts';
import type { Period, PeriodId } from '../core/statistics/release.ts';
import { dayMs, hourMs } from '../core/time.ts';
import { giveConsent } from '../registry/consents/give-consent.ts';
import { lookUpBatch } from '../registry/lookups/look-up-batch.ts';
import { setPreferences } from '../registry/preferences/set-preferences.ts';
import type { Registry } from '../registry/registry.ts';
import { releaseDuePeriods } from '../registry/statistics/release-due-periods.ts';
import { countableFrom, zoneOfCountry } from '../registry/statistics/statistical-calendar.ts';
import { demoAsker, demoSender } from '../runtime/demo-names.ts';
import { demoBrand } from '../runtime/demo-organisations.ts';
import { operatorAtConsole } from '../runtime/operator-at-console.ts';
import { ensureDemo } from './demo.ts';
import { openRegistry } from './open-registry.ts';
import type { Settings } from './settings.ts';

/**
 * Makes a new demo registry in which made-up people chose, changed their minds and consented over some months, so that
 * there are figures to look at: by the verbs, under a clock that runs through those months, and released as every month
 * is. Numbers may be somebody's, but nothing is sent to them. `months` are whole ones, the last before the present.
 * Resolves to the periods released.
 */
export async function makeDemoCountry(
  settings: Settings,
  now: () => number,
  { numbers, months }: { readonly numbers: number; readonly months: number },
): Promise<readonly PeriodId[]> {
  const policy = policies[settings.policy] as Policy;
  const periods = monthsBefore(policy, now(), months);
  const clock = { at: dawnOf(periods[0]?.from ?? '') };
  const opened = await openRegistry(settings, () => clock.at, { use: 'SERVER' });
  try {
    await ensureDemo(opened);
    const chance = chances();
    const people = newPeople(policy, numbers, chance);
    const released: PeriodId[] = [];
    const days = periods.flatMap((period) => daysOf(period));
    for (const [at, day] of days.entries()) {
      clock.at = dawnOf(day) + 12 * hourMs;
      const joined = Math.floor((numbers * (at + 1)) / days.length);
      const before = Math.floor((numbers * at) / days.length);
      const again = people.slice(0, before).filter(() => chance() < changesPerDay);
      await live(opened.registry, [...people.slice(before, joined), ...again], chance);
      await ask(
        opened.registry,
        people.filter(() => chance() < askedPerDay),
        chance,
      );
      const over = periods.find((period) => daysOf(period).at(-1) === day);
      if (over === undefined) continue;
      clock.at = countableFrom(policy, over);
      released.push(...(await releaseDuePeriods(opened.registry, operatorAtConsole)));
    }
    return released;
  } finally {
    await opened.close();
  }
}

/** Of those who are registered. */
const changesPerDay = 0.005;
const askedPerDay = 0.02;
/** The store writes what comes together in one go. */
const together = 500;

function monthsBefore(policy: Policy, at: number, count: number): readonly Period[] {
  const present = monthOf(localDate(zoneOfCountry(policy), at));
  const first = new Date(`${present.from}T00:00:00Z`);
  first.setUTCMonth(first.getUTCMonth() - count);
  const periods: Period[] = [];
  for (let month = monthOf(first.toISOString()); month.from < present.from; month = periodAfter(month)) {
    periods.push(month);
  }
  return periods;
}

function dawnOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}

async function live(registry: Registry, people: readonly PhoneNumber[], chance: () => number): Promise<void> {
  for (let start = 0; start < people.length; start += together) {
    await Promise.all(people.slice(start, start + together).map((number) => act(registry, number, chance)));
  }
}

/** Somebody chooses, or lets the demo's brand through. */
async function act(registry: Registry, number: PhoneNumber, chance: () => number): Promise<void> {
  const wayIn = (['WEB', 'WEB', 'SMS', 'API'] as const)[Math.floor(chance() * 4)] ?? 'WEB';
  const actor = { kind: 'SUBSCRIBER', number, tenure: 1, wayIn, proof: 'OTP' } as const;
  const [consents, replace, lasts] = [chance() < 0.1, choicesOf(registry.policy, chance), 30 + chance() * 300];
  await setPreferences(registry, actor, { ifMatch: '*', replace });
  if (!consents) return;
  await giveConsent(registry, actor, { brand: demoBrand, expiresAt: registry.now() + Math.floor(lasts) * dayMs });
}

/** The demo's call centre asks about some of them, registered yet or not. */
async function ask(registry: Registry, numbers: readonly PhoneNumber[], chance: () => number): Promise<void> {
  if (numbers.length === 0) return;
  const { categories, channels } = registry.policy;
  const scopes = scopesOfRole.CALL_CENTRE;
  const asker = { kind: 'ORGANISATION', organisationId: demoAsker, role: 'CALL_CENTRE', scopes } as const;
  await lookUpBatch(registry, asker, {
    phoneNumbers: numbers.slice(0, together).map(formatPhoneNumber),
    category: categories[Math.floor(chance() * categories.length)]?.id ?? '',
    channel: channels[Math.floor(chance() * channels.length)]?.id ?? '',
    sender: demoSender,
    fieldOf: (at) => `phoneNumbers[${at}]`,
  });
  await registry.counts.flush();
}

function choicesOf(policy: Policy, chance: () => number): Preferences {
  if (chance() < 0.3) return refuseAll;
  const base = chance() < 0.2 ? 'REFUSE_EXCEPT' : 'LAW';
  const chosen = policy.categories.flatMap(({ id }, place) =>
    chance() < 0.6 / (1 + place / 4) ? [[id, chance() < 0.9 ? 'REFUSE' : 'ALLOW'] as const] : [],
  );
  const refusedBands = policy.bands.filter(() => chance() < 0.2).map(({ id }) => id);
  return { ...noPreferences, base, categories: Object.fromEntries(chosen), refusedBands };
}

/** Numbers all over the plan, many in few places: some regions are large, some so small that they are suppressed. */
function newPeople(policy: Policy, count: number, chance: () => number): readonly PhoneNumber[] {
  const people = new Set<PhoneNumber>();
  const places: string[] = [];
  const digits = (length: number) => String(Math.floor(chance() * 10 ** length)).padStart(length, '0');
  while (people.size < count) {
    const { prefixes = [], digits: [length = 0] = [] } = policy.plan[Math.floor(chance() * policy.plan.length)] ?? {};
    const prefix = prefixes[Math.floor(chance() * prefixes.length)] ?? '';
    if (length < prefix.length + 4) continue;
    if (places.length < 400) places.push(`${prefix}${digits(length - 4 - prefix.length)}`);
    const number = Number(`${places[Math.floor(places.length * chance() ** 3)]}${digits(4)}`) as PhoneNumber;
    if (inPlan(policy, number)) people.add(number);
  }
  return [...people];
}

/** The generator of Park and Miller: the same numbers from 0 to 1 every time. */
function chances(): () => number {
  let state = 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
