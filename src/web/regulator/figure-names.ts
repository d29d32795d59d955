import { type DimensionId, type MeasureId, measures } from '../../core/statistics/measures.ts';
import type { PeriodId } from '../../core/statistics/release.ts';
import type { ChartNumbers, ChartPeriod, ChartWords } from '../charts/chart-parts.ts';
import { memberNames } from '../figures/member-name.ts';
import { chartPeriod, periodName } from '../figures/period-name.ts';
import type { WebContext } from '../web-context.ts';
import { formatsIn } from '../words/formats.ts';

/** What figures are called on the page of a request. */
export interface FigureNames {
  measure(id: MeasureId): string;
  meaning(id: MeasureId): string;
  /** What its figures count. */
  unit(id: MeasureId): string;
  /** Its name, with the unit where that is not plain from it. */
  title(id: MeasureId): string;
  dimension(id: DimensionId): string;
  /** `ALL` too. */
  member(dimension: DimensionId, id: string): string;
  period(id: PeriodId): string;
  chartPeriod(id: PeriodId): ChartPeriod;
  readonly chart: ChartWords;
  readonly numbers: ChartNumbers;
}

export function figureNames(c: WebContext): FigureNames {
  const language = c.get('language');
  const { policy } = c.get('registry');
  const { figures } = c.get('words');
  const { number, shortNumber } = formatsIn(language, policy);
  const unitOf = (id: MeasureId) => measures.find((one) => one.id === id)?.unit ?? 'NUMBERS';
  return {
    measure: (id) => figures.measures[id].name,
    meaning: (id) => figures.measures[id].meaning,
    unit: (id) => figures.units[unitOf(id)],
    title: (id) =>
      unitOf(id) === 'MILLISECONDS'
        ? `${figures.measures[id].name}, ${figures.units.MILLISECONDS}`
        : figures.measures[id].name,
    dimension: (id) => figures.dimensions[id].name,
    member: memberNames(policy, language),
    period: (id) => periodName(policy, language, id),
    chartPeriod: (id) => chartPeriod(policy, language, id),
    chart: figures.chart,
    numbers: { number, shortNumber },
  };
}
