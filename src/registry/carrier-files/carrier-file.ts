import type { WishManifest } from '../../core/carrier-file.ts';
import type { Position } from '../../core/change.ts';
import type { Scope } from '../../core/organisation.ts';
import { dayMs, type EpochMs } from '../../core/time.ts';
import type { ScrubClaim } from '../scrubs/scrub-desk.ts';

/** A file as its manifest announced it. */
export interface CarrierFile {
  readonly organisationId: string;
  readonly manifest: WishManifest;
  /** Granted to who announced it. */
  readonly scopes: readonly Scope[];
  readonly openedAt: EpochMs;
}

/** Rows by what became of them. */
export interface WishCounts {
  readonly registered: number;
  readonly pending: number;
  readonly unchanged: number;
  readonly rejected: number;
}

/** How far a file has come: rows behind the first `rows` are still to be done, but for those that a crash left behind. */
export interface FileCheckpoint {
  readonly startedAt: EpochMs;
  readonly rows: number;
  readonly counts: WishCounts;
  /** Of the result, that are on the disk. */
  readonly resultBytes: number;
  /**
   * Where the logs stood, as on the wire: an entry behind it may be of a row that is not answered yet. Of an older
   * version: a number, the only log's position.
   */
  readonly head: string | Position;
}

/** What is said of the file of results beside it. */
export interface ResultManifest {
  readonly file: string;
  readonly carrier: string;
  readonly date: string;
  readonly sequence: number;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
  /** The file that it answers. */
  readonly answers: { readonly file: string; readonly sha256: string };
  readonly counts: WishCounts;
  readonly completedAt: string;
  readonly position: string;
  readonly policy: string;
}

export interface FileEnd {
  readonly endedAt: EpochMs;
  readonly manifest: ResultManifest;
  /** Compact JWS over the manifest. */
  readonly signature: string;
}

export const carrierFileStatuses = ['UPLOADING', 'QUEUED', 'RUNNING', 'COMPLETED'] as const;
export type CarrierFileStatus = (typeof carrierFileStatuses)[number];

export interface CarrierFileState {
  readonly inputIsComplete: boolean;
  readonly checkpoint: FileCheckpoint | undefined;
  readonly end: FileEnd | undefined;
  /** A process that is alive is at its rows. */
  readonly isClaimed: boolean;
}

/** Takes the result as it is made. */
export interface ResultAppender {
  /** A promise where there is no room for more until it resolves; the bytes are the caller's again by then. */
  write(bytes: Uint8Array): void | Promise<void>;
  /** What was written has survived the loss of power when this resolves. */
  sync(): Promise<void>;
  close(): void;
}

/**
 * Where files of carriers are kept while they are worked on; several processes may have the same. What a promise
 * resolves for has survived the loss of power. Files are named by carrier and name.
 */
export interface CarrierFiles {
  /**
   * Puts a file there, or a new announcement in the place of one whose bytes have not come. False where they are coming
   * in or have come: what they are checked against stays. Fault UNAVAILABLE where there is no room.
   */
  open(file: CarrierFile): Promise<boolean>;
  file(organisationId: string, name: string): CarrierFile | undefined;
  /** Of all that are there, by day and number; a carrier has thousands after a year. */
  names(organisationId: string): readonly string[];
  /** Whether its bytes have come. */
  isReceived(organisationId: string, name: string): boolean;
  isAnswered(organisationId: string, name: string): boolean;
  /** Carriers that have a file that is received and not answered. */
  waiting(): readonly CarrierFile[];
  state(organisationId: string, name: string): CarrierFileState;
  /** Takes the bytes in the place of those that came before. Fault UNAVAILABLE where there is no room. */
  putInput(organisationId: string, name: string, bytes: AsyncIterable<Uint8Array>): Promise<void>;
  completeInput(organisationId: string, name: string): Promise<void>;
  dropInput(organisationId: string, name: string): Promise<void>;
  input(organisationId: string, name: string): AsyncIterable<Uint8Array>;
  /** Undefined where somebody else has it. */
  claim(organisationId: string, name: string, what: 'RUN' | 'UPLOAD'): ScrubClaim | undefined;
  putCheckpoint(organisationId: string, name: string, checkpoint: FileCheckpoint): Promise<void>;
  /** Opens the result, cut to so many bytes. */
  appendResult(organisationId: string, name: string, bytes: number): ResultAppender;
  result(organisationId: string, name: string, from: number, to: number): AsyncIterable<Uint8Array>;
  putEnd(organisationId: string, name: string, end: FileEnd): Promise<void>;
  /** Deletes results that are older, and forgets files that are much older, or that never came. */
  sweep(now: EpochMs): Promise<void>;
}

export const carrierFileLimits = {
  /** Files of one carrier that are not answered yet. */
  openMax: 50,
  /** Files of one carrier that are there: fifty a day. */
  keptMax: 20_000,
  /** That a file was announced whose bytes did not come. */
  awaitedMs: 7 * dayMs,
  /** Results, from their end. */
  resultKeptMs: 90 * dayMs,
  /** That the file was taken, and its digest. */
  recordKeptMs: 400 * dayMs,
  /** Rows between two checkpoints. */
  batchRows: 500,
} as const;

/** How a file stands. */
export interface OwnCarrierFile {
  readonly file: CarrierFile;
  readonly state: CarrierFileState;
  readonly status: CarrierFileStatus;
}
