import type { NumberState } from '../core/number-record.ts';
import { parseNumbersKey } from '../core/statistics/tally-keys.ts';
import type { StateId, Store } from '../storage/store.ts';
import type { LogTallies, NumberLog } from './number-log.ts';

/** Counters of a prefix: of so many a country has less. */
const talliesMax = 1_000_000;

/** A log whose store is in this process. */
export function localNumberLog(logId: string, store: Store): NumberLog {
  return {
    logId,
    head: async () => store.head(),
    tail: async (after, limit) => store.tail(after, limit),
    tallies: async (prefixes) => store.snapshot(() => talliesIn(store, prefixes)),
    entriesOfAssertion: async (assertionId, after, limit) => store.entriesOfAssertion(assertionId, after, limit),
  };
}

function talliesIn(store: Store, prefixes: readonly string[]): LogTallies {
  const states = new Map<StateId, NumberState>();
  const counts = prefixes.map((prefix) => store.counts(prefix, talliesMax));
  for (const { key } of counts.flat()) {
    const stateId = parseNumbersKey(key)?.stateId;
    if (stateId !== undefined && !states.has(stateId)) states.set(stateId, store.state(stateId));
  }
  return { head: store.head(), counts, states };
}
