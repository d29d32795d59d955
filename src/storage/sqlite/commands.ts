import type { Change } from '../../core/change.ts';
import type { EpochMs } from '../../core/time.ts';
import type { AppendResult, BlockImportResult, ShortRecordKind, ShortRecordPut } from '../store.ts';
import type { HashedImport } from './hashed-import.ts';

/** What the writer thread can be asked to do, each wholly or not at all. */
export type Command =
  | { readonly kind: 'APPEND'; readonly changes: readonly Change[] }
  | ({ readonly kind: 'IMPORT_BLOCK' } & HashedImport)
  | { readonly kind: 'PUT_SHORT_RECORDS'; readonly puts: readonly ShortRecordPut[] }
  | { readonly kind: 'ADD_COUNTS'; readonly counts: readonly { readonly key: string; readonly count: number }[] }
  /** Deletes at most `sweptPerCommand` expired records; answers of which kinds they were. */
  | { readonly kind: 'SWEEP'; readonly now: EpochMs };

export interface Results {
  readonly APPEND: readonly AppendResult[];
  readonly IMPORT_BLOCK: BlockImportResult;
  readonly PUT_SHORT_RECORDS: boolean;
  readonly ADD_COUNTS: undefined;
  readonly SWEEP: readonly ShortRecordKind[];
}

/** So many deletions take a few milliseconds: an expiry of millions must not hold the lock at once. */
export const sweptPerCommand = 2_000;

/** What was asked for in one turn comes in one message: each wakes the thread. */
export type Request = readonly NumberedCommand[] | { readonly close: true };

export interface NumberedCommand {
  readonly id: number;
  readonly command: Command;
}

/** `kept` UNKNOWN: the commit itself failed in a way that leaves open whether it is on the disk. */
export interface Failure {
  readonly kept: 'NOTHING' | 'UNKNOWN';
  readonly message: string;
  readonly code: string | undefined;
}

export type Answer =
  | { readonly id: number; readonly result: Results[Command['kind']] }
  | { readonly id: number; readonly failure: Failure };

export type Report = { readonly ready: true } | { readonly answers: readonly Answer[] };
