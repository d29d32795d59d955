import type { Position } from '../../core/change.ts';
import type { NumberState } from '../../core/number-record.ts';
import type { LocalDate, Policy } from '../../core/policy.ts';
import { type RegionId, regionsOf, unknownRegion } from '../../core/regions/regions.ts';
import { axesOf, choosingKinds } from '../../core/statistics/cube-axes.ts';
import { FigureTable } from '../../core/statistics/figure-table.ts';
import { NumbersCensus } from '../../core/statistics/numbers-census.ts';
import { daysOf } from '../../core/statistics/period.ts';
import { all, type Period } from '../../core/statistics/release.ts';
import {
  parseChangesKey,
  parseConsentChangesKey,
  parseConsentsKey,
  parseNumbersKey,
  tallyPrefixes,
} from '../../core/statistics/tally-keys.ts';
import type { EpochMs } from '../../core/time.ts';
import { nextTurn } from '../../lookup/next-turn.ts';
import type { LogTally } from '../../lookup/number-log.ts';
import type { LogHead } from '../../lookup/shard.ts';
import { countedUpTo } from '../log-heads.ts';
import type { Registry } from '../registry.ts';
import { countUse } from './count-use.ts';
import { type TalliesOfLog, talliesAt, talliesOfAll } from './log-tallies.ts';

export interface CountedMonth {
  /** Of the last entry of the directory's log that is counted in, and of the others: see `Release`. */
  readonly position: Position;
  readonly logs?: Readonly<Record<string, Position>>;
  readonly countedAt: EpochMs;
  /** Of what stands only where it was asked for. */
  readonly tables: readonly FigureTable[];
}

type CountingRegistry = Pick<Registry, 'store' | 'logId' | 'shard' | 'policy' | 'now'>;
type Tallies = readonly LogTally[];

/** Some milliseconds in a country of 40 categories and channels. */
const statesPerTurn = 200;

/**
 * The tables of a month: what happened in it, and what stands now. What stands is read of each log at one moment, which
 * costs some 2 µs a counter; the rest is counted a region or a day at a time, and the event loop is given its turn in between.
 */
export async function countMonth(
  registry: CountingRegistry,
  period: Period,
  { standing }: { readonly standing: boolean },
): Promise<CountedMonth> {
  const { store, policy, now } = registry;
  const known = knownRegions(policy);
  const countedAt = now();
  const directoryHead = store.head();
  const stands = await talliesOfAll(registry, [tallyPrefixes.consents, ...(standing ? [tallyPrefixes.numbers] : [])]);
  const consents = talliesAt(stands, 0);
  const tables: FigureTable[] = [];
  if (standing) {
    const census = new NumbersCensus(policy, period);
    for (const [region, states] of byRegion(stands, known)) {
      for (let at = 0; at < states.length; at += statesPerTurn) {
        census.addRegion(region, states.slice(at, at + statesPerTurn));
        await nextTurn();
      }
    }
    tables.push(...census.tables(), inForce(registry, period, consents, known));
    await nextTurn();
  }
  tables.push(...(await changesTables(registry, period, consents, known)), ...(await countUse(registry, period)));
  const heads = stands.map(({ logId, head }): LogHead => ({ logId, position: head }));
  return { ...countedUpTo(registry, directoryHead, heads), countedAt, tables };
}

type KnownRegion = (region: RegionId) => RegionId;

/** Numbering data changes: a region that it has no more is nobody's. */
function knownRegions({ countryCallingCode }: Policy): KnownRegion {
  const regions = new Set(regionsOf(countryCallingCode).map(({ id }) => id));
  return (region) => (regions.has(region) ? region : unknownRegion);
}

/** What the counters with a prefix say, by the parser of their keys. */
function counted<T>(tallies: Tallies, parse: (key: string) => T | undefined): readonly (readonly [T, number])[] {
  return tallies.flatMap(({ key, count }) => {
    const tally = parse(key);
    return tally === undefined ? [] : [[tally, count] as const];
  });
}

function byRegion(
  stands: readonly TalliesOfLog[],
  known: KnownRegion,
): ReadonlyMap<RegionId, readonly (readonly [NumberState, number])[]> {
  const regions = new Map<RegionId, (readonly [NumberState, number])[]>();
  for (const { counts, states } of stands) {
    for (const [{ region, stateId }, count] of counted(counts[1] ?? [], parseNumbersKey)) {
      const own = regions.get(known(region)) ?? [];
      own.push([states.get(stateId) as NumberState, count]);
      regions.set(known(region), own);
    }
  }
  return regions;
}

/** Those whose last day is not over when the period is. */
function inForce({ policy }: CountingRegistry, period: Period, consents: Tallies, known: KnownRegion): FigureTable {
  const table = new FigureTable('CONSENTS_IN_FORCE', axesOf('CONSENTS_IN_FORCE', policy, period));
  const covered = (ids: readonly string[] | undefined, rows: readonly { readonly id: string }[]) =>
    ids ?? rows.map(({ id }) => id);
  for (const [{ region, lastDay, scope }, count] of counted(consents, parseConsentsKey)) {
    if (lastDay !== 'NEVER' && lastDay < period.until) continue;
    for (const category of covered(scope.categories, policy.categories)) {
      for (const channel of covered(scope.channels, policy.channels)) {
        table.add([known(region), category, channel], count);
      }
    }
  }
  return table;
}

async function changesTables(
  registry: CountingRegistry,
  period: Period,
  consents: Tallies,
  known: KnownRegion,
): Promise<readonly FigureTable[]> {
  const { policy } = registry;
  const changes = new FigureTable('CHANGES', axesOf('CHANGES', policy, period));
  const waysIn = new FigureTable('CHANGES_BY_WAY_IN', axesOf('CHANGES_BY_WAY_IN', policy, period));
  const days = new FigureTable('CHANGES_BY_DAY', axesOf('CHANGES_BY_DAY', policy, period));
  const ofConsents = new FigureTable('CONSENT_CHANGES', axesOf('CONSENT_CHANGES', policy, period));
  for (const [{ region, lastDay }, count] of counted(consents, parseConsentsKey)) {
    if (isWithin(lastDay, period)) ofConsents.add([known(region), 'EXPIRED'], count);
  }
  for (const day of daysOf(period)) {
    const [changesOfDay, consentChanges] = await changesOf(registry, day);
    for (const [{ region, event, wayIn }, count] of counted(changesOfDay, parseChangesKey)) {
      changes.add([known(region), event], count);
      waysIn.add([known(region), wayIn], count);
      days.add([day], count);
    }
    for (const [{ region, change }, count] of counted(consentChanges, parseConsentChangesKey)) {
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
  registry: CountingRegistry,
  months: readonly Period[],
  countedOn: LocalDate | undefined,
): Promise<(region: RegionId) => { readonly choices: number; readonly consents: number }> {
  const known = knownRegions(registry.policy);
  const counts = new Map<RegionId, { choices: number; consents: number }>();
  const add = (region: RegionId, count: Partial<{ choices: number; consents: number }>) => {
    for (const key of [known(region), all]) {
      const { choices, consents } = counts.get(key) ?? { choices: 0, consents: 0 };
      counts.set(key, { choices: choices + (count.choices ?? 0), consents: consents + (count.consents ?? 0) });
    }
  };
  const span = { from: months[0]?.from ?? '', until: months.at(-1)?.until ?? '' };
  const consents = talliesAt(await talliesOfAll(registry, [tallyPrefixes.consents]), 0);
  for (const [{ region, lastDay }, count] of counted(consents, parseConsentsKey)) {
    if (isWithin(lastDay, span)) add(region, { consents: count });
  }
  for (const day of months.flatMap(daysOf)) {
    if (countedOn !== undefined && day <= countedOn) continue;
    const [changesOfDay, consentChanges] = await changesOf(registry, day);
    for (const [{ region, event }, count] of counted(changesOfDay, parseChangesKey)) {
      if (choosingKinds.some((kind) => kind === event)) add(region, { choices: count });
    }
    for (const [{ region }, count] of counted(consentChanges, parseConsentChangesKey)) {
      add(region, { consents: count });
    }
    await nextTurn();
  }
  return (region) => counts.get(region) ?? { choices: 0, consents: 0 };
}

/** Changes of numbers on a day, and of consents. */
async function changesOf(registry: CountingRegistry, day: LocalDate): Promise<readonly [Tallies, Tallies]> {
  const { changes, consentChanges } = tallyPrefixes;
  const all = await talliesOfAll(registry, [`${changes}${day}/`, `${consentChanges}${day}/`]);
  return [talliesAt(all, 0), talliesAt(all, 1)];
}

function isWithin(lastDay: LocalDate | 'NEVER', { from, until }: Pick<Period, 'from' | 'until'>): boolean {
  return lastDay !== 'NEVER' && lastDay >= from && lastDay < until;
}
