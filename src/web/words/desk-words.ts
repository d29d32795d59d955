import type { FaultCode } from '../../core/fault.ts';
import type { Period } from '../../core/statistics/release.ts';
import type { Refusal } from './shell-words.ts';

/** The regulator’s desk. Periods and names come written; what figures are called is in the words about figures. */
export interface DeskWords {
  readonly places: Readonly<Record<'OVERVIEW' | 'FIGURES' | 'RELEASES' | 'REPLAYS', string>>;
  readonly overview: {
    readonly heading: string;
    /** Before there is any release. */
    readonly nothing: string;
    latest(period: string): string;
    readonly files: string;
    readonly registered: string;
    readonly enquiries: string;
    readonly regions: string;
    look(what: string): string;
    changed(until: string, from: string): string;
    readonly nothingBefore: string;
    readonly hidden: string;
    why(minimum: number): string;
    readonly notShown: string;
    readonly of: string;
    readonly share: string;
  };
  readonly figures: {
    readonly heading: string;
    readonly lead: string;
    readonly measure: string;
    readonly choose: string;
    readonly showMeasure: string;
    readonly unit: string;
    readonly period: string;
    readonly choice: string;
    readonly from: string;
    readonly until: string;
    readonly months: string;
    readonly quarters: string;
    readonly view: string;
    readonly views: Readonly<Record<'PERIODS' | 'CHANGE', string>>;
    readonly noneTicked: string;
    readonly show: string;
    each(count: number): string;
    /** Ways to other figures; names come as they stand alone. */
    byEach(dimension: string): string;
    total(all: string): string;
    only(period: string): string;
    since(period: string): string;
    against(period: string): string;
    compared(periods: readonly string[]): string;
    readonly difference: string;
    readonly percent: string;
    readonly noPercent: string;
    signed(difference: number): string;
    signedPercent(share: number): string;
    drawn(drawn: number, all: number): string;
    follow(dimension: string): string;
    readonly finest: string;
    missing(periods: readonly string[]): string;
    hidden(hidden: number, all: number, minimum: number): string;
    /** Where a total’s parts are all hidden. */
    stop(minimum: number): string;
    readonly download: string;
    readonly sameCells: string;
    readonly noDifferences: string;
  };
  readonly releases: {
    readonly heading: string;
    readonly lead: string;
    readonly period: string;
    readonly countedAt: string;
    readonly position: string;
    readonly policy: string;
    readonly minimum: string;
    readonly rows: string;
    readonly suppressed: string;
    readonly filesHeading: string;
    readonly filesLead: string;
    readonly file: string;
    readonly bytes: string;
    readonly digest: string;
    readonly manifest: string;
  };
  /** What is wrong with an address. `entered` is what the person, or the address, had. */
  readonly errors: {
    measure(entered: string, fitting: string): string;
    period(entered: string): string;
    otherKind(kind: Period['kind']): string;
    untilBeforeFrom(from: string): string;
    tooManyPeriods(limit: number): string;
    readonly nothingToCompare: string;
    view(entered: string): string;
    field(entered: string): string;
    dimension(dimension: string, fitting: readonly string[]): string;
    member(dimension: string, entered: string): string;
    tooManyCells(count: number, limit: number): string;
    readonly tooLong: string;
  };
  /** The rest has the shell’s words. */
  readonly refusals: Readonly<Partial<Record<FaultCode, Refusal>>>;
}
