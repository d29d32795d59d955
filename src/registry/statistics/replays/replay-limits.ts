import { dayMs, minuteMs, secondMs } from '../../../core/time.ts';
import type { RateLimit } from '../../access/rate-limit.ts';

/** What one organisation may ask of replays, and what becomes of them. */
export const replayLimits = {
  /** A made-up law can ask for the number of all whom a description fits: see `blurred`. */
  aDay: {
    name: 'replays organisation',
    max: 20,
    windowMs: dayMs,
    reason: 'each can describe other people',
    per: 'for one organisation',
    field: 'header:Authorization',
  },
  /** Of a proposed policy, as JSON; those that are shipped have some 40,000. */
  policyBytesMax: 131_072,
  /** Pairs of category and channel of both policies. */
  pairsMax: 120,
  /** Rows of the proposed policy, that no decision may take too long. */
  quietHoursMax: 32,
  defaultsMax: 64,
  zonesNamedMax: 500,
  /** The days compared lie at most so far from today. */
  yearsMax: 10,
  /** An unended one that nobody runs is forgotten. */
  openMs: dayMs,
  resultKeptMs: 7 * dayMs,
  /** Who runs one says so at least so often, or another process takes it up, from the start. */
  leaseMs: 15 * secondMs,
  takenUpMax: 5,
  /** Of one run, whatever waits in between. */
  runMsMax: 15 * minuteMs,
} as const satisfies Record<string, number | RateLimit>;
