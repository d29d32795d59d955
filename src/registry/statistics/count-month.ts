import type { Position } from '../../core/change.ts';
import type { NumberState } from '../../core/number-record.ts';
import type { LocalDate } from '../../core/policy.ts';
import { type RegionId, regionsOf, unknownRegion } from '../../core/regions/regions.ts';
import { axesOf, choosingKinds } from '../../core/statistics/cube-axes.ts';
import { FigureTable } from '../../core/statistics/figure-table.ts';
import { NumbersCensus } from '../../core/statistics/numbers-census.ts';
import { daysOf } from '../../core/statistics/period.ts';
import { all, type Period } from '../../core/statistics/release.ts';
import type { EpochMs } from '../../core/time.ts';
import { nextTurn } from '../../lookup/next-turn.ts';
import type { Registry } from '../registry.ts';
import { countUse, talliesMax } from './count-use.ts';

export interface CountedMonth {
  /** Of the log's last entry that is counted in. */
  readonly position: Position;
  readonly countedAt: EpochMs;
  /** Of what stands only where it was asked for. */
  readonly tables: readonly FigureTable[];
}

type CountingRegistry = Pick<Registry, 'store' | 'policy' | 'now'>;
type Tallies = readonly { readonly key: string; readonly count: number }[];

/** Some milliseconds in a country of 40 categories and channels. */
const statesPerTurn = 200;

/**
 * The tables of a month: what happened in it, and what stands now. What stands is read at one moment, which costs some
 * 2 µs a counter; the rest is counted a region or a day at a time, and the event loop is given its turn in between.
 */
export async function countMonth(
  registry: CountingRegistry,
  period: Period,
  { standing }: { readonly standing: boolean },
): Promise<CountedMonth> {
  const { store, policy, now } = registry;
  const regions = new Set(regionsOf(policy.countryCallingCode).map(({ id }) => id));
  // Numbering data changes: a region that it has no more is nobody's.
  const known = (region = ''): RegionId => (regions.has(region) ? region : unknownRegion);
  const { position, countedAt, numbers, consents } = store.snapshot(() => ({
    position: store.head(),
    countedAt: now(),
    numbers: standing ? store.counts('NUMBERS/', talliesMax) : [],
    consents: store.counts('CONSENTS/', talliesMax),
  }));
  const tables: FigureTable[] = [];
  if (standing) {
    const census = new NumbersCensus(policy, period);
    for (const [region, states] of byRegion(registry, numbers, known)) {
      for (let at = 0; at < states.length; at += statesPerTurn) {
        census.addRegion(region, states.slice(at, at + statesPerTurn));
        await nextTurn();
      }
    }
    tables.push(...census.tables(), inForce(registry, period, consents, known));
    await nextTurn();
  }
  tables.push(...(await changesTables(registry, period, consents, known)), ...(await countUse(registry, period)));
  return { position, countedAt, tables };
}

function byRegion(
  { store }: CountingRegistry,
  numbers: Tallies,
  known: (region?: string) => RegionId,
): ReadonlyMap<RegionId, readonly (readonly [NumberState, number])[]> {
  const states = new Map<string, NumberState>();
  const regions = new Map<RegionId, (readonly [NumberState, number])[]>();
  for (const { key, count } of numbers) {
    const [, region, stateId = ''] = key.split('/');
    const state = states.get(stateId) ?? store.state(Number(stateId));
    states.set(stateId, state);
    const own = regions.get(known(region)) ?? [];
    own.push([state, count]);
    regions.set(known(region), own);
  }
  return regions;
}

/** Those whose last day is not over when the period is. */
function inForce(
  { policy }: CountingRegistry,
  period: Period,
  consents: Tallies,
  known: (region?: string) => RegionId,
): FigureTable {
  const table = new FigureTable('CONSENTS_IN_FORCE', axesOf('CONSENTS_IN_FORCE', policy, period));
  const covered = (ids: string, rows: readonly { readonly id: string }[]) =>
    ids === '*' ? rows.map(({ id }) => id) : ids.split('+');
  for (const { key, count } of consents) {
    const [, region, lastDay = '', scope = ''] = key.split('/');
    if (lastDay !== 'NEVER' && lastDay < period.until) continue;
    const [categories = '', channels = ''] = scope.split(':');
    for (const category of covered(categories, policy.categories)) {
      for (const channel of covered(channels, policy.channels)) table.add([known(region), category, channel], count);
    }
  }
  return table;
}

async function changesTables(
  { store, policy }: CountingRegistry,
  period: Period,
  consents: Tallies,
  known: (region?: string) => RegionId,
): Promise<readonly FigureTable[]> {
  const changes = new FigureTable('CHANGES', axesOf('CHANGES', policy, period));
  const waysIn = new FigureTable('CHANGES_BY_WAY_IN', axesOf('CHANGES_BY_WAY_IN', policy, period));
  const days = new FigureTable('CHANGES_BY_DAY', axesOf('CHANGES_BY_DAY', policy, period));
  const ofConsents = new FigureTable('CONSENT_CHANGES', axesOf('CONSENT_CHANGES', policy, period));
  for (const { key, count } of consents) {
    const [, region, lastDay = ''] = key.split('/');
    const ranOut = lastDay >= period.from && lastDay < period.until;
    if (ranOut) ofConsents.add([known(region), 'EXPIRED'], count);
  }
  for (const day of daysOf(period)) {
    for (const { key, count } of store.counts(`CHANGES/${day}/`, talliesMax)) {
      const [, , region, event = '', wayIn = ''] = key.split('/');
      changes.add([known(region), event], count);
      waysIn.add([known(region), wayIn], count);
      days.add([day], count);
    }
    for (const { key, count } of store.counts(`CONSENT_CHANGES/${day}/`, talliesMax)) {
      const [, , region, change = ''] = key.split('/');
      ofConsents.add([known(region), change], count);
    }
    await nextTurn();
  }
  return [ofConsents, changes, waysIn, days];
}

/**
 * Entries by which numbers of each region may have come to choose something else, and changes of consents in it, in the
 * months given; of those that are told by day, only what came later than the day, on which what stood was counted.
 */
export async function countSince(
  { store, policy }: CountingRegistry,
  months: readonly Period[],
  countedOn: LocalDate | undefined,
): Promise<(region: RegionId) => { readonly choices: number; readonly consents: number }> {
  const regions = new Set(regionsOf(policy.countryCallingCode).map(({ id }) => id));
  const counts = new Map<RegionId, { choices: number; consents: number }>();
  const add = (region = '', count: Partial<{ choices: number; consents: number }>) => {
    const known = regions.has(region) ? region : unknownRegion;
    for (const key of [known, all]) {
      const { choices, consents } = counts.get(key) ?? { choices: 0, consents: 0 };
      counts.set(key, { choices: choices + (count.choices ?? 0), consents: consents + (count.consents ?? 0) });
    }
  };
  const [from = '', until = ''] = [months[0]?.from, months.at(-1)?.until];
  for (const { key, count } of store.counts('CONSENTS/', talliesMax)) {
    const [, region, lastDay = ''] = key.split('/');
    if (lastDay >= from && lastDay < until) add(region, { consents: count });
  }
  for (const day of months.flatMap(daysOf)) {
    if (countedOn !== undefined && day <= countedOn) continue;
    for (const { key, count } of store.counts(`CHANGES/${day}/`, talliesMax)) {
      const [, , region, event] = key.split('/');
      if (choosingKinds.some((kind) => kind === event)) add(region, { choices: count });
    }
    for (const { key, count } of store.counts(`CONSENT_CHANGES/${day}/`, talliesMax)) {
      add(key.split('/')[2], { consents: count });
    }
    await nextTurn();
  }
  return (region) => counts.get(region) ?? { choices: 0, consents: 0 };
}
