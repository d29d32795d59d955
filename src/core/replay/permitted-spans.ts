import { decide } from '../decide.ts';
import type { Enquiry, Standing } from '../enquiry.ts';
import type { NumberState } from '../number-record.ts';
import type { Policy } from '../policy.ts';
import type { EpochMs } from '../time.ts';

/** `[from, until)`. */
export interface TimeSpan {
  readonly from: EpochMs;
  readonly until: EpochMs;
}

export type TimelessEnquiry = Omit<Enquiry, 'at'>;

/**
 * When a number may be disturbed, within a span: apart from each other and ascending. Whoever asks has a sender identity
 * that is in order and needs no admission; what the subscriber said of single brands is left out.
 */
export function permittedSpans(
  policy: Policy,
  state: NumberState,
  enquiry: TimelessEnquiry,
  { from, until }: TimeSpan,
): readonly TimeSpan[] {
  const standing: Standing = { admittedClasses: [], sender: 'AUTHORISED', state };
  const spans: TimeSpan[] = [];
  for (let at = from; at < until; ) {
    const { decision, nextPermittedAt = until, validUntil } = decide(policy, standing, { ...enquiry, at });
    if (decision === 'BLOCK') {
      at = nextPermittedAt;
      continue;
    }
    const end = Math.min(validUntil, until);
    const last = spans.at(-1);
    // The reason changed, the decision did not.
    if (last?.until === at) spans[spans.length - 1] = { from: last.from, until: end };
    else spans.push({ from: at, until: end });
    at = end;
  }
  return spans;
}

export function totalMs(spans: readonly TimeSpan[]): number {
  return spans.reduce((sum, { from, until }) => sum + until - from, 0);
}

export function areSame(one: readonly TimeSpan[], other: readonly TimeSpan[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ from, until }, place) => other[place]?.from === from && other[place]?.until === until)
  );
}
