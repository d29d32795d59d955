import { type ScaleBand, type ScaleLinear, scaleBand, scaleLinear } from 'd3-scale';
import {
  type ChartNumbers,
  type ChartPeriod,
  type ChartValue,
  type ChartWords,
  highestOf,
  type Series,
  seriesMax,
} from './chart-parts.ts';
import { PeriodTable } from './period-table.tsx';
import { ColumnFills, fillOf, Legend, Mark, SuppressedMark, seriesClass } from './series-look.tsx';

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
}

/** CSS pixels; across, everything is in per cent of the width that there is, so that text never shrinks. */
const height = 256;
const plot = { top: 20, bottom: 204 };
const tickY = 224;
const yearY = 244;
const gridLines = 4;
/** Of the columns of one period, as a part of the whole width. */
const widthMax = 0.12;

interface Scales {
  readonly across: ScaleBand<number>;
  readonly up: ScaleLinear<number, number>;
}

/** How figures went, period by period, and the table of the same figures. Of the series the first four are drawn. */
export function PeriodChart(parts: PeriodChartParts) {
  const { id, title, description, form, periods, words, numbers } = parts;
  const series = parts.series.slice(0, seriesMax);
  const gap = Math.min(0.85, Math.max(0.25, 1 - widthMax * periods.length));
  const across = scaleBand<number>()
    .domain(periods.map((_, place) => place))
    .range([0, 100])
    .paddingInner(gap)
    .paddingOuter(gap / 2);
  const up = scaleLinear()
    .domain([0, Math.max(gridLines, highestOf(series))])
    .nice(gridLines)
    .range([plot.bottom, plot.top]);
  const scales = { across, up };
  const hidesAny = series.some(({ values }) => values.includes(null));
  return (
    <figure class="registry-figure">
      <figcaption class="registry-figure__title">{title}</figcaption>
      <Legend
        names={series.map(({ name }) => name)}
        form={form}
        chartId={id}
        suppressed={hidesAny ? words.suppressed : undefined}
      />
      <svg class="registry-chart" height={height} role="img" aria-labelledby={`${id}-title ${id}-description`}>
        <title id={`${id}-title`}>{title}</title>
        <desc id={`${id}-description`}>{description}</desc>
        {form === 'COLUMN' ? <ColumnFills chartId={id} count={series.length} /> : null}
        <Grid up={up} numbers={numbers} />
        {series.map(({ values }, place) =>
          form === 'LINE' ? (
            <Line place={place} values={values} scales={scales} />
          ) : (
            <Columns chartId={id} place={place} count={series.length} values={values} scales={scales} />
          ),
        )}
        <TimeAxis periods={periods} across={across} />
      </svg>
      <details class="govuk-details">
        <summary class="govuk-details__summary">
          <span class="govuk-details__summary-text">{words.asTable}</span>
        </summary>
        <div class="govuk-details__text">
          <PeriodTable title={title} periods={periods} series={parts.series} words={words} numbers={numbers} />
        </div>
      </details>
    </figure>
  );
}

function Grid({ up, numbers }: { readonly up: Scales['up']; readonly numbers: ChartNumbers }) {
  return (
    <>
      {up.ticks(gridLines).map((value) => (
        <>
          <line
            x1="0"
            x2="100%"
            y1={up(value)}
            y2={up(value)}
            class={value === 0 ? 'registry-chart__base' : 'registry-chart__grid'}
          />
          <text x="-8" y={up(value)} dy="0.35em" text-anchor="end">
            {numbers.shortNumber(value)}
          </text>
        </>
      ))}
    </>
  );
}

interface MarksParts {
  readonly place: number;
  readonly values: readonly ChartValue[];
  readonly scales: Scales;
}

/** Drawn only between neighbours that are both published. */
function Line({ place, values, scales: { across, up } }: MarksParts) {
  const x = (at: number) => percent((across(at) ?? 0) + across.bandwidth() / 2);
  return (
    <g class={seriesClass(place)}>
      {values.map((value, at) => {
        const before = values[at - 1];
        if (typeof value !== 'number' || typeof before !== 'number') return null;
        return <line class="registry-chart__line" x1={x(at - 1)} y1={up(before)} x2={x(at)} y2={up(value)} />;
      })}
      {values.map((value, at) => {
        if (value === undefined) return null;
        if (value === null) return <SuppressedMark x={x(at)} y={suppressedY(place)} />;
        return <Mark place={place} x={x(at)} y={up(value)} />;
      })}
    </g>
  );
}

interface ColumnsParts extends MarksParts {
  readonly chartId: string;
  /** How many stand beside each other. */
  readonly count: number;
}

function Columns({ chartId, place, count, values, scales: { across, up } }: ColumnsParts) {
  const width = across.bandwidth() / count;
  return (
    <g class={seriesClass(place)}>
      {values.map((value, at) => {
        if (value === undefined) return null;
        const left = (across(at) ?? 0) + place * width;
        if (value === null) return <SuppressedMark x={percent(left + width / 2)} y={suppressedY(0)} />;
        return (
          <rect
            class="registry-chart__column"
            x={percent(left)}
            width={percent(width)}
            y={up(value)}
            height={plot.bottom - up(value)}
            fill={fillOf(chartId, place)}
          />
        );
      })}
    </g>
  );
}

/** Above the axis, so that no one takes it for zero; lines' crosses stand over each other. */
function suppressedY(place: number): number {
  return plot.bottom - 12 - place * 12;
}

const ticksMax = 12;

/** Half of the ticks go where the chart is narrow; the last period keeps its own. */
function TimeAxis({
  periods,
  across,
}: {
  readonly periods: readonly ChartPeriod[];
  readonly across: Scales['across'];
}) {
  const step = Math.ceil(periods.length / ticksMax);
  const shownFrom = (periods.length - 1) % step;
  return (
    <>
      {periods.map(({ tick, year }, at) => {
        const x = percent((across(at) ?? 0) + across.bandwidth() / 2);
        const fromLast = periods.length - 1 - at;
        const isNarrowToo = periods.length <= ticksMax / 2 || fromLast % (2 * step) === 0;
        return (
          <>
            {at < shownFrom || fromLast % step !== 0 ? null : (
              <text x={x} y={tickY} text-anchor="middle" {...(isNarrowToo ? {} : { class: 'registry-chart__extra' })}>
                {tick}
              </text>
            )}
            {showsYear(periods, at) ? (
              <text x={x} y={yearY} text-anchor="middle">
                {year}
              </text>
            ) : null}
          </>
        );
      })}
    </>
  );
}

/** At the first period and where the year changes, unless the two would run into each other. */
function showsYear(periods: readonly ChartPeriod[], at: number): boolean {
  const year = periods[at]?.year;
  if (at > 0) return periods[at - 1]?.year !== year;
  const room = Math.ceil(periods.length / ticksMax) * 2;
  return periods.slice(0, room).every((period) => period.year === year) || periods.length <= 4;
}

function percent(value: number): string {
  return `${Math.round(value * 100) / 100}%`;
}
