import { secondMs } from '../core/time.ts';

/** What one process takes from its clients, and how long it waits for them. */
export interface ServerLimits {
  /** A client that takes longer to send its headers, or its whole request, is cut. */
  readonly headersMsMax: number;
  readonly requestMsMax: number;
  readonly headersBytesMax: number;
  readonly idleConnectionMsMax: number;
  /** How often slow clients are looked for. */
  readonly lookMs: number;
  /** Less of a body than this between two looks, and the client is cut. */
  readonly bodyBytesPerLookMin: number;
  /** An answer that nobody takes for so long is dropped with its connection. */
  readonly answerMsMax: number;
  readonly connectionsMax: number;
  /** Requests accepted and not answered; one that waits for its own client does not count for longer than a look. */
  readonly inFlightMax: number;
  /** Bodies above 4 kB, all that are in flight together, those that come in slowly too. */
  readonly largeBodiesBytesMax: number;
  /** At the end, what was accepted has so long to be finished. */
  readonly drainMsMax: number;
}

export const usualLimits: ServerLimits = {
  headersMsMax: 10 * secondMs,
  requestMsMax: 60 * secondMs,
  headersBytesMax: 16_384,
  idleConnectionMsMax: 65 * secondMs,
  lookMs: 5 * secondMs,
  bodyBytesPerLookMin: 5_000,
  answerMsMax: 30 * secondMs,
  connectionsMax: 10_000,
  inFlightMax: 2_000,
  largeBodiesBytesMax: 64 * 2 ** 20,
  drainMsMax: 10 * secondMs,
};
