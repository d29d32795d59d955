import { type ChartNumbers, type ChartPeriod, type ChartWords, type Series, valueText } from './chart-parts.ts';

interface PeriodTableParts {
  readonly title: string;
  readonly periods: readonly ChartPeriod[];
  readonly series: readonly Series[];
  readonly words: ChartWords;
  readonly numbers: ChartNumbers;
}

/** A row a period, a column a series. */
export function PeriodTable({ title, periods, series, words, numbers }: PeriodTableParts) {
  return (
    <section class="registry-scrolling" tabindex={0} aria-label={title}>
      <table class="govuk-table">
        <caption class="govuk-table__caption govuk-visually-hidden">{title}</caption>
        <thead class="govuk-table__head">
          <tr class="govuk-table__row">
            <th scope="col" class="govuk-table__header">
              {words.period}
            </th>
            {series.map(({ name }) => (
              <th scope="col" class="govuk-table__header govuk-table__header--numeric">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody class="govuk-table__body">
          {periods.map(({ name }, at) => (
            <tr class="govuk-table__row">
              <th scope="row" class="govuk-table__header">
                {name}
              </th>
              {series.map(({ values }) => (
                <td class="govuk-table__cell govuk-table__cell--numeric">{valueText(values[at], words, numbers)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
