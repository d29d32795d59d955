import {
  type ChartNumbers,
  type ChartPeriod,
  type ChartWords,
  highestOf,
  type Series,
  seriesMax,
} from './chart-parts.ts';
import { chartScales, hiddenRow } from './chart-scales.ts';
import { PeriodTable } from './period-table.tsx';
import { Columns, Grid, Hidden, Line } from './plotted.tsx';
import { ColumnFills, Legend } from './series-look.tsx';
import { TimeAxis } from './time-axis.tsx';

export interface PeriodChartParts {
  /** Its own on the page. */
  readonly id: string;
  readonly title: string;
  /** One sentence of what there is to see, for who does not see it. */
  readonly description: string;
  /** `LINE` for what stands, `COLUMN` for what happened. */
  readonly form: 'LINE' | 'COLUMN';
  /** Oldest first. */
  readonly periods: readonly ChartPeriod[];
  readonly series: readonly Series[];
  readonly words: ChartWords;
  readonly numbers: ChartNumbers;
  /** The page has a table of the same figures. */
  readonly isTableElsewhere?: boolean;
}

const height = 256;

/** How figures went, period by period, and the table of the same figures. Of the series the first four are drawn. */
export function PeriodChart(parts: PeriodChartParts) {
  const { id, title, description, form, periods, words, numbers, isTableElsewhere = false } = parts;
  const series = parts.series.slice(0, seriesMax);
  const scales = chartScales(periods.length, highestOf(series));
  const hidden = series.flatMap(({ values }, place) => (values.includes(null) ? [place] : []));
  return (
    <figure class="registry-figure">
      <figcaption class="registry-figure__title">{title}</figcaption>
      <Legend
        names={series.map(({ name }) => name)}
        form={form}
        chartId={id}
        suppressed={hidden.length > 0 ? words.suppressed : undefined}
      />
      <svg
        class="registry-chart"
        height={height + hidden.length * hiddenRow}
        role="img"
        aria-labelledby={`${id}-title ${id}-description`}
      >
        <title id={`${id}-title`}>{title}</title>
        <desc id={`${id}-description`}>{description}</desc>
        {form === 'COLUMN' ? <ColumnFills chartId={id} count={series.length} /> : null}
        <Grid up={scales.up} numbers={numbers} />
        {series.map(({ values }, place) =>
          form === 'LINE' ? (
            <Line place={place} values={values} scales={scales} />
          ) : (
            <Columns chartId={id} place={place} count={series.length} values={values} scales={scales} />
          ),
        )}
        <Hidden series={series} places={hidden} across={scales.across} />
        <TimeAxis periods={periods} across={scales.across} moved={hidden.length * hiddenRow} />
      </svg>
      {isTableElsewhere ? null : <TableBelow {...parts} />}
    </figure>
  );
}

function TableBelow({ title, periods, series, words, numbers }: PeriodChartParts) {
  return (
    <details class="govuk-details">
      <summary class="govuk-details__summary">
        <span class="govuk-details__summary-text">{words.asTable}</span>
      </summary>
      <div class="govuk-details__text">
        <PeriodTable title={title} periods={periods} series={series} words={words} numbers={numbers} />
      </div>
    </details>
  );
}
