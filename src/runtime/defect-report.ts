import { Fault } from '../core/fault.ts';
import { secondMs } from '../core/time.ts';
import type { ReportDefect } from '../http/fault-status.ts';
import type { Log } from './log.ts';

/** While an outage lasts every request meets it: one line in so many milliseconds tells as much as all of them. */
const outageLineMs = secondMs;

/** Writes defects to the operator's log, each with its stack, and outages in few lines that say how many they stand for. */
export function defectReport(log: Log, monotonicMs: () => number = () => performance.now()): ReportDefect {
  let nextLineAt = Number.NEGATIVE_INFINITY;
  let unsaid = 0;
  return (error, correlator) => {
    if (!(error instanceof Fault)) return log.error({ correlator, err: error }, 'a request failed');
    unsaid++;
    if (monotonicMs() < nextLineAt) return;
    nextLineAt = monotonicMs() + outageLineMs;
    log.error({ correlator, err: error, requests: unsaid }, 'requests are refused');
    unsaid = 0;
  };
}
