import { type DimensionId, type MeasureId, measures } from '../../../core/statistics/measures.ts';
import { all } from '../../../core/statistics/release.ts';
import type { ChartNumbers, ChartPeriod, Series } from '../../charts/chart-parts.ts';
import { type MemberName, memberNames } from '../../figures/member-name.ts';
import { chartPeriod } from '../../figures/period-name.ts';
import { trendText } from '../../figures/trend.ts';
import type { WebContext } from '../../web-context.ts';
import { formatsIn } from '../../words/formats.ts';
import type { Words } from '../../words/words.ts';
import type { OpenFigures } from './open-figures.ts';

/** What the parts of the page of figures are made from. */
export interface FiguresView {
  readonly figures: OpenFigures;
  readonly words: Words;
  readonly nameOf: MemberName;
  readonly numbers: ChartNumbers;
  readonly milliseconds: ChartNumbers;
  /** The axis of time of every chart. */
  readonly periods: readonly ChartPeriod[];
  /** A series over those periods. */
  over(measure: MeasureId, members: Members, name: string): Series;
  /** One of the release's period, a value for each of some members. */
  by(measure: MeasureId, dimension: DimensionId, ids: readonly string[], members: Members, name: string): Series;
  describe(series: readonly Series[]): string;
  /** The period and the region shown. */
  readonly place: string;
  /** A table's title with the period and the place of its figures. */
  titled(title: string, measure: MeasureId): string;
}

type Members = Partial<Record<DimensionId, string>>;

export function figuresView(c: WebContext, figures: OpenFigures): FiguresView {
  const { policy } = c.get('registry');
  const language = c.get('language');
  const words = c.get('words');
  const { number, shortNumber, milliseconds } = formatsIn(language, policy);
  const periods = figures.periods.map((id) => chartPeriod(policy, language, id));
  const period = chartPeriod(policy, language, figures.release.period.id);
  const nameOf = memberNames(policy, language);
  const place = `${period.name} · ${nameOf('region', figures.region)}`;
  return {
    figures,
    words,
    nameOf,
    numbers: { number, shortNumber },
    milliseconds: { number: milliseconds, shortNumber: milliseconds },
    periods,
    over: (measure, members, name) => ({
      name,
      values: figures.periods.map((period) => figures.value(measure, members, period)),
    }),
    by: (measure, dimension, ids, members, name) => ({
      name,
      values: ids.map((id) => figures.value(measure, { ...members, [dimension]: id })),
    }),
    place,
    titled: (title, measure) =>
      `${title} · ${isRegional(measure) ? place : `${period.name} · ${nameOf('region', all)}`}`,
    describe: (series) => trendText(words.figures, periods, series, number),
  };
}

function isRegional(measure: MeasureId): boolean {
  return measures.some(({ id, dimensions }) => id === measure && dimensions.includes('region'));
}
