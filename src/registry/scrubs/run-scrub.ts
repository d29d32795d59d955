import { Fault } from '../../core/fault.ts';
import { type EpochMs, secondMs } from '../../core/time.ts';
import type { ScrubLayout } from '../../scrub/row-output.ts';
import { sliceRowsMin } from '../../scrub/row-slice.ts';
import type { OrganisationActor } from '../access/actor.ts';
import type { Registry } from '../registry.ts';
import { outputNames } from './list-output.ts';
import { recheckRows } from './recheck-rows.ts';
import type { ResultWriter } from './scrub-desk.ts';
import { scrubFault } from './scrub-fault.ts';
import type { RecheckBase, RecheckCheckpoint, ScrubJob, ScrubRun, ScrubSummary } from './scrub-job.ts';
import { scrubJobLimits } from './scrub-job-limits.ts';
import { CheckpointMismatch, type ScrubReached, ScrubSuspended, scrubList } from './scrub-list.ts';

export interface RunPace {
  /** How often it is told how far a job has come, and looked whether it is still wanted, milliseconds. */
  readonly tellMs: number;
  /** How much is done again where the process ends, milliseconds. */
  readonly checkpointMs: number;
  /** Of a list, looked at together; see `ScrubQuestion`. */
  readonly windowBytes?: number;
}

export const usualPace: RunPace = { tellMs: 500, checkpointMs: 2 * secondMs };

export interface RunOptions {
  readonly pace: RunPace;
  /** Asked after each slice, with how long the job has had its turn: it goes on later, from there. */
  readonly mustPause: (runningMs: number) => boolean;
  /** Told of what is no expected failure. */
  readonly report: (error: unknown) => void;
}

/** Of a job that has done nothing new yet: it pauses only where all do. */
const notBegun = -1;

/** The job was cancelled, or has gone. */
class ScrubUnwanted extends ScrubSuspended {}

/** Runs a claimed job from where it was, to its end or until it has to pause. Never rejects. */
export async function runScrub(registry: Registry, job: ScrubJob, options: RunOptions): Promise<void> {
  const { files } = registry.scrubs;
  try {
    await new ScrubRunning(registry, job, options).run();
  } catch (error) {
    if (error instanceof ScrubUnwanted) return files.dropBytes(job.scrubId, 'ALL');
    if (error instanceof ScrubSuspended) return;
    if (!(error instanceof Fault)) options.report(error);
    await files.putEnd(job.scrubId, { status: 'FAILED', endedAt: registry.now(), fault: scrubFault(error) });
    await files.dropBytes(job.scrubId, 'RESULTS');
  }
}

type Reached = ScrubReached | ScrubReached<RecheckCheckpoint>;

class ScrubRunning {
  readonly #registry: Registry;
  readonly #job: ScrubJob;
  readonly #options: RunOptions;
  readonly #since: number;
  #checkpoint: ScrubRun['checkpoint'];
  #bytesRead: number = 0;
  #rows: number = 0;
  #toldAt: number = performance.now();
  #checkedAt: number = performance.now();
  /** When the first new slice was done: what was done before is no turn. */
  #begunAt: number | undefined;
  #waits: number = 0;
  /** What a checkpoint is made of. */
  #last: { readonly reached: Reached; readonly writer: ResultWriter } | undefined;

  constructor(registry: Registry, job: ScrubJob, options: RunOptions) {
    this.#registry = registry;
    this.#job = job;
    this.#options = options;
    this.#since = registry.now();
    this.#checkpoint = registry.scrubs.files.state(job.scrubId).run?.checkpoint;
  }

  async run(): Promise<void> {
    const { files } = this.#registry.scrubs;
    const { scrubId } = this.#job;
    if (files.state(scrubId).claims > scrubJobLimits.takenUpMax) {
      throw new Error('the process that ran it ended too often');
    }
    await this.#tell();
    const { base, layout } = this.#job;
    if (base !== undefined) return this.#recheck(base);
    if (layout === 'CHANGES') throw new Error('a recheck without what it starts from');
    try {
      await this.#scrub(layout);
    } catch (error) {
      if (!(error instanceof CheckpointMismatch)) throw error;
      this.#checkpoint = undefined;
      await this.#scrub(layout);
    }
  }

  async #scrub(layout: ScrubLayout): Promise<void> {
    const { files, tools } = this.#registry.scrubs;
    const { scrubId, terms, rowSecret } = this.#job;
    const kept = this.#checkpoint;
    const from = kept !== undefined && 'windowBytes' in kept ? kept : undefined;
    const startedAt = from?.startedAt ?? this.#registry.now();
    const empty = Object.fromEntries([...outputNames(layout), 'decided'].map((name) => [name, 0]));
    const writer = files.results(scrubId, from?.results ?? empty);
    this.#bytesRead = 0;
    this.#last = undefined;
    try {
      const summary = await scrubList(this.#registry, askerOf(this.#registry, this.#job), {
        ...terms,
        layout,
        tools,
        certified: true,
        rowSecret,
        windowBytes: windowBytesFor(this.#registry, this.#job) ?? this.#options.pace.windowBytes,
        bytes: this.#input(),
        write: (name, bytes) => writer.write(name, bytes),
        onSlice: (reached) => this.#reached(reached, writer),
        onQuota: (fault) => this.#waitForQuota(fault),
        onDecided: (bytes) => writer.write('decided', bytes),
        ...(from === undefined
          ? {}
          : { resumed: { from, written: (name) => files.result(scrubId, name, 0, from.results[name] ?? 0) } }),
      });
      await this.#complete(startedAt, summary, writer);
    } finally {
      writer.close();
    }
  }

  async #recheck(base: RecheckBase): Promise<void> {
    const { files, tools } = this.#registry.scrubs;
    const { scrubId, terms } = this.#job;
    const kept = this.#checkpoint;
    const from = kept !== undefined && 'unchanged' in kept ? kept : undefined;
    const startedAt = from?.startedAt ?? this.#registry.now();
    const writer = files.results(scrubId, from?.results ?? { changed: 0 });
    try {
      const summary = await recheckRows(this.#registry, askerOf(this.#registry, this.#job), {
        ...terms,
        base,
        tools,
        decided: this.#input(),
        write: (bytes) => writer.write('changed', bytes),
        sliceRows: sliceRowsFor(this.#registry, this.#job),
        onSlice: (reached) => this.#reached(reached, writer),
        onQuota: (fault) => this.#waitForQuota(fault),
        ...(from === undefined
          ? {}
          : { resumed: { from, written: files.result(scrubId, 'changed', 0, from.results.changed ?? 0) } }),
      });
      await this.#complete(startedAt, summary, writer);
    } finally {
      writer.close();
    }
  }

  async #complete(startedAt: EpochMs, summary: ScrubSummary, writer: ResultWriter): Promise<void> {
    const { now, scrubs } = this.#registry;
    const results = await writer.sync();
    await scrubs.files.putEnd(this.#job.scrubId, { status: 'COMPLETED', startedAt, endedAt: now(), summary, results });
  }

  async *#input(): AsyncGenerator<Uint8Array> {
    for await (const chunk of this.#registry.scrubs.files.input(this.#job.scrubId)) {
      this.#bytesRead += chunk.length;
      yield chunk;
      // Also while it only reads again what was decided before.
      if (performance.now() - this.#toldAt < this.#options.pace.tellMs) continue;
      await this.#tell();
      if (this.#options.mustPause(notBegun)) throw new ScrubSuspended();
    }
  }

  async #reached(reached: Reached, writer: ResultWriter): Promise<void> {
    const now = performance.now();
    this.#begunAt ??= now;
    this.#rows = reached.rows;
    this.#waits = 0;
    this.#last = { reached, writer };
    const mustPause = this.#options.mustPause(now - this.#begunAt);
    if (mustPause || now - this.#checkedAt >= this.#options.pace.checkpointMs) {
      await this.#check();
    }
    if (mustPause) throw new ScrubSuspended();
  }

  async #check(): Promise<void> {
    if (this.#last !== undefined) {
      const { reached, writer } = this.#last;
      this.#checkpoint = { ...reached.checkpoint(), results: await writer.sync() };
    }
    this.#checkedAt = performance.now();
    await this.#tell();
  }

  async #tell(): Promise<void> {
    const { files } = this.#registry.scrubs;
    const { scrubId } = this.#job;
    if (files.job(scrubId) === undefined || files.state(scrubId).cancelledAt !== undefined) throw new ScrubUnwanted();
    this.#toldAt = performance.now();
    const checkpoint = this.#checkpoint;
    const run: ScrubRun = {
      since: this.#since,
      at: this.#registry.now(),
      rows: Math.max(this.#rows, checkpoint?.rows ?? 0),
      bytesRead: this.#bytesRead,
      ...(checkpoint === undefined ? {} : { checkpoint }),
    };
    await files.putRun(scrubId, run);
  }

  /** A slice that is larger than the whole quota waits in vain, once. */
  async #waitForQuota(fault: Fault): Promise<void> {
    const waitMs = (fault.retryAfterSec ?? 0) * secondMs;
    if (waitMs > scrubJobLimits.quotaWaitMsMax || this.#waits > 1) throw fault;
    this.#waits += 1;
    await this.#check();
    for (const until = performance.now() + waitMs; performance.now() < until; ) {
      await new Promise((resolve) => setTimeout(resolve, this.#options.pace.tellMs));
      await this.#tell();
      if (this.#options.mustPause(notBegun)) throw new ScrubSuspended();
    }
  }
}

/** Each slice is counted against the quotas as a whole: where they are small, slices are, too. */
function windowBytesFor(registry: Registry, job: ScrubJob): number | undefined {
  return rowsPerMinuteOf(registry, job) < 2 * sliceRowsMin ? 1 : undefined;
}

/** The same of a recheck, whose slices are cut row by row: what others leave of a minute is used, too. */
function sliceRowsFor(registry: Registry, job: ScrubJob): number {
  return Math.max(1, Math.min(sliceRowsMin, Math.floor(rowsPerMinuteOf(registry, job) / 4)));
}

function rowsPerMinuteOf({ abuse, directory, now }: Registry, { organisationId }: ScrubJob): number {
  const document = directory.organisation(organisationId)?.document;
  const uses = document === undefined ? [] : abuse.quotas.uses(document, now());
  return uses.find(({ kind }) => kind.name === 'batchRowsPerMinute')?.max ?? Number.POSITIVE_INFINITY;
}

/** Who opened the job, as it stands now. Fault PERMISSION_DENIED. */
function askerOf({ directory }: Registry, { organisationId, scopes }: ScrubJob): OrganisationActor {
  const document = directory.organisation(organisationId)?.document;
  if (document?.status !== 'ACTIVE') throw new Fault('PERMISSION_DENIED', 'the organisation is not active');
  const held = scopes.filter((scope) => document.scopes.includes(scope));
  return { kind: 'ORGANISATION', organisationId, role: document.role, scopes: held };
}
