import type { Position } from '../../core/change.ts';
import { Fault } from '../../core/fault.ts';
import type { Period, PeriodId, Release } from '../../core/statistics/release.ts';
import type { EpochMs } from '../../core/time.ts';
import type { Found } from '../../lookup/directory.ts';
import type { Registry } from '../registry.ts';
import { measuresFor, type StatisticsReader } from './reader.ts';

/** A release without its figures. */
export interface ReleaseHead {
  readonly period: Period;
  /** Of the last entry of the log that is counted in. */
  readonly position: Position;
  /** See `Release`. */
  readonly logs?: Readonly<Record<string, Position>>;
  readonly countedAt: EpochMs;
  readonly policyId: string;
}

/** What was released, the latest period first; of a quarter and its last month, the month. */
export function readReleases(registry: Pick<Registry, 'directory'>, reader: StatisticsReader): readonly ReleaseHead[] {
  measuresFor(reader);
  return registry.directory.releases().map(headOf).sort(laterFirst);
}

/** One release, with the tables that the reader may see. Fault NOT_FOUND. */
export function releaseOf(
  registry: Pick<Registry, 'directory'>,
  reader: StatisticsReader,
  periodId: PeriodId,
): Release {
  const seen = new Set<string>(measuresFor(reader).map(({ id }) => id));
  const release = foundRelease(registry, periodId);
  if (release === undefined) throw new Fault('NOT_FOUND', 'there is no release of this period', { field: 'period' });
  return { ...release, tables: release.tables.filter(({ measure }) => seen.has(measure)) };
}

/** The release of a period, whoever may see it. */
export function foundRelease({ directory }: Pick<Registry, 'directory'>, periodId: PeriodId): Release | undefined {
  return directory.releases().find(({ document }) => document.period.id === periodId)?.document;
}

function headOf({ document: { period, position, logs, countedAt, policyId } }: Found<Release>): ReleaseHead {
  return { period, position, ...(logs === undefined ? {} : { logs }), countedAt, policyId };
}

function laterFirst({ period: a }: ReleaseHead, { period: b }: ReleaseHead): number {
  if (a.until !== b.until) return a.until < b.until ? 1 : -1;
  return a.from < b.from ? 1 : -1;
}
