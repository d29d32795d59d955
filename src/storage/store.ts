import type { Change, Documents, EntityKind, Position } from '../core/change.ts';
import type { Fault } from '../core/fault.ts';
import type { NumberDetail, NumberRecord, NumberState } from '../core/number-record.ts';
import type { Block, PhoneNumber } from '../core/phone-number.ts';
import type { Preferences } from '../core/preferences.ts';
import type { NumberEntry } from '../core/statistics/tallies.ts';
import type { EpochMs } from '../core/time.ts';

/** Number of an interned `NumberState`; 0 is `unknownState`. Never reused, the same for all readers of one store. */
export type StateId = number;

/** An entry of the change log as it was written. `leafHash` = SHA-256(0x00 ‖ salt ‖ entry bytes), see `leaf-hash.ts`. */
export type LogEntry = (Change | BlockImported) & {
  readonly position: Position;
  readonly salt: Uint8Array;
  readonly leafHash: Uint8Array;
};

/**
 * What is left of an entry whose content its number's holder had erased, by a later entry (`HISTORY_ERASED`,
 * `RECORD_ERASED`): its place, which number it was about, and its hash, which without the salt tells nothing.
 */
export interface ErasedEntry {
  readonly isErased: true;
  readonly position: Position;
  readonly number: PhoneNumber;
  readonly follows: Position;
  readonly leafHash: Uint8Array;
}

/** A bulk import's entry: one per (batch, block). `rowsRoot` is the RFC 9162 root over the salted row leaves. */
export interface BlockImported {
  readonly block: Block;
  readonly batchId: string;
  readonly at: EpochMs;
  readonly actor: string;
  readonly rows: number;
  readonly rowsRoot: Uint8Array;
}

/** What became of one change: durable at its position, or refused because `head` stands where it named `follows`. */
export type AppendResult =
  | { readonly status: 'APPENDED'; readonly position: Position }
  | { readonly status: 'CONFLICT'; readonly head: Position };

/** Rows of one block to register in bulk. */
export interface BlockImport {
  readonly block: Block;
  readonly batchId: string;
  readonly at: EpochMs;
  readonly actor: string;
  /** Offsets (0–9,999) that get each preference set; an offset stands in one group only. */
  readonly groups: readonly { readonly preferences: Preferences; readonly offsets: Uint16Array }[];
}

/** `kept`: numbers that had something on record already and were left as they are. No `position`: nothing was new. */
export interface BlockImportResult {
  readonly position?: Position;
  readonly registered: number;
  readonly kept: number;
}

/** What the log still says of the numbers of a block: erased entries and rows are left out. */
export interface BlockLog {
  /** What each bulk import registered, oldest first. */
  readonly imports: readonly (Pick<BlockImport, 'at' | 'groups'> & { readonly position: Position })[];
  /** The entries about single numbers, by number and then oldest first. */
  readonly entries: readonly NumberEntry[];
}

/** Everything that answers may need of a block: its image (see `block-image.ts`) and the numbers changed since it. */
export interface BlockRows {
  readonly image: Uint8Array | undefined;
  readonly recent: readonly { readonly offset: number; readonly state: StateId }[];
}

/** What happened after a position, in log order, as a follower needs it. */
export interface Tail {
  /** The last position the tail covers. */
  readonly head: Position;
  readonly numbers: readonly { readonly number: PhoneNumber; readonly state: StateId; readonly position: Position }[];
  readonly blocks: readonly { readonly block: Block; readonly position: Position }[];
  readonly entities: readonly { readonly kind: EntityKind; readonly id: string; readonly position: Position }[];
}

/** A short-lived fact that decides no answer: a session, a code, a used token id. Not in the log. */
export interface ShortRecord {
  readonly body: string;
  readonly version: number;
  readonly expiresAt: EpochMs;
}

export const shortRecordKinds = [
  'CODE',
  'SESSION',
  'USED_JTI',
  'IDEMPOTENCY',
  'LIMIT',
  'OUTBOX',
  'SIGNING_SECRET',
  'QUOTA_USE',
  'ABUSE_SIGNAL',
  'CANARY',
  'TEXT',
  'TEXT_LINE',
  'OUTGOING_TEXT',
  'TEXT_RECEIPT',
  'REPLAY',
  'REPLAY_RESULT',
  'TAKING',
  'TAKEN',
] as const;
export type ShortRecordKind = (typeof shortRecordKinds)[number];

/**
 * Durable state of one registry (or one shard of it).
 *
 * Reads are synchronous and local. Each sees everything that was acknowledged to anybody, in this process or
 * another on the same store, before the read began; several reads see one moment only inside `snapshot`.
 *
 * Writes are whole: when the promise resolves, the effect survives the loss of power; when it rejects, nothing of
 * it happened, or it is unknown (a `Fault` UNAVAILABLE says which in its message). There is no transaction to
 * hold open.
 */
export interface Store {
  /** Position of the last entry; 0 for a new registry. */
  head(): Position;
  /**
   * A number that differs from the last call's whenever anybody else, or this store's own writer, committed in
   * between. Cheap (microseconds); not to be called inside `snapshot`.
   */
  version(): number;
  /** Runs reads at one moment: none of them sees what is committed meanwhile. */
  snapshot<T>(read: () => T): T;

  /** The record of a number and the position its next change has to follow; `unknownRecord` and 0 if never heard of. */
  number(number: PhoneNumber): { readonly record: NumberRecord; readonly follows: Position };
  /** The rare part alone; `noDetail` for most. */
  numberDetail(number: PhoneNumber): NumberDetail;
  state(id: StateId): NumberState;
  blockRows(block: Block): BlockRows;
  /** Which of the 1,024 blocks `[group * 1024, group * 1024 + 1024)` hold anything, ascending. */
  blocksHeld(group: number): readonly Block[];
  /** All blocks that hold anything, ascending, after a block, at most `limit`. */
  blocks(after: Block, limit: number): readonly Block[];
  /**
   * Entries about one number, newest first, below position `before`; block imports that touch it included, erased
   * entries and rows left out.
   */
  history(number: PhoneNumber, before: Position, limit: number): readonly LogEntry[];
  /**
   * The record that what is left of the entries about a number below `position` adds up to; `unknownRecord` where
   * nothing is.
   */
  numberBefore(number: PhoneNumber, position: Position): NumberRecord;
  /** All of it at once: megabytes where every number of the block has some entries. */
  blockLog(block: Block): BlockLog;
  /** Unerased entries about single numbers whose event names the bulk assertion, oldest first, after a position, at most `limit`. */
  entriesOfAssertion(assertionId: string, after: Position, limit: number): readonly LogEntry[];
  /** Entries after a position, in order, at most `limit`; no position is missing. */
  entries(after: Position, limit: number): readonly (LogEntry | ErasedEntry)[];
  /**
   * What a follower must know since `after`, at most `limit` entries; undefined where more than `limit` happened:
   * the follower then starts anew. Of a number whose entries were erased, what came before the erasure is left out.
   */
  tail(after: Position, limit: number): Tail | undefined;
  entity<K extends EntityKind>(kind: K, id: string): Entity<K> | undefined;
  /** Entities of a kind by id, after `afterId` ('' for the start). */
  entities<K extends EntityKind>(kind: K, afterId: string, limit: number): readonly Entity<K>[];

  /**
   * Adds changes to the log, in order, as one group with whatever else waits. A change whose `follows` is not its
   * subject's last position is answered CONFLICT and leaves no trace; the others go on. A fault of storage rejects
   * the whole call and nothing of it is kept.
   *
   * With an erasure (`core/erasure.ts`) goes, in the same write, what it erases: of entries all but `ErasedEntry`, of
   * rows of bulk imports the preferences and the salt (the root and the row's leaf stay), and whatever past state is
   * kept beside the log. No copy of it stays in what the store has written itself, backups apart.
   *
   * What is appended and imported is counted in the same write (`core/statistics/tally-keys.ts`): whatever the counters
   * say of numbers, consents and changes is at every moment what the entries and rows that the log still holds add up
   * to. What conflicts or fails adds nothing; with an erasure goes what the erased had added.
   */
  append(changes: readonly Change[]): Promise<readonly AppendResult[]>;
  /** Registers a block's rows as one entry; numbers with anything on record keep it. Same batch and block twice: no effect. */
  importBlock(rows: BlockImport): Promise<BlockImportResult>;

  shortRecord(kind: ShortRecordKind, id: string, now: EpochMs): ShortRecord | undefined;
  /** Unexpired records of a kind by id, after `afterId` (the first ones where absent). */
  shortRecords(
    kind: ShortRecordKind,
    now: EpochMs,
    limit: number,
    afterId?: string,
  ): readonly (ShortRecord & { readonly id: string })[];
  /** How many there are of a kind, expired ones that were not swept yet too; a millisecond for some 50,000. */
  shortRecordCount(kind: ShortRecordKind): number;
  /**
   * Compare and swap: writes only where the unexpired record's version is `expected` (0: there is none).
   * Resolves to whether it was written. `body: undefined` deletes.
   */
  putShortRecord(put: ShortRecordPut): Promise<boolean>;
  /** The same for several records, none of them twice: all are written, or none where one is not as it is expected. */
  putShortRecords(puts: readonly ShortRecordPut[]): Promise<boolean>;

  /** Adds to counters, durable with the next group; read back by the prefix of their key, those at zero left out. */
  addCounts(counts: readonly { readonly key: string; readonly count: number }[]): Promise<void>;
  counts(keyPrefix: string, limit: number): readonly { readonly key: string; readonly count: number }[];

  /** Deletes expired short records; resolves to how many of each kind. One that several sweep at once is counted for one of them. */
  sweep(now: EpochMs): Promise<SweptRecords>;
  /**
   * Why nothing can be written now, whatever it is: a Fault UNAVAILABLE while there is no writer. A write may be
   * refused also where this is undefined, as on a full disk.
   */
  writerFault(): Fault | undefined;
  /** Waits for writes under way, then lets go of everything. */
  close(): Promise<void>;
}

/** What is not about a number, by id. */
export type EntityReads = Pick<Store, 'entity' | 'entities'>;

export type SweptRecords = Readonly<Partial<Record<ShortRecordKind, number>>>;

export interface Entity<K extends EntityKind> {
  readonly id: string;
  readonly document: Documents[K];
  readonly position: Position;
}

export interface ShortRecordPut {
  readonly kind: ShortRecordKind;
  readonly id: string;
  readonly expected: number;
  readonly body: string | undefined;
  readonly expiresAt: EpochMs;
  readonly now: EpochMs;
}
