import { type DimensionId, type Measure, type MeasureId, measures } from '../../core/statistics/measures.ts';
import { all, type MeasureTable, type Period, type Release } from '../../core/statistics/release.ts';
import type { Registry } from '../../registry/registry.ts';
import { readReleases, releaseOf } from '../../registry/statistics/read-releases.ts';
import type { StatisticsReader } from '../../registry/statistics/reader.ts';
import type { FiguresQuery } from './figures-query.ts';
import { type ShownFigures, shownFigures } from './shown-figures.ts';

export interface Overview {
  readonly latest: Release;
  /** The month released before it. */
  readonly before: Period | undefined;
  /** The first of the months that are drawn. */
  readonly since: Period;
  /** What became of each measure’s first figures since the month before; without one, nothing. */
  readonly changes: readonly ShownFigures[];
  readonly hidden: readonly HiddenCells[];
}

export interface HiddenCells {
  readonly measure: Measure;
  readonly suppressed: number;
  readonly cells: number;
}

const drawnMonths = 13;

/** What is told apart in the account of a month; the other dimensions are summed over. */
const accounted: readonly (readonly [MeasureId, DimensionId | undefined])[] = [
  ['NUMBERS_REGISTERED', 'stance'],
  ['CONSENT_CHANGES', 'change'],
  ['CHANGES', undefined],
  ['ENQUIRIES', undefined],
  ['PROPAGATION_TIME', 'percentile'],
  ['CODES', 'outcome'],
  ['TEXTS', 'outcome'],
];

/** What stands at the desk’s entrance; undefined where nothing was released. */
export function overview(registry: Registry, reader: StatisticsReader): Overview | undefined {
  const months = readReleases(registry, reader)
    .map(({ period }) => period)
    .filter(({ kind }) => kind === 'MONTH');
  const [last, before] = months;
  if (last === undefined) return undefined;
  const latest = releaseOf(registry, reader, last.id);
  return {
    latest,
    before,
    since: months[Math.min(drawnMonths, months.length) - 1] ?? last,
    changes:
      before === undefined
        ? []
        : accounted.flatMap(([id, apart]) => changeOf(registry, reader, id, apart, { from: before, until: last })),
    hidden: latest.tables.flatMap((table) => hiddenOf(table)),
  };
}

function changeOf(
  registry: Registry,
  reader: StatisticsReader,
  id: MeasureId,
  apart: DimensionId | undefined,
  periods: Pick<FiguresQuery, 'from' | 'until'>,
): readonly ShownFigures[] {
  const measure = measures.find((one) => one.id === id);
  if (measure === undefined) return [];
  const summed = measure.dimensions.filter((dimension) => dimension !== apart);
  const members = Object.fromEntries(summed.map((dimension) => [dimension, [all]]));
  const shown = shownFigures(registry, reader, { measure, ...periods, view: 'CHANGE', members });
  return shown.rows.length === 0 ? [] : [shown];
}

function hiddenOf({ measure: id, values }: MeasureTable): readonly HiddenCells[] {
  const measure = measures.find((one) => one.id === id);
  if (measure?.disclosure !== 'PERSONS') return [];
  return [{ measure, cells: values.length, suppressed: values.filter((value) => value === null).length }];
}
