/** `null`: suppressed. Undefined: nothing was published of that period. Neither is zero, and neither is drawn as one. */
export type ChartValue = number | null | undefined;

export interface Series {
  readonly name: string;
  /** In the order of the chart's periods or members. */
  readonly values: readonly ChartValue[];
}

/** More would not be told apart; a table takes as many as it likes. */
export const seriesMax = 4;

/** One place on the axis of time. */
export interface ChartPeriod {
  /** `November 2026`. */
  readonly name: string;
  /** `Nov`: what stands under the axis, where the year stands below the first of its periods. */
  readonly tick: string;
  readonly year: string;
}

export interface ChartWords {
  readonly period: string;
  /** Stands for a cell that is not published because too few persons are behind it. */
  readonly suppressed: string;
  /** Stands for a period of which there is no release. */
  readonly noRelease: string;
  /** Opens the table under a chart. */
  readonly asTable: string;
}

/** How numbers are written: in full in tables, short (`20K`) on an axis. */
export interface ChartNumbers {
  number(value: number): string;
  shortNumber(value: number): string;
}

/** What stands in a table for a value. */
export function valueText(value: ChartValue, words: ChartWords, numbers: ChartNumbers): string {
  if (value === undefined) return words.noRelease;
  return value === null ? words.suppressed : numbers.number(value);
}

export function highestOf(series: readonly Series[]): number {
  return Math.max(0, ...series.flatMap(({ values }) => values.filter((value) => typeof value === 'number')));
}
