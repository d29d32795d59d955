import type { EpochMs } from './time.ts';

/** `REGISTRATIONS`: bulk registrations above the policy's threshold. `REASSIGNMENTS`: every reported one. */
export const assertionKinds = ['REGISTRATIONS', 'REASSIGNMENTS'] as const;
export type AssertionKind = (typeof assertionKinds)[number];

/**
 * `PENDING`: what loosens waits. `SETTLED`: it took effect. `REVERSING`: an operator reversed it, and not every
 * number is gone through yet. `REVERSED`: every one is.
 */
export const assertionStatuses = ['PENDING', 'SETTLED', 'REVERSING', 'REVERSED'] as const;
export type AssertionStatus = (typeof assertionStatuses)[number];

/**
 * What one carrier asserted in bulk within one hour: it takes effect together, and is reversed together. Which numbers
 * say the entries of the log that name it.
 */
export interface BulkAssertion {
  /** Begins with the hour, so that assertions sort by their age. */
  readonly assertionId: string;
  readonly organisationId: string;
  readonly kind: AssertionKind;
  readonly openedAt: EpochMs;
  /** End of its hour plus the policy's `pendingForSec`: no row waits less than that, or more by over an hour. */
  readonly waitsUntil: EpochMs;
  readonly status: AssertionStatus;
  /** When the status last changed. */
  readonly since: EpochMs;
  /** The log's name for who reversed it. */
  readonly reversedBy?: string;
  readonly reversal?: ReversalTally;
}

/** What a reversal came to, in numbers. */
export interface ReversalTally {
  /** As they were before. */
  readonly undone: number;
  /** Something came later: what waited never takes effect, what binds already stays. */
  readonly ended: number;
  /** Something came later, and nothing of it waited any more. */
  readonly kept: number;
}
