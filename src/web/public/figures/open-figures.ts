import type { DimensionId, MeasureId } from '../../../core/statistics/measures.ts';
import { periodAfter } from '../../../core/statistics/period.ts';
import { all, type MeasureTable, type Period, type PeriodId, type Release } from '../../../core/statistics/release.ts';
import type { Registry } from '../../../registry/registry.ts';
import { readReleases, releaseOf } from '../../../registry/statistics/read-releases.ts';
import { publicReader } from '../../../registry/statistics/reader.ts';
import type { ChartValue } from '../../charts/chart-parts.ts';

/** What the page of figures shows: one release, the ones before it, and one region or all of the country. */
export interface OpenFigures {
  readonly release: Release;
  /** A region, or `ALL`. */
  readonly region: string;
  /** Of the release's kind, oldest first, the release's own last; those between of which there is no release too. */
  readonly periods: readonly PeriodId[];
  /**
   * One cell, of the release's period where none is named. A dimension not named: the region shown, else the sum.
   * Undefined where nothing was published.
   */
  value(measure: MeasureId, members?: Members, period?: PeriodId): ChartValue;
  /** Whether the release has the measure at all: what was not counted in time, or not timed, is left out. */
  has(measure: MeasureId): boolean;
  /** The members of a dimension in the release, without the sum; none where the release has not the measure. */
  members(measure: MeasureId, dimension: DimensionId): readonly string[];
}

type Members = Partial<Record<DimensionId, string>>;

/** A year, and the month to compare it with. */
const periodsMax = 13;

/** Fault NOT_FOUND: there is no release of the period. */
export function openFigures(registry: Pick<Registry, 'directory'>, periodId: PeriodId, region: string): OpenFigures {
  const release = releaseOf(registry, publicReader, periodId);
  const periods = periodsUntil(registry, release);
  const tables = new Map(
    periods.ids.map((id) => [
      id,
      tablesOf(periods.released.has(id) ? releaseOf(registry, publicReader, id) : undefined),
    ]),
  );
  const tableOf = (measure: MeasureId, period = periodId) => tables.get(period)?.get(measure);
  return {
    release,
    region,
    periods: periods.ids,
    value(measure, members = {}, period = periodId) {
      const table = tableOf(measure, period);
      return table === undefined ? undefined : cellOf(table, { region, ...members });
    },
    has: (measure) => tableOf(measure) !== undefined,
    members(measure, dimension) {
      const axis = tableOf(measure)?.axes.find((one) => one.dimension === dimension);
      return axis?.members.filter((id) => id !== all) ?? [];
    },
  };
}

/** Regions that a release tells apart. */
export function regionsIn({ tables }: Release): readonly string[] {
  const axis = tables.flatMap(({ axes }) => axes).find(({ dimension }) => dimension === 'region');
  return axis?.members.filter((id) => id !== all) ?? [];
}

function periodsUntil(registry: Pick<Registry, 'directory'>, { period }: Release) {
  const ofKind = readReleases(registry, publicReader)
    .map((head) => head.period)
    .filter(({ kind, until }) => kind === period.kind && until <= period.until);
  const ids: PeriodId[] = [];
  let next = ofKind.at(-1) ?? period;
  for (; next.until <= period.until; next = periodAfter(next)) ids.push(next.id);
  return { ids: ids.slice(-periodsMax), released: new Set(ofKind.map(({ id }) => id)) };
}

function tablesOf(release: Release | undefined): ReadonlyMap<MeasureId, MeasureTable> {
  return new Map(release?.tables.map((table) => [table.measure, table]));
}

/** Row-major: the last axis runs fastest. */
function cellOf({ axes, values }: MeasureTable, members: Members): ChartValue {
  let at = 0;
  for (const { dimension, members: ids } of axes) {
    const place = ids.indexOf(members[dimension] ?? all);
    if (place < 0) return undefined;
    at = at * ids.length + place;
  }
  return values[at];
}

/** The period that an address names, else the latest one of months, else of anything; undefined before any release. */
export function askedPeriod(registry: Pick<Registry, 'directory'>, asked: string | undefined): AskedPeriod {
  const released = readReleases(registry, publicReader).map(({ period }) => period);
  const latest = released.find(({ kind }) => kind === 'MONTH') ?? released[0];
  const found = released.find(({ id }) => id === asked);
  return { released, shown: found ?? latest, isUnknown: asked !== undefined && asked !== '' && found === undefined };
}

export interface AskedPeriod {
  /** Latest first. */
  readonly released: readonly Period[];
  readonly shown: Period | undefined;
  /** The period asked for was not released. */
  readonly isUnknown: boolean;
}
