import type { LawChange } from '../../core/replay/replay-cells.ts';
import type { ReplayStatus } from '../../registry/statistics/replays/replay-job.ts';

/** The pages on which the regulator compares a proposed law with the present one. */
export interface ReplayWords {
  readonly heading: string;
  readonly lead: string;
  readonly how: string;
  readonly presentPolicy: string;
  readonly file: string;
  readonly from: string;
  readonly fromHint: string;
  readonly start: string;
  readonly open: string;
  readonly statuses: Readonly<Record<ReplayStatus, string>>;
  done(percent: string): string;
  readonly progress: string;
  readonly leave: string;
  readonly refresh: string;
  readonly cancel: string;
  readonly remove: string;
  keptUntil(when: string): string;
  readonly failed: string;
  readonly proposed: string;
  readonly present: string;
  readonly digest: string;
  readonly week: string;
  readonly holidays: string;
  readonly leftOut: string;
  readonly messageClass: string;
  readonly classes: Readonly<Record<'PROMOTIONAL' | 'SERVICE', string>>;
  readonly show: string;
  same(same: number, all: number): string;
  readonly nothing: string;
  steps(minimum: number): string;
  /** In place of a figure that is not shown. */
  fewer(limit: number): string;
  readonly law: string;
  readonly laws: Readonly<Record<LawChange, string>>;
  readonly numbers: string;
  readonly refusedInstead: string;
  readonly permittedInstead: string;
  readonly otherHours: string;
  readonly unchanged: string;
  readonly hoursNow: string;
  readonly hoursThen: string;
  readonly silentNow: string;
  readonly silentThen: string;
  readonly byRegion: string;
  readonly errors: {
    readonly noFile: string;
    readonly notJson: string;
    readonly tooLarge: string;
    /** `detail`: in English, as programs are told. */
    policy(detail: string): string;
    readonly from: string;
    readonly another: string;
    none(entered: string): string;
  };
}
