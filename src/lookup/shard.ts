import type { NumberChange, Position } from '../core/change.ts';
import type { NumberDetail, NumberRecord, NumberState } from '../core/number-record.ts';
import type { NumbersByBlock } from '../core/numbers-by-block.ts';
import type { Block, PhoneNumber } from '../core/phone-number.ts';
import type { AppendResult, BlockImport, BlockImportResult, BlockRows, LogEntry, StateId } from '../storage/store.ts';
import type { NumberLog } from './number-log.ts';

/** How a number stands, as a decision needs it. Numbers of one state, without detail, may be given the same object. */
export interface NumberStanding {
  readonly stateId: StateId;
  readonly state: NumberState;
  /** `noDetail` for most. */
  readonly detail: NumberDetail;
}

/** Where a log stands: the position of its last entry. */
export interface LogHead {
  readonly logId: string;
  readonly position: Position;
}

/** The standings of a batch, in its order. */
export interface Standings {
  /** Of each log that was asked and answered, in the order of the logs. No standing is older than its log's head. */
  readonly heads: readonly LogHead[];
  /** Undefined where the number's log cannot say now. */
  readonly standings: readonly (NumberStanding | undefined)[];
  /** Of each number; moves with every change of it, and seldom without one: equal values, equal standings. */
  readonly versions: readonly Position[];
}

/** The states of a list's numbers, in its order, and what each of them is. */
export interface ListStates {
  /** As those of `Standings`. */
  readonly heads: readonly LogHead[];
  /** `unavailableState` where the number's log cannot say now. */
  readonly stateIds: Uint32Array;
  readonly states: ReadonlyMap<StateId, NumberState>;
}

/** In place of a state's id; no state has it. */
export const unavailableState: StateId = 0xffff_ffff;

/**
 * All numbers, and the only way to them: one log in this process, or several, here or behind RPC. Where the answer is
 * at hand it comes without a promise, so that a lookup from memory costs no turn of the event loop. What is about one
 * number, and every write, rejects with Fault UNAVAILABLE where the number's log cannot be had.
 */
export interface Shard {
  /** The log that a number's entries are in, as positions of it are named on the wire: `log-3:42`. */
  logIdOf(number: PhoneNumber): string;
  /** All logs that hold numbers, for what reads whole logs. Always the same ones in the same order. */
  readonly logs: readonly NumberLog[];
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
  /**
   * Changes of numbers; durable when resolved, one result a change, in order: see `Store.append`. Where it rejects,
   * what was for other logs than the one that failed may be done.
   */
  change(changes: readonly NumberChange[]): Promise<readonly AppendResult[]>;
  /** A whole block as its log has it, for who compares a list with it. */
  block(block: Block): Promise<BlockNow>;
  /** See `Store.importBlock`. */
  importBlock(rows: BlockImport): Promise<BlockImportResult>;
}

/** The rows of a block, and what all the states are that they name: ids are the log's own. */
export interface BlockNow extends BlockRows {
  readonly states: ReadonlyMap<StateId, NumberState>;
}

export interface NumberAt {
  readonly record: NumberRecord;
  readonly follows: Position;
}
