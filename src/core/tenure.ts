import type { EpochMs } from './time.ts';

/** Whether the registry knows a holder: after a disconnection the number stays protected until reassigned or reclaimed. */
export type Service = 'IN_SERVICE' | 'QUARANTINED';

/** One holder's time with a number, `[openedAt, closedAt)`; an absent end is unknown or open. */
export interface Tenure {
  readonly ordinal: number;
  readonly openedAt?: EpochMs;
  readonly closedAt?: EpochMs;
}

/** Whether a number changed hands since a sender last knew its holder. */
export type TenureChanged = 'YES' | 'NO' | 'NO_DATA';

/** Since when the serving carrier reports every disconnection of its numbers; absent: not all are reported. */
export interface ReportCoverage {
  readonly since?: EpochMs;
}

/**
 * `verifiedFrom` is the start of the day on which the sender last knew the holder (`startOfLocalDate`): a tenure that
 * closed later on that same day counts, as in the FCC's Reassigned Numbers Database. NO only where the
 * carrier's reports cover the whole time from then to now.
 */
export function tenureChanged(
  { tenures }: { readonly tenures: readonly Tenure[] },
  verifiedFrom: EpochMs,
  coverage: ReportCoverage,
  now: EpochMs,
): TenureChanged {
  if (tenures.some(({ closedAt }) => closedAt !== undefined && closedAt >= verifiedFrom)) return 'YES';
  const covered = coverage.since !== undefined && coverage.since <= verifiedFrom && verifiedFrom <= now;
  return covered ? 'NO' : 'NO_DATA';
}
