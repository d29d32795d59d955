import type { Change, Position } from '../core/change.ts';
import type { NumberDetail, NumberRecord, NumberState } from '../core/number-record.ts';
import type { NumbersByBlock } from '../core/numbers-by-block.ts';
import type { PhoneNumber } from '../core/phone-number.ts';
import type { AppendResult, LogEntry, StateId } from '../storage/store.ts';

/** How a number stands, as a decision needs it. Numbers of one state, without detail, may be given the same object. */
export interface NumberStanding {
  readonly stateId: StateId;
  readonly state: NumberState;
  /** `noDetail` for most. */
  readonly detail: NumberDetail;
}

/** The standings of a batch, in its order. No standing is older than `position`. */
export interface Standings {
  readonly position: Position;
  readonly standings: readonly NumberStanding[];
  /** Of each number's block; moves with every change in it: equal values, equal answers for every number of the block. */
  readonly blockVersions: readonly Position[];
}

/** The states of a list's numbers, in its order, and what each of them is. No state is older than `position`. */
export interface ListStates {
  readonly position: Position;
  readonly stateIds: Uint32Array;
  readonly states: ReadonlyMap<StateId, NumberState>;
}

/**
 * The numbers whose blocks fall to one place, and the only way to them: in this process on Node, behind RPC where
 * one machine is not enough. Where the answer is at hand it comes without a promise, so that a lookup from memory
 * costs no turn of the event loop.
 */
export interface Shard {
  /** Names this shard's log on the wire, as in `log:42`. */
  readonly logId: string;
  /**
   * Sees everything that was acknowledged before the call, in whichever process. Long batches let others run
   * every millisecond.
   */
  standings(numbers: readonly PhoneNumber[]): Standings | Promise<Standings>;
  /**
   * The states of many numbers. What else a number said, where its state `hasDetail`, is for `standings`. Sees what
   * that does; lets others run every few milliseconds.
   */
  states(numbers: NumbersByBlock): Promise<ListStates>;
  /** The whole record of one number, and the position that its next change has to follow. */
  number(number: PhoneNumber): NumberAt | Promise<NumberAt>;
  history(number: PhoneNumber, before: Position, limit: number): readonly LogEntry[] | Promise<readonly LogEntry[]>;
  /** See `Store.numberBefore`. */
  numberBefore(number: PhoneNumber, position: Position): NumberRecord | Promise<NumberRecord>;
  /** See `Store.entriesOfAssertion`. */
  entriesOfAssertion(
    assertionId: string,
    after: Position,
    limit: number,
  ): readonly LogEntry[] | Promise<readonly LogEntry[]>;
  /** Durable when resolved; see `Store.append`. */
  change(changes: readonly Change[]): Promise<readonly AppendResult[]>;
}

export interface NumberAt {
  readonly record: NumberRecord;
  readonly follows: Position;
}
