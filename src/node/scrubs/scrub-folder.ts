import { closeSync, createReadStream, mkdirSync, openSync, readdirSync, rmSync, statSync } from 'node:fs';
import { link, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../core/fault.ts';
import { hourMs } from '../../core/time.ts';
import type { KeptName } from '../../registry/scrubs/result-name.ts';
import type {
  InputSource,
  ResultWriter,
  ScrubClaim,
  ScrubFiles,
  ScrubState,
} from '../../registry/scrubs/scrub-desk.ts';
import type { KeptList, ResultBytes, ScrubEnd, ScrubJob, ScrubRun } from '../../registry/scrubs/scrub-job.ts';
import { fileBytes } from '../file-bytes.ts';
import { ClaimFiles } from './claim-file.ts';
import { isMissing, readWhole, syncFolder, writeWhole } from './job-file.ts';
import { ResultFiles, resultPrefix } from './result-files.ts';

const readBytes = 2 ** 20;
const sentBytes = 2 ** 18;
/** A job is created in less. */
const draftMsMax = hourMs;
const idPattern = /^[0-9a-z]{20,40}$/;

/**
 * Jobs in a folder (0700), each in one of its own under its id, files 0600. Each file has one writer: `job.json` and
 * `input` who opened it, `run.json`, `end.json` and the results who runs it, `cancelled.json` who cancels it.
 */
export class ScrubFolder implements ScrubFiles {
  readonly #folder: string;
  readonly #isRunner: boolean;
  readonly #claims: ClaimFiles;
  /** They never change. */
  readonly #jobs = new Map<string, ScrubJob | KeptList>();
  readonly #ended = new Set<string>();

  /** `isRunner`: this is the one place of its process where jobs are run. */
  constructor(folder: string, isRunner: boolean = false) {
    this.#folder = folder;
    this.#isRunner = isRunner;
    this.#claims = new ClaimFiles(crypto.randomUUID(), isRunner);
    if (isRunner) this.#dropDrafts();
  }

  /** A process that ended while it created a job leaves one. */
  #dropDrafts(): void {
    const drafts = this.#names(this.#folder).filter((name) => name.startsWith('.') && idPattern.test(name.slice(1)));
    for (const name of drafts) {
      const draft = join(this.#folder, name);
      const { mtimeMs } = statSync(draft, { throwIfNoEntry: false }) ?? { mtimeMs: Number.POSITIVE_INFINITY };
      if (Date.now() - mtimeMs > draftMsMax) rmSync(draft, { recursive: true, force: true });
    }
  }

  async create(job: ScrubJob | KeptList, source?: InputSource): Promise<void> {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const draft = join(this.#folder, `.${job.scrubId}`);
    await mkdir(draft, { mode: 0o700 });
    try {
      await writeWhole(join(draft, 'job.json'), job);
      if (source !== undefined) {
        await link(this.#fileOf(source), join(draft, 'input')).catch(noSource);
        await writeWhole(join(draft, 'input.complete'), true);
      }
      await rename(draft, this.#of(job.scrubId));
    } catch (error) {
      await rm(draft, { recursive: true, force: true });
      throw error;
    }
    await syncFolder(this.#folder);
  }

  #fileOf({ inputOf, what }: InputSource): string {
    return join(this.#of(inputOf), what === 'INPUT' ? 'input' : `${resultPrefix}decided`);
  }

  job(scrubId: string): ScrubJob | KeptList | undefined {
    if (!idPattern.test(scrubId)) return undefined;
    if (this.#bytesOf(scrubId, 'job.json') === undefined) {
      this.#forget(scrubId);
      return undefined;
    }
    return this.#listed(scrubId);
  }

  #listed(scrubId: string): ScrubJob | KeptList | undefined {
    const known = this.#jobs.get(scrubId);
    if (known !== undefined) return known;
    const job = readWhole<ScrubJob | KeptList>(join(this.#of(scrubId), 'job.json'));
    if (job !== undefined) this.#jobs.set(scrubId, job);
    return job;
  }

  jobs(): readonly (ScrubJob | KeptList)[] {
    return this.#ids()
      .map((scrubId) => this.#listed(scrubId))
      .filter((job) => job !== undefined);
  }

  unended(): readonly (ScrubJob | KeptList)[] {
    const ids = this.#ids().filter((scrubId) => !this.#ended.has(scrubId));
    for (const scrubId of ids) {
      const { end, cancelledAt } = this.state(scrubId);
      if (end !== undefined || cancelledAt !== undefined) this.#ended.add(scrubId);
    }
    return ids
      .filter((scrubId) => !this.#ended.has(scrubId))
      .map((scrubId) => this.#listed(scrubId))
      .filter((job) => job !== undefined)
      .reverse();
  }

  state(scrubId: string): ScrubState {
    const folder = this.#of(scrubId);
    const { number, isHeld } = this.#claims.look(folder, 'claim-run');
    return {
      inputBytes: this.#bytesOf(scrubId, 'input') ?? 0,
      inputIsComplete: this.#bytesOf(scrubId, 'input.complete') !== undefined,
      run: readWhole<ScrubRun>(join(folder, 'run.json')),
      end: readWhole<ScrubEnd>(join(folder, 'end.json')),
      cancelledAt: readWhole<number>(join(folder, 'cancelled.json')),
      isClaimed: isHeld,
      claims: number,
    };
  }

  storedBytes(scrubId: string): number {
    return this.#names(this.#of(scrubId)).reduce((sum, name) => sum + (this.#bytesOf(scrubId, name) ?? 0), 0);
  }

  async addInput(scrubId: string, offset: number, bytes: AsyncIterable<Uint8Array>): Promise<number> {
    const handle = await open(join(this.#of(scrubId), 'input'), 'a', 0o600);
    let length = offset;
    try {
      for await (const chunk of bytes) {
        await handle.writeFile(chunk).catch(noRoom);
        length += chunk.length;
      }
      return length;
    } finally {
      await handle.sync();
      await handle.close();
    }
  }

  async completeInput(scrubId: string): Promise<void> {
    await unlessRemoved(() => writeWhole(join(this.#of(scrubId), 'input.complete'), true));
  }

  input(scrubId: string): AsyncIterable<Uint8Array> {
    if (this.#bytesOf(scrubId, 'input') === undefined) return nothing();
    if (this.#isRunner) return bytesHere(join(this.#of(scrubId), 'input'));
    return bytesOf(join(this.#of(scrubId), 'input'), { highWaterMark: readBytes });
  }

  claim(scrubId: string, what: 'RUN' | 'UPLOAD'): ScrubClaim | undefined {
    return this.#claims.take(this.#of(scrubId), `claim-${what.toLowerCase()}`);
  }

  putRun(scrubId: string, run: ScrubRun): Promise<void> {
    return unlessRemoved(() => writeWhole(join(this.#of(scrubId), 'run.json'), run));
  }

  results(scrubId: string, lengths: ResultBytes): ResultWriter {
    return new ResultFiles(this.#of(scrubId), lengths);
  }

  result(scrubId: string, name: KeptName, from: number, to: number): AsyncIterable<Uint8Array> {
    if (from >= to) return nothing();
    const file = join(this.#of(scrubId), resultPrefix + name);
    return bytesOf(file, { start: from, end: to - 1, highWaterMark: sentBytes });
  }

  putEnd(scrubId: string, end: ScrubEnd): Promise<void> {
    return unlessRemoved(() => writeWhole(join(this.#of(scrubId), 'end.json'), end));
  }

  cancel(scrubId: string, at: number): Promise<void> {
    return unlessRemoved(() => writeWhole(join(this.#of(scrubId), 'cancelled.json'), at));
  }

  async dropBytes(scrubId: string, what: 'RESULTS' | 'ALL'): Promise<void> {
    const folder = this.#of(scrubId);
    const names = await readdir(folder).catch(() => []);
    const dropped = names.filter((name) => (what === 'ALL' && name === 'input') || name.startsWith(resultPrefix));
    for (const name of dropped) await rm(join(folder, name), { force: true });
  }

  async remove(scrubId: string): Promise<void> {
    this.#forget(scrubId);
    await rm(this.#of(scrubId), { recursive: true, force: true });
  }

  #forget(scrubId: string): void {
    this.#jobs.delete(scrubId);
    this.#ended.delete(scrubId);
  }

  /** Newest first. */
  #ids(): readonly string[] {
    return this.#names(this.#folder)
      .filter((name) => idPattern.test(name))
      .sort((one, other) => (one < other ? 1 : -1));
  }

  #of(scrubId: string): string {
    if (!idPattern.test(scrubId)) throw new Error('not the id of a scrub');
    return join(this.#folder, scrubId);
  }

  #bytesOf(scrubId: string, name: string): number | undefined {
    return statSync(join(this.#of(scrubId), name), { throwIfNoEntry: false })?.size;
  }

  #names(folder: string): readonly string[] {
    try {
      return readdirSync(folder);
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  }
}

/** Opened when it is first read: a stream that nobody reads would fail where nobody hears it. */
async function* bytesOf(
  file: string,
  options: { readonly start?: number; readonly end?: number; readonly highWaterMark: number },
): AsyncGenerator<Uint8Array> {
  yield* createReadStream(file, options);
}

/** By the thread that wants them, into the same memory: others need not be woken, nor garbage be collected. */
async function* bytesHere(file: string): AsyncGenerator<Uint8Array> {
  const descriptor = openSync(file, 'r');
  try {
    for (const bytes of fileBytes(descriptor)) {
      yield bytes;
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    closeSync(descriptor);
  }
}

async function unlessRemoved(write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

function noRoom(error: unknown): never {
  if (!['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  throw new Fault('UNAVAILABLE', 'there is no room for the list now: what has arrived is kept', { cause: error });
}

function noSource(error: unknown): never {
  if (!isMissing(error)) throw error;
  throw new Fault('NOT_FOUND', 'the list of the scrub is not kept', { field: 'path:scrubId', cause: error });
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
