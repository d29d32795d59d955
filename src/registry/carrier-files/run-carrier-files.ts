import { wishResultName } from '../../core/carrier-file.ts';
import { formatInstant } from '../../core/time.ts';
import { loadNumberingRules, numberReader } from '../../scrub/number-reader.ts';
import type { OrganisationActor } from '../access/actor.ts';
import { headsOfAll } from '../log-heads.ts';
import { type RegistrationRow, registerRows } from '../numbers/register-numbers.ts';
import type { RowResult } from '../numbers/row-results.ts';
import { formatHeads, formatPosition } from '../position.ts';
import type { Registry } from '../registry.ts';
import { answeredBefore } from './answered-before.ts';
import {
  type CarrierFile,
  carrierFileLimits,
  type FileCheckpoint,
  type ResultAppender,
  type ResultManifest,
} from './carrier-file.ts';
import { hexadecimal } from './digest-text.ts';
import { countedOn, noWishes, resultHead, resultRow } from './result-rows.ts';
import { signedManifest } from './signed-manifest.ts';
import { wishRecords } from './wish-records.ts';
import { wishRowReader } from './wish-row.ts';

/** What is told of the rows as they are done. */
export interface CarrierFileRun {
  /** True: no further batch is begun. What is done is kept, and goes on from there. */
  readonly isStopping?: () => boolean;
  readonly onProgress?: (file: CarrierFile, rows: number) => void;
  /** Waited for after each batch: leaves room for others. */
  readonly rest?: (rows: number) => Promise<void>;
  /** Told of what stopped one carrier's files, so that the others' go on; absent: it is thrown. */
  readonly onFailure?: (error: unknown, file: CarrierFile) => void;
  /** True: this carrier's files are left alone this time. */
  readonly isResting?: (organisationId: string) => boolean;
}

/**
 * Does the rows of the files that have come, of one carrier or of all: each carrier's in their order, one at a time,
 * whichever processes look for some. Resolves to whether all is done that can be: not what another process is at. Open
 * to whoever runs the registry; each row is done with the carrier's own rights. Fault QUOTA_EXCEEDED, UNAVAILABLE: what
 * was answered is kept.
 */
export async function runCarrierFiles(
  registry: Registry,
  run: CarrierFileRun = {},
  organisationId?: string,
): Promise<boolean> {
  const tried = new Set<string>();
  /** Files of each carrier that were done: who has had fewest is next. */
  const turns = new Map<string, number>();
  const turnsOf = (file: CarrierFile) => turns.get(file.organisationId) ?? 0;
  for (;;) {
    const next = registry.carrierFiles
      .waiting()
      .filter((file) => !tried.has(file.organisationId) && run.isResting?.(file.organisationId) !== true)
      .filter((file) => organisationId === undefined || file.organisationId === organisationId)
      .reduce<CarrierFile | undefined>(
        (first, file) => (first === undefined || turnsOf(file) < turnsOf(first) ? file : first),
        undefined,
      );
    if (next === undefined) return tried.size === 0;
    if (run.isStopping?.() === true) return false;
    turns.set(next.organisationId, turnsOf(next) + 1);
    try {
      if (!(await runOne(registry, next, run))) tried.add(next.organisationId);
    } catch (error) {
      if (run.onFailure === undefined) throw error;
      run.onFailure(error, next);
      tried.add(next.organisationId);
    }
  }
}

/** False where it is not done now. */
async function runOne(registry: Registry, file: CarrierFile, run: CarrierFileRun): Promise<boolean> {
  const { organisationId, manifest } = file;
  const { carrierFiles } = registry;
  const carrier = actingCarrier(registry, file);
  if (carrier === undefined) return false;
  const claim = carrierFiles.claim(organisationId, manifest.file, 'RUN');
  if (claim === undefined) return false;
  try {
    const { end, checkpoint } = carrierFiles.state(organisationId, manifest.file);
    if (end !== undefined) return true;
    const done = await new RowsOfFile(registry, carrier, file, run).run(checkpoint);
    if (done === undefined) return false;
    await carrierFiles.putEnd(organisationId, manifest.file, {
      endedAt: registry.now(),
      ...(await signedManifest(registry, organisationId, await resultManifest(registry, file, done))),
    });
    await carrierFiles.dropInput(organisationId, manifest.file);
    return true;
  } finally {
    claim.release();
  }
}

/** A carrier that is suspended meanwhile waits, and so do its files. */
function actingCarrier(
  { directory }: Registry,
  { organisationId, scopes }: CarrierFile,
): OrganisationActor | undefined {
  const document = directory.organisation(organisationId)?.document;
  if (document?.status !== 'ACTIVE' || document.role !== 'CARRIER') return undefined;
  if (!document.scopes.includes('dnd:registrations:write')) return undefined;
  return { kind: 'ORGANISATION', organisationId, role: document.role, scopes };
}

class RowsOfFile {
  readonly #registry: Registry;
  readonly #carrier: OrganisationActor;
  readonly #file: CarrierFile;
  readonly #run: CarrierFileRun;

  constructor(registry: Registry, carrier: OrganisationActor, file: CarrierFile, run: CarrierFileRun) {
    this.#registry = registry;
    this.#carrier = carrier;
    this.#file = file;
    this.#run = run;
  }

  /** The last checkpoint, once all rows are answered; undefined where it was stopped before. */
  async run(before: FileCheckpoint | undefined): Promise<FileCheckpoint | undefined> {
    const { organisationId, manifest } = this.#file;
    const { carrierFiles, now } = this.#registry;
    let reached: FileCheckpoint = before ?? {
      ...{ startedAt: now(), rows: 0, counts: noWishes, resultBytes: 0, head: await positionOf(this.#registry) },
    };
    if (before === undefined) await carrierFiles.putCheckpoint(organisationId, manifest.file, reached);
    const result = carrierFiles.appendResult(organisationId, manifest.file, reached.resultBytes);
    try {
      let mayBeDone = before !== undefined;
      for await (const batch of this.#batches(reached.rows)) {
        if (this.#run.isStopping?.() === true) return undefined;
        reached = await this.#answered(reached, batch, result, mayBeDone);
        mayBeDone = false;
        this.#run.onProgress?.(this.#file, reached.rows);
        await this.#run.rest?.(batch.length);
      }
      if (reached.resultBytes === 0) reached = await this.#written(reached, [], result);
      return reached;
    } finally {
      result.close();
    }
  }

  /** Rows behind the first `skipped`. No number is in a batch twice: each row has at most one entry behind a checkpoint. */
  async *#batches(skipped: number): AsyncGenerator<readonly RegistrationRow[]> {
    const { policy, carrierFiles, scrubs, now } = this.#registry;
    await loadNumberingRules();
    const rowOf = wishRowReader(policy, numberReader(policy, policy.jurisdiction), now);
    const batchRows = Math.min(carrierFileLimits.batchRows, this.#rowsPerMinute());
    let place = 0;
    let batch: RegistrationRow[] = [];
    let numbers = new Set<string>();
    for await (const records of wishRecords(
      scrubs.tools,
      carrierFiles.input(this.#file.organisationId, this.#file.manifest.file),
    )) {
      for (const record of records) {
        place += 1;
        if (place <= skipped) continue;
        const row = rowOf(record);
        const number = 'fault' in row ? undefined : row.phoneNumber;
        if (batch.length === batchRows || (number !== undefined && numbers.has(number))) {
          yield batch;
          batch = [];
          numbers = new Set();
        }
        batch.push(row);
        if (number !== undefined) numbers.add(number);
      }
    }
    if (batch.length > 0) yield batch;
  }

  /** Of the carrier's quota: a batch beyond it would never be done. */
  #rowsPerMinute(): number {
    const { abuse, directory, now } = this.#registry;
    const document = directory.organisation(this.#carrier.organisationId)?.document;
    const uses = document === undefined ? [] : abuse.quotas.uses(document, now());
    return uses.find(({ kind }) => kind.name === 'registrationsPerMinute')?.max ?? Number.POSITIVE_INFINITY;
  }

  async #answered(
    reached: FileCheckpoint,
    rows: readonly RegistrationRow[],
    result: ResultAppender,
    mayBeDone: boolean,
  ): Promise<FileCheckpoint> {
    const heads = typeof reached.head === 'string' ? reached.head : formatPosition(this.#registry.logId, reached.head);
    const known = await Promise.all(
      rows.map((row) => (mayBeDone ? answeredBefore(this.#registry, this.#carrier, row, heads) : undefined)),
    );
    const open = rows.filter((_, index) => known[index] === undefined);
    const { results } = await registerRows(this.#registry, this.#carrier, open, this.#file.manifest.rows);
    let next = 0;
    const all = known.map((one, index): RowResult<'REGISTERED'> => {
      const answer = one ?? (results[next++] as RowResult<'REGISTERED'>);
      return { ...answer, index };
    });
    return this.#written(reached, all, result);
  }

  async #written(
    reached: FileCheckpoint,
    results: readonly RowResult<'REGISTERED'>[],
    result: ResultAppender,
  ): Promise<FileCheckpoint> {
    const { carrierFiles } = this.#registry;
    const lines = results.map((one, index) => resultRow(reached.rows + index + 1, one));
    const bytes = new TextEncoder().encode((reached.resultBytes === 0 ? resultHead : '') + lines.join(''));
    await result.write(bytes);
    await result.sync();
    const checkpoint: FileCheckpoint = {
      startedAt: reached.startedAt,
      rows: reached.rows + results.length,
      counts: countedOn(reached.counts, results),
      resultBytes: reached.resultBytes + bytes.length,
      head: await positionOf(this.#registry),
    };
    await carrierFiles.putCheckpoint(this.#file.organisationId, this.#file.manifest.file, checkpoint);
    return checkpoint;
  }
}

/** Where all logs stand. */
async function positionOf(registry: Registry): Promise<string> {
  return formatHeads(await headsOfAll(registry, registry.store.head()));
}

async function resultManifest(
  registry: Registry,
  { organisationId, manifest }: CarrierFile,
  { rows, counts, resultBytes }: FileCheckpoint,
): Promise<ResultManifest> {
  const digest = registry.scrubs.tools.newDigest();
  for await (const chunk of registry.carrierFiles.result(organisationId, manifest.file, 0, resultBytes)) {
    digest.update(chunk);
  }
  const { file, carrier, date, sequence, sha256 } = manifest;
  return {
    file: wishResultName(file),
    ...{ carrier, date, sequence, rows },
    bytes: resultBytes,
    sha256: hexadecimal(digest.digest()),
    answers: { file, sha256 },
    counts,
    completedAt: formatInstant(registry.now()),
    position: await positionOf(registry),
    policy: registry.policy.id,
  };
}
