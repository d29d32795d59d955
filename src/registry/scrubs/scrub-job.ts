import type { Position } from '../../core/change.ts';
import type { FaultCode } from '../../core/fault.ts';
import type { Scope } from '../../core/organisation.ts';
import type { MessageClass } from '../../core/policy.ts';
import type { EpochMs } from '../../core/time.ts';
import type { RowCounts } from '../../receipts/receipt-payload.ts';
import type { FileDigest } from '../../receipts/scrub-certificate.ts';
import type { ReasonCounts } from '../../scrub/outcome-table.ts';
import { formatPosition } from '../position.ts';
import type { RowProofsReached } from './output-trees.ts';
import type { JobLayout, KeptName } from './result-name.ts';

/** What a list is asked about, and how it is read. */
export interface ScrubTerms {
  readonly category: string;
  readonly channel: string;
  readonly messageClass?: MessageClass | undefined;
  readonly sender?: string | undefined;
  readonly plannedAt?: string | undefined;
  /** Head or place (from 1) of the column with the numbers; absent: the one that looks like it. */
  readonly column?: string | undefined;
  /** Of numbers without a country code: ISO 3166-1; the policy's where absent. */
  readonly country?: string | undefined;
}

/** `rows.count` = allowed + blocked + rejected + unavailable. */
export interface ScrubSummary {
  readonly rows: RowCounts & { readonly duplicates: number };
  readonly reasons: ReasonCounts;
  /** False where a list has so many numbers that there may be more duplicates. */
  readonly duplicatesAreAll: boolean;
  /** They are no rows and do not come out. */
  readonly blankLines: number;
  /** No row reflects less of the log. */
  readonly position: string;
  readonly policy: string;
  /** The JWS of a `ScrubCertificate`, where it was asked for. */
  readonly certificate?: string;
  /** Of a recheck for changes: the rest is of the whole list as it stands now. */
  readonly recheck?: RecheckSummary;
}

export interface RecheckSummary {
  /** Position of the scrub whose rows are compared. */
  readonly since: string;
  /** Rows. */
  readonly decidedAgain: number;
  /** Rows whose decision or reason is another now. */
  readonly changed: number;
}

/** What a recheck for changes starts from: an earlier scrub. */
export interface RecheckBase {
  /** Of that scrub. */
  readonly startedAt: EpochMs;
  readonly summary: ScrubSummary;
  /** Its list exactly as it was given. */
  readonly input: FileDigest;
}

/** What was written down of a list when it was opened; never changed. */
interface Opened {
  readonly scrubId: string;
  readonly organisationId: string;
  /** The person at the organisation who opened it, where one did. */
  readonly openedBy?: string;
  /** As its owner calls the list. */
  readonly name?: string;
  /** Of the list, where it was told: `text/csv`. */
  readonly mediaType: string | undefined;
  readonly createdAt: EpochMs;
}

/** A list of which nothing was asked yet: scrubs take it over. */
export interface KeptList extends Opened {
  readonly form: 'LIST';
  /** As whoever sends it announced it. */
  readonly bytes?: number;
}

/** A scrub as it was asked for. STREAMED: its results went out while its list came in, and are not kept. */
export interface ScrubJob extends Opened {
  readonly form: 'STREAMED' | 'JOB';
  readonly terms: ScrubTerms;
  readonly layout: JobLayout;
  /**
   * Where single rows shall be shown later: what the salts of their trees come from. It is for who opened the scrub, once
   * it is completed, and in no certificate or log.
   */
  readonly rowSecret?: string;
  /** Granted to who opened it. */
  readonly scopes: readonly Scope[];
  /** The scrub whose list this one takes. */
  readonly recheckOf?: string;
  /** Where its layout is CHANGES: `input` is then what that scrub's rows were decided as. */
  readonly base?: RecheckBase;
}

/** Rows by `ALLOW/DEFAULT`. */
export type CountedRows = readonly (readonly [key: string, rows: number])[];

interface Reached {
  readonly startedAt: EpochMs;
  readonly rows: number;
  /** Of what was decided. */
  readonly outcomes: CountedRows;
  /** On the wire. Of an older version: a number is one of the directory's log, undefined where it had looked at none yet. */
  readonly position: string | Position | undefined;
}

/** The position of a checkpoint on the wire, where it has one. */
export function keptPosition(
  directoryLogId: string,
  reached: Pick<Reached, 'position'> | undefined,
): string | undefined {
  const position = reached?.position;
  return typeof position === 'number' ? formatPosition(directoryLogId, position) : position;
}

/** How far a scrub has come, so that it can go on from there with the same list: slices are cut the same again. */
export interface ScrubCheckpoint extends Reached {
  readonly windowBytes: number;
  readonly slices: number;
  /** Where single rows shall be shown. */
  readonly rowProofs?: RowProofsReached | undefined;
}

/** How far a recheck for changes has come: the rows behind the first `rows` are still to be looked at. */
export interface RecheckCheckpoint extends Reached {
  /** Rows that were not decided again. */
  readonly unchanged: CountedRows;
  readonly changed: number;
}

export type ResultBytes = Readonly<Partial<Record<KeptName, number>>>;

/** What whoever runs a scrub tells of it. */
export interface ScrubRun {
  /** When the present runner took it up. */
  readonly since: EpochMs;
  readonly at: EpochMs;
  readonly rows: number;
  readonly bytesRead: number;
  /** With the bytes of each result that are on the disk by then. */
  readonly checkpoint?: (ScrubCheckpoint | RecheckCheckpoint) & { readonly results: ResultBytes };
}

/** An expected failure, or `INTERNAL`. */
export interface ScrubFault {
  readonly code: FaultCode | 'INTERNAL';
  readonly message: string;
  readonly field?: string | undefined;
  readonly limit?: string | undefined;
}

/** How a scrub ended; never changed. */
export type ScrubEnd =
  | {
      readonly status: 'COMPLETED';
      readonly startedAt: EpochMs;
      readonly endedAt: EpochMs;
      readonly summary: ScrubSummary;
      readonly results: ResultBytes;
    }
  | { readonly status: 'FAILED'; readonly endedAt: EpochMs; readonly fault: ScrubFault };

export const scrubStatuses = ['UPLOADING', 'QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED', 'EXPIRED'] as const;
export type ScrubStatus = (typeof scrubStatuses)[number];
