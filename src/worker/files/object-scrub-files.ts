import { Fault } from '../../core/fault.ts';
import type { EpochMs } from '../../core/time.ts';
import type { KeptName } from '../../registry/scrubs/result-name.ts';
import type {
  InputSource,
  ResultWriter,
  ScrubClaim,
  ScrubFiles,
  ScrubState,
} from '../../registry/scrubs/scrub-desk.ts';
import type { KeptList, ResultBytes, ScrubEnd, ScrubJob, ScrubRun } from '../../registry/scrubs/scrub-job.ts';
import type { ByteStreams } from './byte-streams.ts';
import { fileLimits } from './file-limits.ts';
import { MemoryClaims } from './memory-claims.ts';
import type { ObjectStorage, SqlValue } from './object-storage.ts';
import { PartResults } from './part-results.ts';

type Job = ScrubJob | KeptList;

type ScrubRow = {
  readonly is_complete: number;
  readonly run: string | null;
  readonly ended: string | null;
  readonly cancelled_at: number | null;
  readonly claims: number;
};

const inputName = 'input';
const resultPrefix = 'result-';

/** Jobs in the SQLite of the one object that there is, their lists and results as `ByteStreams`. */
export class ObjectScrubFiles implements ScrubFiles {
  readonly #storage: ObjectStorage;
  readonly #streams: ByteStreams;
  readonly #partBytes: number;
  readonly #claims = new MemoryClaims();
  /** They never change. */
  readonly #jobs = new Map<string, Job>();

  constructor(
    storage: ObjectStorage,
    streams: ByteStreams,
    { partBytes = fileLimits.scrubPartBytes }: { readonly partBytes?: number } = {},
  ) {
    this.#storage = storage;
    this.#streams = streams;
    this.#partBytes = partBytes;
  }

  async create(job: Job, source?: InputSource): Promise<void> {
    this.#storage.transactionSync(() => {
      const isComplete = source === undefined ? 0 : 1;
      this.#rows(
        'INSERT INTO files_scrubs (scrub_id, job, is_complete) VALUES (?, ?, ?)',
        ...[job.scrubId, JSON.stringify(job), isComplete],
      );
      if (source === undefined) return;
      const { inputOf, what } = source;
      const from = { owner: ownerOf(inputOf), name: what === 'INPUT' ? inputName : `${resultPrefix}decided` };
      if (this.#streams.link(ownerOf(job.scrubId), inputName, from)) return;
      throw new Fault('NOT_FOUND', 'the list of the scrub is not kept', { field: 'path:scrubId' });
    });
    await this.#storage.sync();
  }

  job(scrubId: string): Job | undefined {
    const known = this.#jobs.get(scrubId);
    if (known !== undefined) return known;
    const [row] = this.#rows<{ job: string }>('SELECT job FROM files_scrubs WHERE scrub_id = ?', scrubId);
    if (row === undefined) return undefined;
    if (this.#jobs.size >= fileLimits.jobsHeldMax) this.#jobs.clear();
    const job = JSON.parse(row.job) as Job;
    this.#jobs.set(scrubId, job);
    return job;
  }

  jobs(): readonly Job[] {
    return this.#listed('SELECT scrub_id FROM files_scrubs ORDER BY scrub_id DESC');
  }

  unended(): readonly Job[] {
    return this.#listed(
      'SELECT scrub_id FROM files_scrubs WHERE ended IS NULL AND cancelled_at IS NULL ORDER BY scrub_id',
    );
  }

  #listed(query: string): readonly Job[] {
    return this.#rows<{ scrub_id: string }>(query)
      .map(({ scrub_id: scrubId }) => this.job(scrubId))
      .filter((job) => job !== undefined);
  }

  state(scrubId: string): ScrubState {
    const [row] = this.#rows<ScrubRow>(
      'SELECT is_complete, run, ended, cancelled_at, claims FROM files_scrubs WHERE scrub_id = ?',
      scrubId,
    );
    return {
      inputBytes: this.#streams.bytes(ownerOf(scrubId), inputName) ?? 0,
      inputIsComplete: row?.is_complete === 1,
      run: parsed<ScrubRun>(row?.run),
      end: parsed<ScrubEnd>(row?.ended),
      cancelledAt: row?.cancelled_at ?? undefined,
      isClaimed: this.#claims.isHeld(`RUN ${scrubId}`),
      claims: row?.claims ?? 0,
    };
  }

  storedBytes(scrubId: string): number {
    const [row] = this.#rows<{ bytes: number }>(
      `SELECT length(job) + coalesce(length(run), 0) + coalesce(length(ended), 0) AS bytes FROM files_scrubs
        WHERE scrub_id = ?`,
      scrubId,
    );
    return (row?.bytes ?? 0) + this.#streams.ownedBytes(ownerOf(scrubId));
  }

  async addInput(scrubId: string, offset: number, bytes: AsyncIterable<Uint8Array>): Promise<number> {
    if (!this.#isThere(scrubId)) throw gone();
    const writer = this.#streams.writer(ownerOf(scrubId), inputName, offset, this.#partBytes);
    let length = offset;
    try {
      for await (const chunk of bytes) {
        await writer.write(chunk);
        length += chunk.length;
      }
    } finally {
      await writer.sync().finally(() => writer.close());
    }
    return length;
  }

  completeInput(scrubId: string): Promise<void> {
    return this.#written('UPDATE files_scrubs SET is_complete = 1 WHERE scrub_id = ?', scrubId);
  }

  input(scrubId: string): AsyncIterable<Uint8Array> {
    return this.#streams.read(ownerOf(scrubId), inputName);
  }

  claim(scrubId: string, what: 'RUN' | 'UPLOAD'): ScrubClaim | undefined {
    if (!this.#isThere(scrubId)) return undefined;
    if (what === 'UPLOAD') return this.#claims.take(`UPLOAD ${scrubId}`);
    const counted = (by: number) =>
      this.#rows('UPDATE files_scrubs SET claims = claims + ? WHERE scrub_id = ?', by, scrubId);
    const claim = this.#claims.take(`RUN ${scrubId}`, () => counted(-1));
    if (claim !== undefined) counted(1);
    return claim;
  }

  putRun(scrubId: string, run: ScrubRun): Promise<void> {
    return this.#written('UPDATE files_scrubs SET run = ? WHERE scrub_id = ?', JSON.stringify(run), scrubId);
  }

  results(scrubId: string, lengths: ResultBytes): ResultWriter {
    const names = this.#isThere(scrubId) ? (Object.entries(lengths) as [KeptName, number][]) : [];
    const writers = names.map(
      ([name, bytes]) =>
        [name, this.#streams.writer(ownerOf(scrubId), resultPrefix + name, bytes, this.#partBytes)] as const,
    );
    return new PartResults(new Map(writers));
  }

  result(scrubId: string, name: KeptName, from: number, to: number): AsyncIterable<Uint8Array> {
    return this.#streams.read(ownerOf(scrubId), resultPrefix + name, { from, to });
  }

  putEnd(scrubId: string, end: ScrubEnd): Promise<void> {
    return this.#written('UPDATE files_scrubs SET ended = ? WHERE scrub_id = ?', JSON.stringify(end), scrubId);
  }

  cancel(scrubId: string, at: EpochMs): Promise<void> {
    return this.#written('UPDATE files_scrubs SET cancelled_at = ? WHERE scrub_id = ?', at, scrubId);
  }

  async dropBytes(scrubId: string, what: 'RESULTS' | 'ALL'): Promise<void> {
    const owner = ownerOf(scrubId);
    const names = this.#streams.names(owner).filter((name) => what === 'ALL' || name.startsWith(resultPrefix));
    // Of what has expired it is asked again and again.
    if (names.length === 0) return;
    this.#streams.drop(owner, names);
    await this.#storage.sync();
    await this.#streams.bury();
  }

  async remove(scrubId: string): Promise<void> {
    this.#storage.transactionSync(() => {
      this.#streams.drop(ownerOf(scrubId));
      this.#rows('DELETE FROM files_scrubs WHERE scrub_id = ?', scrubId);
    });
    this.#jobs.delete(scrubId);
    this.#claims.forget(`RUN ${scrubId}`);
    this.#claims.forget(`UPLOAD ${scrubId}`);
    await this.#storage.sync();
    await this.#streams.bury();
  }

  #isThere(scrubId: string): boolean {
    return this.job(scrubId) !== undefined;
  }

  async #written(query: string, ...bindings: SqlValue[]): Promise<void> {
    this.#rows(query, ...bindings);
    await this.#storage.sync();
  }

  #rows<Row extends Record<string, SqlValue>>(query: string, ...bindings: SqlValue[]): Row[] {
    return this.#storage.sql.exec<Row>(query, ...bindings).toArray();
  }
}

function ownerOf(scrubId: string): string {
  return `scrub ${scrubId}`;
}

function parsed<T>(text: string | null | undefined): T | undefined {
  return text === null || text === undefined ? undefined : (JSON.parse(text) as T);
}

function gone(): Fault {
  return new Fault('NOT_FOUND', 'there is no such scrub', { field: 'path:scrubId' });
}
