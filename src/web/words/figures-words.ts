import type { NumberEvent, WayIn } from '../../core/change.ts';
import type { OrganisationRole } from '../../core/organisation.ts';
import type { BaseStance } from '../../core/preferences.ts';
import type { DimensionId, Measure, MeasureId } from '../../core/statistics/measures.ts';
import type { Call, CodeOutcome, TextsOutcome, TimedOperation } from '../../core/statistics/use-keys.ts';
import type { ChartWords } from '../charts/chart-parts.ts';

/** What happens to consents, and what entries of the log say. */
type Change = NumberEvent['kind'] | 'IMPORTED' | 'GIVEN' | 'WITHDRAWN' | 'EXPIRED' | 'ENDED';

/**
 * What figures are called, wherever they are shown. Categories, channels, kinds of days and regions have their names in
 * the policy and the numbering data; decisions and reasons in the words about receipts.
 */
export interface FiguresWords {
  readonly measures: Readonly<Record<MeasureId, MeasureWords>>;
  readonly units: Readonly<Record<Measure['unit'], string>>;
  readonly dimensions: Readonly<Record<DimensionId, DimensionWords>>;
  readonly choices: Readonly<Record<'REFUSED' | 'ALLOWED' | 'UNSPOKEN', string>>;
  readonly stances: Readonly<Record<BaseStance, string>>;
  readonly changes: Readonly<Record<Change, string>>;
  readonly waysIn: Readonly<Record<WayIn, string>>;
  readonly roles: Readonly<Record<OrganisationRole, string>>;
  readonly calls: Readonly<Record<Call, string>>;
  /** What is timed. */
  readonly operations: Readonly<Record<TimedOperation, string>>;
  /** Of codes and texts. */
  readonly outcomes: Readonly<Record<CodeOutcome | TextsOutcome, string>>;
  readonly unknownRegion: string;
  /** Of `P95` and its like: how many in a hundred. */
  percentile(share: string): string;
  hours(from: string, to: string): string;
  quarter(quarter: number, year: string): string;
  /** Under an axis: `Q4`. */
  shortQuarter(quarter: number): string;
  readonly chart: ChartWords;
  /** A chart for who does not see it. */
  readonly trend: {
    /** Of one series, by its name. */
    series(name: string, first: string, firstPeriod: string, last: string, lastPeriod: string): string;
    one(name: string, value: string, period: string): string;
    readonly seeTable: string;
  };
}

export interface MeasureWords {
  readonly name: string;
  /** One sentence. */
  readonly meaning: string;
}

export interface DimensionWords {
  readonly name: string;
  /** The sum over its members. */
  readonly all: string;
}
