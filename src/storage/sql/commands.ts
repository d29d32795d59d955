import type { Change } from '../../core/change.ts';
import { Fault } from '../../core/fault.ts';
import type { EpochMs } from '../../core/time.ts';
import type { AppendResult, BlockImportResult, ShortRecordKind, ShortRecordPut } from '../store.ts';
import type { HashedImport } from './hashed-import.ts';

/** What a writer can be asked to do, each wholly or not at all. */
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

/** What carries out the commands of one store. */
export interface Writer {
  /** Resolves when durable; the command must not change meanwhile. Fault UNAVAILABLE where it failed, too much waits, or there is no writer now. */
  submit<K extends Command['kind']>(command: Command & { readonly kind: K }): Promise<Results[K]>;
  /** Why nothing can be written now; undefined while there is a writer. */
  fault(): Fault | undefined;
  /** Resolves when nothing waits; from the call on, `submit` is refused. */
  drain(): Promise<void>;
  /** Waits for what is under way, then lets go of everything. */
  close(): Promise<void>;
}

/** `kept` UNKNOWN: the commit itself failed in a way that leaves open whether it is on the disk. */
export interface Failure {
  readonly kept: 'NOTHING' | 'UNKNOWN';
  readonly message: string;
  readonly code: string | undefined;
}

export const retryAfterSec = 1;
export const storageClosed = 'The storage is closed; nothing of this was kept.';

export function faultOf({ kept, message, code }: Failure): Fault {
  const fate = kept === 'NOTHING' ? 'nothing of this was kept' : 'whether this was kept is unknown';
  const cause = Object.assign(new Error(message), { code });
  return new Fault('UNAVAILABLE', `The storage failed; ${fate}.`, { retryAfterSec, cause });
}
