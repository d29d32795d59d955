import type { EpochMs } from '../../core/time.ts';
import type { ScrubTools } from '../../scrub/scrub-tools.ts';
import type { OrganisationActor } from '../access/actor.ts';
import type { OutputWriter } from './list-output.ts';
import type { KeptName } from './result-name.ts';
import type { KeptList, ResultBytes, ScrubEnd, ScrubJob, ScrubRun, ScrubSummary, ScrubTerms } from './scrub-job.ts';

/** A list that is answered while it comes in. */
export interface StreamedScrub extends ScrubTerms {
  /** See `ScrubQuestion`. */
  readonly rowSecret?: string | undefined;
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly write: OutputWriter;
}

/** What the registry needs of the runtime to scrub lists of others. */
export interface ScrubDesk {
  readonly files: ScrubFiles;
  readonly tools: ScrubTools;
  /** As `scrubList` does, certified, where it keeps no lookup waiting. Errors of `bytes` and `write` end it. */
  stream(actor: OrganisationActor, scrub: StreamedScrub): Promise<ScrubSummary>;
  /** Says that a job waits to be run. */
  wake(): void;
}

/** What is known of a job besides what was asked for. */
export interface ScrubState {
  /** That have arrived. */
  readonly inputBytes: number;
  readonly inputIsComplete: boolean;
  readonly run: ScrubRun | undefined;
  readonly end: ScrubEnd | undefined;
  readonly cancelledAt: EpochMs | undefined;
  /** A process that is alive has it. */
  readonly isClaimed: boolean;
  /** Times that it was claimed. */
  readonly claims: number;
}

/** Hold of a job: nobody else has it, in whichever process, until it is let go or its process ends. */
export interface ScrubClaim {
  release(): void;
}

/** What another job has, taken over without a copy: its list, or what its rows were decided as. */
export interface InputSource {
  readonly inputOf: string;
  readonly what: 'INPUT' | 'DECIDED';
}

/** Takes results as they are made. */
export interface ResultWriter {
  /** A promise where there is no room for more until it resolves; the bytes are the caller's again by then. */
  write(name: KeptName, bytes: Uint8Array): void | Promise<void>;
  /** Resolves to how many bytes of each result survive the loss of power. */
  sync(): Promise<ResultBytes>;
  close(): void;
}

/**
 * Where jobs, their lists and their results are kept; several processes may have the same. What a promise resolves
 * for has survived the loss of power; of a job that was removed meanwhile, reads find nothing, and writes leave nothing.
 */
export interface ScrubFiles {
  /** With a source the job has its whole list from its first moment on. Fault NOT_FOUND where the source is gone. */
  create(job: ScrubJob | KeptList, source?: InputSource): Promise<void>;
  job(scrubId: string): ScrubJob | KeptList | undefined;
  /** Newest first. */
  jobs(): readonly (ScrubJob | KeptList)[];
  /** Those that have not ended, oldest first; soon said, however many have. */
  unended(): readonly (ScrubJob | KeptList)[];
  state(scrubId: string): ScrubState;
  /** Of all that is kept of a job. */
  storedBytes(scrubId: string): number;

  /**
   * Adds bytes behind the first `offset`, which is what has arrived, and resolves to what has then. Where it fails in
   * the middle, what had come by then is kept.
   */
  addInput(scrubId: string, offset: number, bytes: AsyncIterable<Uint8Array>): Promise<number>;
  completeInput(scrubId: string): Promise<void>;
  input(scrubId: string): AsyncIterable<Uint8Array>;

  /** Undefined where somebody else has it, or has just been quicker. */
  claim(scrubId: string, what: 'RUN' | 'UPLOAD'): ScrubClaim | undefined;
  putRun(scrubId: string, run: ScrubRun): Promise<void>;
  /** Opens the results, each cut to so many bytes. */
  results(scrubId: string, lengths: ResultBytes): ResultWriter;
  /** The bytes of a result from `from` on, before `to`. */
  result(scrubId: string, name: KeptName, from: number, to: number): AsyncIterable<Uint8Array>;
  putEnd(scrubId: string, end: ScrubEnd): Promise<void>;
  cancel(scrubId: string, at: EpochMs): Promise<void>;
  /** Deletes results, and the list where it says so. */
  dropBytes(scrubId: string, what: 'RESULTS' | 'ALL'): Promise<void>;
  /** Deletes everything. */
  remove(scrubId: string): Promise<void>;
}
