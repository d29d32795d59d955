import type { ChartPeriod, Series } from '../charts/chart-parts.ts';
import type { FiguresWords } from '../words/figures-words.ts';

/** A chart in a few sentences: of each series the first and the last figure that is published. */
export function trendText(
  { trend }: FiguresWords,
  periods: readonly ChartPeriod[],
  series: readonly Series[],
  number: (value: number) => string,
): string {
  const sentences = series.flatMap(({ name, values }) => {
    const published = values.flatMap((value, at) => {
      const period = periods[at]?.name;
      return typeof value === 'number' && period !== undefined ? [{ text: number(value), period }] : [];
    });
    const [first, last] = [published[0], published.at(-1)];
    if (first === undefined || last === undefined) return [];
    if (first === last) return [trend.one(name, first.text, first.period)];
    return [trend.series(name, first.text, first.period, last.text, last.period)];
  });
  return [...sentences, trend.seeTable].join(' ');
}
