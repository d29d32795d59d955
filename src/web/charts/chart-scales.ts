import { type ScaleBand, type ScaleLinear, scaleBand, scaleLinear } from 'd3-scale';

export interface Scales {
  /** From the place of a period to per cent of the width. */
  readonly across: ScaleBand<number>;
  /** From a value to CSS pixels from above. */
  readonly up: ScaleLinear<number, number>;
}

/** CSS pixels; across, everything is in per cent of the width that there is, so that text never shrinks. */
export const plot = { top: 20, bottom: 204 } as const;
/** Under the axis, of each series that is not wholly published. */
export const hiddenRow = 16;
export const gridLines = 4;
/** Of the columns of one period, as a part of the whole width. */
const widthMax = 0.12;

/** `highest`: of the values; the scale begins at zero. */
export function chartScales(periods: number, highest: number): Scales {
  const gap = Math.min(0.85, Math.max(0.25, 1 - widthMax * periods));
  const across = scaleBand<number>()
    .domain(Array.from({ length: periods }, (_, at) => at))
    .range([0, 100])
    .paddingInner(gap)
    .paddingOuter(gap / 2);
  const up = scaleLinear()
    .domain([0, Math.max(gridLines, highest)])
    .nice(gridLines)
    .range([plot.bottom, plot.top]);
  return { across, up };
}

export function middleOf(across: Scales['across'], at: number): string {
  return percent((across(at) ?? 0) + across.bandwidth() / 2);
}

export function percent(value: number): string {
  return `${Math.round(value * 100) / 100}%`;
}
