import type { Position } from '../../core/change.ts';
import type { Tally } from '../../core/statistics/tallies.ts';
import type { EpochMs } from '../../core/time.ts';
import type { ShortRecordKind } from '../store.ts';
import type { MovedEntry } from './moved-entry.ts';

/*
 * A log on its way from one store to another: parts in order, counted from 1, each some megabytes of JSON lines (UTF-8,
 * LF behind each line). What the log adds up to (states, images, details, entities, what is counted of it) does not
 * move: the store that takes the entries in works it out anew, so that nothing has to be believed, and an export can be
 * made while the log grows. What moves, by the kind of part:
 *
 * ENTRIES: the change log from its first entry, without a gap (`moved-entry.ts`).
 * COUNTERS: what was counted of the registry's use, `{"count", "key"}` by key; not what is counted of the log.
 * RECORDS: the short records that a registry cannot do without, `{"body", "expiresAt", "id", "kind"}` by kind and id.
 * SIGNING_KEYS: private keys, `{"body", "kid"}`, each encrypted under a secret of the operator's; only when asked for.
 */
export const partKinds = ['ENTRIES', 'COUNTERS', 'RECORDS', 'SIGNING_KEYS'] as const;
export type PartKind = (typeof partKinds)[number];

/** A part is closed before it grows beyond this, bytes; only a single line may be longer. */
export const partBytesMax = 4 * 2 ** 20;
/** What a reader takes of a part, bytes: a line for 10,000 rows with a set of preferences each is some megabytes. */
export const partBytesTaken = 32 * 2 ** 20;

/** Canaries are sealed under the registry's pepper, which has to move with them; signals name nobody's number. */
export const movedRecordKinds = ['CANARY', 'ABUSE_SIGNAL'] as const satisfies readonly ShortRecordKind[];

export interface MovedRecord {
  readonly kind: ShortRecordKind;
  readonly id: string;
  readonly body: string;
  readonly expiresAt: EpochMs;
}

/** A private key of the registry's as it rests in a store, or under the operator's secret in a part. */
export interface SealedKey {
  readonly kid: string;
  readonly body: string;
}

/** What an export says of one of its parts. */
export interface PartFacts {
  /** From 1, in the log's order. */
  readonly part: number;
  readonly kind: PartKind;
  /** Lines. */
  readonly rows: number;
  /** Of the lines as they are, not compressed: the same whoever compresses them. `digest`: base64url of the SHA-256. */
  readonly bytes: number;
  readonly digest: string;
}

/** What an export says of a log. */
export interface LogFacts {
  readonly logId: string;
  /** The last entry that moves, which is also how many there are. */
  readonly head: Position;
  /** base64url of the RFC 9162 root over the leaf hashes of all entries. */
  readonly rootHash: string;
  readonly parts: readonly PartFacts[];
}

/** A store as an export reads it: at one moment, or page by page while the log grows. */
export interface LogSource {
  head(): Position;
  /** Entries after a position, in order, at most `limit`. */
  entries(after: Position, limit: number): readonly MovedEntry[];
  /** Counters of use after a key ('' for the start), by key, at most `limit`. */
  counters(after: string, limit: number): readonly Tally[];
  /** Records of a kind after an id ('' for the start), by id, at most `limit`. */
  records(kind: ShortRecordKind, after: string, limit: number): readonly MovedRecord[];
}

export interface OpenedLogSource extends LogSource {
  close(): void;
}

/** One log of an export, as the store that takes it in has to know it. */
export interface GivenLog {
  readonly log: LogFacts;
  /** How many places the numbers of the registry are in: which of them this log has follows from its name. */
  readonly shards: number;
  /** Of the manifest, base64url: names the export. */
  readonly manifestDigest: string;
}

/** How far a store has taken in a log. */
export interface Taking {
  readonly logId: string;
  /** Of the manifest that the parts belong to. */
  readonly manifestDigest: string;
  /** The part that is wanted next; one more than there are when all are taken. */
  readonly nextPart: number;
  readonly parts: number;
  readonly head: Position;
}

/**
 * A store that takes in a log, here or behind RPC. Each method is whole: what it did is durable when it resolves, and
 * nothing of it where it rejects. Until `finish` nobody serves the store.
 */
export interface ReachedTarget {
  /** Undefined where nothing is being taken in. Of a log of numbers that was finished it still says so. */
  taking(): Taking | undefined | Promise<Taking | undefined>;
  /**
   * The first thing; the same again has no effect. Fault FAILED_PRECONDITION where the store holds anything, or takes in
   * something else.
   */
  begin(given: GivenLog): Promise<Taking>;
  /**
   * The lines of a part, in order; one that was taken already has no effect. Of SIGNING_KEYS the caller gives what is to
   * be kept, sealed as this registry has it, or nothing. Fault INVALID_ARGUMENT, with the part as its field, where it is
   * another than the manifest says, or its entries do not fit what came before; FAILED_PRECONDITION where an earlier part
   * is missing. The number of every entry belongs to the log, or none of the part is taken.
   */
  take(part: number, lines: Uint8Array, signingKeys?: readonly SealedKey[]): Promise<Taking>;
  /**
   * Opens the store for service; of a log of numbers again has no effect. Fault FAILED_PRECONDITION where another export,
   * or none, is being taken in, parts are missing, or head and root are not the manifest's.
   */
  finish(manifestDigest: string): Promise<void>;
}

/** A store of this process. */
export interface LogTarget extends ReachedTarget {
  /** Whether the store holds nothing but what is being taken in. */
  isFree(): boolean;
  taking(): Taking | undefined;
}
