import type { LocalDate } from '../policy.ts';
import type { EpochMs } from '../time.ts';
import type { DimensionId, MeasureId } from './measures.ts';

/** The member of a dimension that stands for the sum over all others. */
export const all = 'ALL';

/** `2026-10` or `2026-Q4`. */
export type PeriodId = string;

export interface Period {
  readonly id: PeriodId;
  readonly kind: 'MONTH' | 'QUARTER';
  /** Days of the country's calendar, `[from, until)`. */
  readonly from: LocalDate;
  readonly until: LocalDate;
}

/** One side of a table: a dimension and its members, in the order of the values. */
export interface Axis {
  readonly dimension: DimensionId;
  readonly members: readonly string[];
}

/**
 * The cells of one measure in one period: every combination of the members of its axes, row-major (the last axis runs
 * fastest). `null`: suppressed, which is not zero.
 */
export interface MeasureTable {
  readonly measure: MeasureId;
  readonly axes: readonly Axis[];
  readonly values: readonly (number | null)[];
}

/**
 * The published figures of one period. Written to the change log as it stands, once: whoever holds an export can show
 * that it was not rewritten.
 */
export interface Release {
  readonly period: Period;
  /** Of this form; exports name it. */
  readonly schemaVersion: 1;
  /** The policy whose categories, channels and hours the axes have. */
  readonly policyId: string;
  /** Position of the last entry of the change log that is counted in, and when it was counted. */
  readonly position: number;
  /** Of the same of each log of numbers, by its name, where numbers are in others than the directory's. */
  readonly logs?: Readonly<Record<string, number>>;
  readonly countedAt: EpochMs;
  /** Cells of persons from 1 to one below it are suppressed. */
  readonly minimumCellSize: number;
  readonly tables: readonly MeasureTable[];
}

/** One cell of a release, as queries and exports give it: only the dimensions of its measure. */
export interface Cell {
  readonly period: PeriodId;
  readonly measure: MeasureId;
  readonly members: Readonly<Partial<Record<DimensionId, string>>>;
  /** `null`: suppressed. */
  readonly value: number | null;
}

/** Somebody looked at figures, or took them away: for the trail, which nobody can edit. */
export interface FiguresShown {
  readonly organisationId: string;
  /** Who of the organisation, where a person did and no program. */
  readonly person?: string;
  readonly what: 'DESK' | 'CELLS' | 'EXPORT' | 'REPLAY';
  /** Which figures, as the query string of the request; at most 1,000 characters. */
  readonly query: string;
}
