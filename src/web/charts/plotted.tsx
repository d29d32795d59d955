import type { ChartNumbers, ChartValue, Series } from './chart-parts.ts';
import { gridLines, hiddenRow, middleOf, percent, plot, type Scales } from './chart-scales.ts';
import { fillOf, Mark, SuppressedMark, seriesClass } from './series-look.tsx';

export function Grid({ up, numbers }: { readonly up: Scales['up']; readonly numbers: ChartNumbers }) {
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
export function Line({ place, values, scales: { across, up } }: MarksParts) {
  const x = (at: number) => middleOf(across, at);
  return (
    <g class={seriesClass(place)}>
      {values.map((value, at) => {
        const before = values[at - 1];
        if (typeof value !== 'number' || typeof before !== 'number') return null;
        return <line class="registry-chart__line" x1={x(at - 1)} y1={up(before)} x2={x(at)} y2={up(value)} />;
      })}
      {values.map((value, at) => {
        return typeof value === 'number' ? <Mark place={place} x={x(at)} y={up(value)} /> : null;
      })}
    </g>
  );
}

interface ColumnsParts extends MarksParts {
  readonly chartId: string;
  /** How many stand beside each other. */
  readonly count: number;
}

export function Columns({ chartId, place, count, values, scales: { across, up } }: ColumnsParts) {
  const width = across.bandwidth() / count;
  return (
    <g class={seriesClass(place)}>
      {values.map((value, at) => {
        if (typeof value !== 'number') return null;
        const left = (across(at) ?? 0) + place * width;
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

interface HiddenParts {
  readonly series: readonly Series[];
  /** Of the series that have a row. */
  readonly places: readonly number[];
  readonly across: Scales['across'];
}

/** Under the axis, where nobody takes them for figures: a cross for each that is suppressed, a row for each series. */
export function Hidden({ series, places, across }: HiddenParts) {
  return (
    <>
      {places.map((place, row) => {
        const y = plot.bottom + hiddenRow * (row + 0.75);
        return (
          <g class={`registry-chart__hidden ${seriesClass(place)}`}>
            {series.length > 1 ? <Mark place={place} x="-14" y={y} /> : null}
            {series[place]?.values.map((value, at) =>
              value === null ? <SuppressedMark x={middleOf(across, at)} y={y} /> : null,
            )}
          </g>
        );
      })}
    </>
  );
}
