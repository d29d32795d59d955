import { Fault } from '../../core/fault.ts';
import { localDate } from '../../core/local-time.ts';
import { disclose } from '../../core/statistics/disclose.ts';
import { type Measure, measures } from '../../core/statistics/measures.ts';
import { monthOf, monthsOf, periodAfter, periodForms, periodOf } from '../../core/statistics/period.ts';
import { quarterRelease } from '../../core/statistics/quarter.ts';
import type { Period, PeriodId, Release } from '../../core/statistics/release.ts';
import { dayMs, formatInstant } from '../../core/time.ts';
import type { Actor } from '../access/actor.ts';
import { requireScopeOrConsole } from '../access/permission.ts';
import { addEntity } from '../organisations/entity-change.ts';
import type { Registry } from '../registry.ts';
import { countMonth, countSince } from './count-month.ts';
import { foundRelease } from './read-releases.ts';
import { countableFrom, endOf, firstMonth, zoneOfCountry } from './statistical-calendar.ts';

export interface MakeReleaseInput {
  readonly period: PeriodId;
  readonly dryRun: boolean;
}

/** A release as it is, or would be, published. */
export interface MadeRelease {
  readonly release: Release;
  /** How many are shown and suppressed, by measure. */
  readonly cells: readonly { readonly measure: Measure['id']; readonly shown: number; readonly suppressed: number }[];
  /** Measures of the period that it has not: what stood can no longer be counted, or nothing was timed. */
  readonly leftOut: readonly Measure['id'][];
}

/** What stands a week after a month is no longer what stood at its end: it is left out of its release then. */
export const standingCountableMs = 7 * dayMs;

/**
 * Counts a month that is over, or adds up a quarter whose months are released, and writes it to the log: once, for
 * whoever comes second finds it there (Fault ALREADY_EXISTS). A month is released after the months before it, since
 * what they show bears on what it may show. What happened is counted by its day, also when the month is long over;
 * what stands is counted as it is now, so it is part of a release that is made within a week after the month's end, and
 * `countedAt` says when.
 * Faults: INVALID_ARGUMENT, OUT_OF_RANGE before the registry's first month, FAILED_PRECONDITION before the period is
 * over or its predecessors are released.
 */
export async function makeRelease(
  registry: Registry,
  actor: Actor,
  { period: id, dryRun }: MakeReleaseInput,
): Promise<MadeRelease> {
  requireScopeOrConsole(actor, 'dnd:organisations:manage');
  const period = periodOf(id);
  if (period === undefined) {
    const limit = `${periodForms.MONTH}, or ${periodForms.QUARTER}`;
    throw new Fault('INVALID_ARGUMENT', 'this is no period', { field: 'period', limit });
  }
  if (foundRelease(registry, id) !== undefined) throw alreadyReleased();
  requireOver(registry, period);
  const release = period.kind === 'MONTH' ? await releaseOfMonth(registry, period) : releaseOfQuarter(registry, period);
  if (!dryRun) {
    await addEntity(registry, actor, 'RELEASE', id, release).catch((error: unknown) => {
      throw error instanceof Fault && error.code === 'ALREADY_EXISTS' ? alreadyReleased() : error;
    });
  }
  return { release, ...summaryOf(release) };
}

/** Periods that are over and have no release yet, in the order in which they can be made. */
export function duePeriods(registry: Registry): readonly Period[] {
  const { policy, store, now } = registry;
  const due: Period[] = [];
  const released = (id: PeriodId) => foundRelease(registry, id) !== undefined || due.some((one) => one.id === id);
  const first = firstMonth(policy, store);
  if (first === undefined) return [];
  for (let month = first; countableFrom(policy, month) <= now(); month = periodAfter(month)) {
    if (!released(month.id)) due.push(month);
    const quarter = quarterEndingWith(month);
    if (quarter === undefined || released(quarter.id)) continue;
    if (monthsOf(quarter).every(({ id }) => released(id))) due.push(quarter);
  }
  return due;
}

function quarterEndingWith({ from, until }: Period): Period | undefined {
  const quarter = periodOf(`${from.slice(0, 4)}-Q${Math.ceil(Number(from.slice(5, 7)) / 3)}`);
  return quarter?.until === until ? quarter : undefined;
}

function alreadyReleased(): Fault {
  return new Fault('ALREADY_EXISTS', 'this period is released: a release is made once', { field: 'period' });
}

function requireOver({ policy, store, now }: Registry, period: Period): void {
  const first = firstMonth(policy, store);
  if (first === undefined || period.from < first.from) {
    throw new Fault('OUT_OF_RANGE', 'the registry had not begun then', {
      field: 'period',
      limit: first === undefined ? 'after its first entry' : `${first.id} or later`,
    });
  }
  const from = countableFrom(policy, period);
  if (now() >= from) return;
  throw new Fault('FAILED_PRECONDITION', 'this period is not over, or has been for less than an hour', {
    field: 'period',
    limit: `not before ${formatInstant(from)}`,
  });
}

async function releaseOfMonth(registry: Registry, period: Period): Promise<Release> {
  const { policy, now } = registry;
  const standing = now() < endOf(policy, period) + standingCountableMs;
  const { before, months } = standingBefore(registry, period);
  const countedOn = before && localDate(zoneOfCountry(policy), before.countedAt);
  const { tables: counted, ...head } = await countMonth(registry, period, { standing });
  const since = await countSince(registry, months, countedOn);
  const { minimumCellSize } = policy.statistics;
  const tables = disclose({ counted, minimumCellSize, before: before?.tables ?? [], since });
  return { period, schemaVersion: 1, policyId: policy.id, ...head, minimumCellSize, tables };
}

/**
 * The latest release before whose standing figures were counted, and the months since. Fault FAILED_PRECONDITION where
 * a month in between is not released.
 */
function standingBefore(
  registry: Registry,
  period: Period,
): { readonly before: Release | undefined; readonly months: readonly Period[] } {
  const { policy, store } = registry;
  const first = firstMonth(policy, store)?.from ?? period.from;
  const months = [period];
  for (let month = monthBefore(period); month.from >= first; month = monthBefore(month)) {
    const release = foundRelease(registry, month.id);
    if (release === undefined) {
      throw new Fault('FAILED_PRECONDITION', 'months are released in order', {
        field: 'period',
        limit: `${month.id} before it`,
      });
    }
    if (release.tables.some(({ measure }) => measure === 'NUMBERS_REGISTERED')) return { before: release, months };
    months.unshift(month);
  }
  return { before: undefined, months };
}

function monthBefore({ from }: Period): Period {
  return monthOf(new Date(Date.parse(`${from}T00:00:00Z`) - dayMs).toISOString().slice(0, 10));
}

function releaseOfQuarter(registry: Registry, period: Period): Release {
  const months = monthsOf(period).map(({ id }) => {
    const release = foundRelease(registry, id);
    if (release !== undefined) return release;
    throw new Fault('FAILED_PRECONDITION', 'a quarter is released after its three months', {
      field: 'period',
      limit: `${id} before it`,
    });
  });
  const { position = 0, logs, countedAt = 0 } = months.at(-1) ?? {};
  return { ...quarterRelease(period, months), position, ...(logs === undefined ? {} : { logs }), countedAt };
}

function summaryOf({ tables }: Release): Pick<MadeRelease, 'cells' | 'leftOut'> {
  const cells = tables.map(({ measure, values }) => {
    const suppressed = values.filter((value) => value === null).length;
    return { measure, shown: values.length - suppressed, suppressed };
  });
  const leftOut = measures.filter(({ id }) => !tables.some(({ measure }) => measure === id)).map(({ id }) => id);
  return { cells, leftOut };
}
