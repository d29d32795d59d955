import type { WayIn } from '../../../src/core/change.ts';
import { noPreferences, type Preferences, refuseAll } from '../../../src/core/preferences.ts';
import { axesOf, type ChangeKind, type consentEnds } from '../../../src/core/statistics/cube-axes.ts';
import { FigureTable } from '../../../src/core/statistics/figure-table.ts';
import type { MeasureId } from '../../../src/core/statistics/measures.ts';
import { NumbersCensus } from '../../../src/core/statistics/numbers-census.ts';
import { daysOf, periodAfter, periodOf } from '../../../src/core/statistics/period.ts';
import type { Period } from '../../../src/core/statistics/release.ts';
import { type MadeMonth, smallPolicy } from './made-months.ts';
import { randomNumbers } from './random-numbers.ts';

/** What a month is like in a region; in the first everybody comes by a list. */
const lives = ['QUIET', 'IDLE', 'DEAD', 'BUSY', 'USUAL', 'USUAL', 'FEW', 'EXODUS'] as const;
type Life = (typeof lives)[number] | 'BEGUN';

const changeRates: Partial<Record<Life, number>> = { BEGUN: 0.05, BUSY: 0.2, USUAL: 0.05, FEW: 0.02 };

export interface RestlessOptions {
  readonly seed: number;
  readonly persons: Readonly<Record<string, number>>;
  readonly months: number;
  /** Of those who choose anything; the others refuse one category, or allow it. */
  readonly refuseAllShare: number;
}

interface Person {
  readonly region: string;
  preferences: Preferences;
  isInService: boolean;
  consents: { readonly category: string | undefined; readonly runsOut: boolean }[];
}

/** A country whose regions change wholly, hardly or not at all from one month to the next: the same for the same options. */
export function restlessMonths({ seed, persons, months, refuseAllShare }: RestlessOptions): readonly MadeMonth[] {
  const chance = randomNumbers(seed);
  const regions = Object.keys(persons);
  const population = Object.entries(persons).flatMap(([region, count]) =>
    Array.from({ length: count }, (): Person => {
      return { region, preferences: noPreferences, isInService: true, consents: [] };
    }),
  );
  const made: MadeMonth[] = [];
  let period = periodOf('2026-10') as Period;
  for (let month = 0; month < months; month += 1, period = periodAfter(period)) {
    const lifeOf = () => lives[Math.floor(chance() * lives.length)] ?? 'QUIET';
    const life = new Map(regions.map((region): [string, Life] => [region, month === 0 ? 'BEGUN' : lifeOf()]));
    const counting = new MonthTables(period, regions, chance);
    for (const person of population) {
      liveOn(person, life.get(person.region) ?? 'QUIET', counting, chance, refuseAllShare);
    }
    made.push({ period, counted: [...censusOf(population, period, regions), ...counting.tables()] });
  }
  return made;
}

class MonthTables {
  readonly #tables: Readonly<Record<'changes' | 'ways' | 'days' | 'consents', FigureTable>>;
  readonly #days: readonly string[];
  readonly #chance: () => number;

  constructor(period: Period, region: readonly string[], chance: () => number) {
    const table = (id: MeasureId) => new FigureTable(id, axesOf(id, smallPolicy, period, { region }));
    const [changes, ways] = [table('CHANGES'), table('CHANGES_BY_WAY_IN')];
    this.#tables = { changes, ways, days: table('CHANGES_BY_DAY'), consents: table('CONSENT_CHANGES') };
    this.#days = daysOf(period);
    this.#chance = chance;
  }

  entry(region: string, kind: ChangeKind, wayIn: WayIn): void {
    this.#tables.changes.add([region, kind], 1);
    this.#tables.ways.add([region, wayIn], 1);
    this.#tables.days.add([this.#days[Math.floor(this.#chance() ** 2 * this.#days.length)] ?? ''], 1);
  }

  consents(region: string, change: (typeof consentEnds)[number], count: number): void {
    this.#tables.consents.add([region, change], count);
  }

  tables(): readonly FigureTable[] {
    const { consents, changes, ways, days } = this.#tables;
    return [consents, changes, ways, days];
  }
}

function liveOn(person: Person, life: Life, counting: MonthTables, chance: () => number, refuseAllShare: number): void {
  const { region } = person;
  const rate = changeRates[life] ?? 0;
  const end = (how: (typeof consentEnds)[number], which: (consent: Person['consents'][number]) => boolean) => {
    counting.consents(region, how, person.consents.filter(which).length);
    person.consents = person.consents.filter((consent) => !which(consent));
  };
  if (life === 'BEGUN' && chance() < 0.7) {
    person.preferences = madePreferences(chance, refuseAllShare);
    counting.entry(region, 'IMPORTED', 'IMPORT');
  }
  if (chance() < rate) {
    person.preferences = chance() < 0.1 ? noPreferences : madePreferences(chance, refuseAllShare);
    counting.entry(region, 'PREFERENCES_SET', (['WEB', 'SMS', 'API'] as const)[Math.floor(chance() * 3)] ?? 'WEB');
    if (person.preferences.base === 'REFUSE_ALL') end('ENDED', () => true);
  }
  if (chance() < rate) {
    person.consents.push({ category: chance() < 0.5 ? undefined : 'FIN_CREDIT', runsOut: chance() < 0.5 });
    counting.entry(region, 'CONSENT_REQUESTED', 'API');
    counting.entry(region, 'CONSENT_GIVEN', 'WEB');
    counting.consents(region, 'GIVEN', 1);
  }
  if (life === 'QUIET') return;
  if (person.consents.length > 0 && chance() < 0.1) {
    counting.entry(region, 'CONSENT_WITHDRAWN', 'SMS');
    end('WITHDRAWN', (consent) => consent === person.consents[0]);
  }
  if (chance() < 0.1) end('EXPIRED', ({ runsOut }) => runsOut);
  if (life === 'IDLE' && chance() < 0.3) counting.entry(region, 'SENDER_REFUSED', 'WEB');
  // Carriers report numbers that nobody registered, too.
  const leaves = life === 'DEAD' ? person.preferences === noPreferences : life === 'EXODUS' && person.isInService;
  if (leaves && chance() < 0.6) {
    person.isInService = false;
    counting.entry(region, 'NUMBER_DISCONNECTED', 'API');
    end('ENDED', () => true);
  } else if (!person.isInService && chance() < 0.3) {
    person.isInService = true;
    counting.entry(region, 'NUMBER_RECLAIMED', 'API');
  }
}

function madePreferences(chance: () => number, refuseAllShare: number): Preferences {
  if (chance() < refuseAllShare) return refuseAll;
  const [first = '', second = ''] = smallPolicy.categories.map(({ id }) => id);
  const category = chance() < 0.6 ? first : second;
  const base = chance() < 0.15 ? 'REFUSE_EXCEPT' : 'LAW';
  const bands = smallPolicy.bands.filter(() => chance() < 0.15).map(({ id }) => id);
  const choice = base === 'LAW' && chance() < 0.8 ? 'REFUSE' : 'ALLOW';
  return { ...noPreferences, base, categories: { [category]: choice }, refusedBands: bands };
}

function censusOf(population: readonly Person[], period: Period, region: readonly string[]): readonly FigureTable[] {
  const census = new NumbersCensus(smallPolicy, period, { region });
  const inForce = new FigureTable('CONSENTS_IN_FORCE', axesOf('CONSENTS_IN_FORCE', smallPolicy, period, { region }));
  for (const at of region) {
    const own = population.filter((person) => person.region === at);
    census.addRegion(
      at,
      own.map(({ preferences, isInService }) => {
        return [
          { preferences, service: isInService ? 'IN_SERVICE' : 'QUARANTINED', hasDetail: false } as const,
          1,
        ] as const;
      }),
    );
    for (const { category } of own.flatMap(({ consents }) => consents)) {
      for (const one of smallPolicy.categories.filter(({ id }) => category === undefined || category === id)) {
        for (const { id } of smallPolicy.channels) inForce.add([at, one.id, id], 1);
      }
    }
  }
  return [...census.tables(), inForce];
}
