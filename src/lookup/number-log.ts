import type { Position } from '../core/change.ts';
import type { NumberState } from '../core/number-record.ts';
import type { LogEntry, StateId, Tail } from '../storage/store.ts';

/**
 * One log of numbers, in this process or behind RPC, for what reads it from end to end. Each read sees everything
 * that was acknowledged before the call; each rejects with Fault UNAVAILABLE where the log cannot be had.
 */
export interface NumberLog {
  /** Names the log on the wire, as in `log-3:42`. */
  readonly logId: string;
  /** Position of its last entry; 0 where there is none. */
  head(): Promise<Position>;
  /** See `Store.tail`. */
  tail(after: Position, limit: number): Promise<Tail | undefined>;
  /** What its counters say whose keys begin with each of the prefixes, all at one moment. */
  tallies(prefixes: readonly string[]): Promise<LogTallies>;
  /** See `Store.entriesOfAssertion`. */
  entriesOfAssertion(assertionId: string, after: Position, limit: number): Promise<readonly LogEntry[]>;
}

export interface LogTallies {
  /** Of the last entry that is counted in. */
  readonly head: Position;
  /** By prefix, in the order of the prefixes, then by key; none at zero. */
  readonly counts: readonly (readonly LogTally[])[];
  /** What the states are that the keys name (`NumbersTally`): ids are the log's own. */
  readonly states: ReadonlyMap<StateId, NumberState>;
}

export interface LogTally {
  readonly key: string;
  readonly count: number;
}
