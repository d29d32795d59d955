import type { RegionId } from '../regions/regions.ts';
import type { LawChange, ReplayCell } from './replay-cells.ts';

/** A figure by each law; absent where the law has no such cell. `null`: suppressed. */
export interface BothLaws<T> {
  readonly present?: T;
  readonly proposed?: T;
}

/**
 * What the proposed law changes for one cell in one region, or `ALL` of them. All figures are of registered numbers, and
 * made unsharp (`blurred`); `null` is suppressed. A number is permitted where anything of the days compared is.
 */
export interface ReplayRow extends Omit<ReplayCell, 'law'> {
  readonly region: RegionId;
  readonly law: LawChange;
  readonly numbers: number | null;
  readonly permitted: BothLaws<number | null>;
  /** By the present law permitted, by the proposed one refused. */
  readonly refusedInstead: number | null;
  /** The other way round. */
  readonly permittedInstead: number | null;
  /** Permitted by both, but at other hours. */
  readonly atOtherHours: number | null;
  /** What is left of the numbers. */
  readonly unchanged: number | null;
  /** On average over the numbers, refused ones too: see `HourClasses`. */
  readonly hoursAWeek: BothLaws<number | null>;
  readonly hoursAHoliday: BothLaws<number | null>;
  /** What a number gets of which nothing is on record: of the country, exact. */
  readonly unregistered?: { readonly hoursAWeek: BothLaws<number> };
}

/** When what some holders chose lets them be disturbed, by one law. */
export interface Permitted {
  readonly isPermitted: boolean;
  readonly weekHours: number;
  /** Of one, on average over those compared. */
  readonly holidayHours: number;
}

export interface Compared {
  readonly present: Permitted | undefined;
  readonly proposed: Permitted | undefined;
  readonly change: 'REFUSED_INSTEAD' | 'PERMITTED_INSTEAD' | 'AT_OTHER_HOURS' | 'NONE';
}
