import type { WayIn } from '../../../src/core/change.ts';
import type { NumberState } from '../../../src/core/number-record.ts';
import { cnPolicy } from '../../../src/core/policies/cn.ts';
import type { Policy } from '../../../src/core/policy.ts';
import { canonicalPreferences, noPreferences, type Preferences, refuseAll } from '../../../src/core/preferences.ts';
import { axesOf, type ChangeKind, type consentEnds } from '../../../src/core/statistics/cube-axes.ts';
import { FigureTable } from '../../../src/core/statistics/figure-table.ts';
import type { MeasureId } from '../../../src/core/statistics/measures.ts';
import { isRegistered, NumbersCensus } from '../../../src/core/statistics/numbers-census.ts';
import { daysOf, periodAfter, periodOf } from '../../../src/core/statistics/period.ts';
import type { Period } from '../../../src/core/statistics/release.ts';
import { randomNumbers } from './random-numbers.ts';

/** The law of a small country: as China's, with little to choose from. */
export const smallPolicy: Policy = {
  ...cnPolicy,
  categories: cnPolicy.categories.slice(0, 2),
  channels: cnPolicy.channels.slice(0, 2),
  bands: cnPolicy.bands.slice(0, 3),
  dayTypes: cnPolicy.dayTypes.slice(0, 2),
};

/** Everything that was counted of a month, nothing suppressed. */
export interface MadeMonth {
  readonly period: Period;
  readonly counted: readonly FigureTable[];
}

export interface MadeMonthsOptions {
  readonly seed: number;
  /** Persons by region. */
  readonly persons: Readonly<Record<string, number>>;
  readonly months: number;
  readonly first?: string;
}

interface Consent {
  readonly category: string | undefined;
  readonly channel: string | undefined;
  readonly runsOut: boolean;
}

interface Person {
  readonly region: string;
  preferences: Preferences;
  consents: Consent[];
}

/** The months of a generated country, as they would be counted: the same for the same options. */
export function madeMonths({ seed, persons, months, first = '2026-10' }: MadeMonthsOptions): readonly MadeMonth[] {
  const chance = randomNumbers(seed);
  const population = Object.entries(persons).flatMap(([region, count]) =>
    Array.from({ length: count }, (): Person => ({ region, preferences: noPreferences, consents: [] })),
  );
  const made: MadeMonth[] = [];
  let period = periodOf(first) as Period;
  for (let month = 0; month < months; month += 1) {
    made.push({ period, counted: monthOfLife(population, period, month === 0, chance, Object.keys(persons)) });
    period = periodAfter(period);
  }
  return made;
}

function monthOfLife(
  population: readonly Person[],
  period: Period,
  isFirst: boolean,
  chance: () => number,
  region: readonly string[],
): readonly FigureTable[] {
  const newTable = (measure: MeasureId) => new FigureTable(measure, axesOf(measure, smallPolicy, period, { region }));
  const changes = newTable('CHANGES');
  const waysIn = newTable('CHANGES_BY_WAY_IN');
  const byDay = newTable('CHANGES_BY_DAY');
  const ofConsents = newTable('CONSENT_CHANGES');
  const days = daysOf(period);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(chance() * from.length)] as T;
  const entry = (person: Person, kind: ChangeKind, wayIn: WayIn) => {
    changes.add([person.region, kind], 1);
    waysIn.add([person.region, wayIn], 1);
    byDay.add([pick(days)], 1);
  };
  const end = (person: Person, how: (typeof consentEnds)[number], which: (consent: Consent) => boolean) => {
    const ended = person.consents.filter(which);
    person.consents = person.consents.filter((consent) => !which(consent));
    ofConsents.add([person.region, how], ended.length);
  };
  for (const person of population) {
    if (isFirst && chance() < 0.4) {
      person.preferences = chance() < 0.8 ? refuseAll : madePreferences(chance);
      entry(person, 'IMPORTED', 'IMPORT');
    }
    if (chance() < (isFirst ? 0.2 : 0.06)) {
      person.preferences = chance() < 0.3 ? refuseAll : madePreferences(chance);
      entry(person, 'PREFERENCES_SET', pick(['WEB', 'WEB', 'SMS', 'API'] as const));
      if (person.preferences.base === 'REFUSE_ALL') end(person, 'ENDED', () => true);
    }
    if (chance() < 0.06) {
      const category = chance() < 0.5 ? undefined : pick(smallPolicy.categories).id;
      const channel = chance() < 0.5 ? undefined : pick(smallPolicy.channels).id;
      person.consents.push({ category, channel, runsOut: chance() < 0.5 });
      entry(person, 'CONSENT_REQUESTED', 'API');
      entry(person, 'CONSENT_GIVEN', 'WEB');
      ofConsents.add([person.region, 'GIVEN'], 1);
    } else if (person.consents.length > 0 && chance() < 0.2) {
      entry(person, 'CONSENT_WITHDRAWN', 'SMS');
      end(person, 'WITHDRAWN', (consent) => consent === person.consents[0]);
    } else if (chance() < 0.01) {
      entry(person, 'CONSENT_WITHDRAWN', 'WEB');
    }
    if (chance() < 0.02) entry(person, 'SENDER_REFUSED', 'WEB');
    if (chance() < 0.1) end(person, 'EXPIRED', ({ runsOut }) => runsOut);
  }
  const inForce = newTable('CONSENTS_IN_FORCE');
  for (const { region: at, consents } of population) {
    for (const { category, channel } of consents) {
      for (const one of smallPolicy.categories.filter(({ id }) => category === undefined || category === id)) {
        for (const other of smallPolicy.channels.filter(({ id }) => channel === undefined || channel === id)) {
          inForce.add([at, one.id, other.id], 1);
        }
      }
    }
  }
  return [...censusOf(population, period, region), inForce, ofConsents, changes, waysIn, byDay];
}

function censusOf(population: readonly Person[], period: Period, region: readonly string[]): readonly FigureTable[] {
  const census = new NumbersCensus(smallPolicy, period, { region });
  for (const at of region) {
    const states = population
      .filter((person) => person.region === at)
      .map(({ preferences }): NumberState => ({ preferences, service: 'IN_SERVICE', hasDetail: false }))
      .filter(isRegistered);
    census.addRegion(
      at,
      states.map((state) => [state, 1]),
    );
  }
  return census.tables();
}

/** Most refuse a thing or two, few allow any. */
function madePreferences(chance: () => number): Preferences {
  const categories: Record<string, 'REFUSE' | 'ALLOW'> = {};
  const { categories: all, bands, dayTypes } = smallPolicy;
  const base = chance() < 0.15 ? 'REFUSE_EXCEPT' : 'LAW';
  for (const { id } of all) {
    if (chance() < 0.35) categories[id] = base === 'LAW' && chance() < 0.85 ? 'REFUSE' : 'ALLOW';
  }
  const channels = chance() < 0.2 ? ({ SMS: 'REFUSE' } as const) : {};
  const refusedBands = bands.filter(() => chance() < 0.2).map(({ id }) => id);
  const refusedDayTypes = dayTypes.filter(() => chance() < 0.2).map(({ id }) => id);
  return canonicalPreferences({ base, categories, channels, cells: [], refusedBands, refusedDayTypes });
}
