import { createReadStream, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { wishNameParts } from '../../core/carrier-file.ts';
import { Fault } from '../../core/fault.ts';
import type { EpochMs } from '../../core/time.ts';
import {
  type CarrierFile,
  type CarrierFileState,
  type CarrierFiles,
  carrierFileLimits,
  type FileCheckpoint,
  type FileEnd,
  type ResultAppender,
} from '../../registry/carrier-files/carrier-file.ts';
import type { ScrubClaim } from '../../registry/scrubs/scrub-desk.ts';
import { ClaimFiles } from '../scrubs/claim-file.ts';
import { isMissing, readWhole, syncFolder, writeWhole } from '../scrubs/job-file.ts';
import { AppendedResult } from './appended-result.ts';

/** The rows of so much are read in one turn of the event loop: some 6 ms. */
const readBytes = 2 ** 16;
const organisationPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/**
 * Files of carriers in a folder (0700): of each carrier one, in it one for each of its files, named as it is, files
 * 0600. `manifest.json` and `input` are who sends it, `checkpoint.json`, `result` and `end.json` who runs it.
 */
export class CarrierFileFolder implements CarrierFiles {
  readonly #folder: string;
  readonly #claims: ClaimFiles;
  /** They are not looked at again. */
  readonly #ended = new Set<string>();

  constructor(folder: string) {
    this.#folder = folder;
    this.#claims = new ClaimFiles(crypto.randomUUID(), false);
  }

  async open(file: CarrierFile): Promise<void> {
    const folder = this.#of(file.organisationId, file.manifest.file);
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeWhole(join(folder, 'manifest.json'), file);
    await syncFolder(join(folder, '..'));
    await syncFolder(this.#folder);
  }

  file(organisationId: string, name: string): CarrierFile | undefined {
    if (wishNameParts(name) === undefined) return undefined;
    return readWhole<CarrierFile>(join(this.#of(organisationId, name), 'manifest.json'));
  }

  files(organisationId: string): readonly CarrierFile[] {
    return names(join(this.#folder, organisationId))
      .flatMap((name) => this.file(organisationId, name) ?? [])
      .sort(byDayAndNumber);
  }

  waiting(): readonly CarrierFile[] {
    return names(this.#folder)
      .filter((name) => organisationPattern.test(name))
      .flatMap((organisationId) => this.#waitingOf(organisationId));
  }

  #waitingOf(organisationId: string): readonly CarrierFile[] {
    const open = names(join(this.#folder, organisationId)).filter((name) => {
      const key = `${organisationId}/${name}`;
      if (wishNameParts(name) === undefined || this.#ended.has(key)) return false;
      const folder = this.#of(organisationId, name);
      if (bytesOf(folder, 'end.json') !== undefined) this.#ended.add(key);
      return !this.#ended.has(key) && bytesOf(folder, 'input.complete') !== undefined;
    });
    return open.flatMap((name) => this.file(organisationId, name) ?? []).sort(byDayAndNumber);
  }

  state(organisationId: string, name: string): CarrierFileState {
    const folder = this.#of(organisationId, name);
    return {
      inputIsComplete: bytesOf(folder, 'input.complete') !== undefined,
      checkpoint: readWhole<FileCheckpoint>(join(folder, 'checkpoint.json')),
      end: readWhole<FileEnd>(join(folder, 'end.json')),
      isClaimed: this.#claims.look(folder, 'claim-run').isHeld,
    };
  }

  async putInput(organisationId: string, name: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    const handle = await open(join(this.#of(organisationId, name), 'input'), 'w', 0o600);
    try {
      for await (const chunk of bytes) await handle.writeFile(chunk).catch(noRoom);
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  completeInput(organisationId: string, name: string): Promise<void> {
    return writeWhole(join(this.#of(organisationId, name), 'input.complete'), true);
  }

  async dropInput(organisationId: string, name: string): Promise<void> {
    await rm(join(this.#of(organisationId, name), 'input'), { force: true });
  }

  input(organisationId: string, name: string): AsyncIterable<Uint8Array> {
    return createReadStream(join(this.#of(organisationId, name), 'input'), { highWaterMark: readBytes });
  }

  claim(organisationId: string, name: string, what: 'RUN' | 'UPLOAD'): ScrubClaim | undefined {
    return this.#claims.take(this.#of(organisationId, name), `claim-${what.toLowerCase()}`);
  }

  putCheckpoint(organisationId: string, name: string, checkpoint: FileCheckpoint): Promise<void> {
    return writeWhole(join(this.#of(organisationId, name), 'checkpoint.json'), checkpoint);
  }

  appendResult(organisationId: string, name: string, bytes: number): ResultAppender {
    return new AppendedResult(join(this.#of(organisationId, name), 'result'), bytes);
  }

  async *result(organisationId: string, name: string, from: number, to: number): AsyncGenerator<Uint8Array> {
    if (from >= to) return;
    const file = join(this.#of(organisationId, name), 'result');
    yield* createReadStream(file, { start: from, end: to - 1, highWaterMark: readBytes });
  }

  putEnd(organisationId: string, name: string, end: FileEnd): Promise<void> {
    return writeWhole(join(this.#of(organisationId, name), 'end.json'), end);
  }

  async sweep(now: EpochMs): Promise<void> {
    for (const organisationId of names(this.#folder).filter((name) => organisationPattern.test(name))) {
      for (const { manifest, openedAt } of this.files(organisationId)) {
        const folder = this.#of(organisationId, manifest.file);
        const { end, inputIsComplete } = this.state(organisationId, manifest.file);
        const { recordKeptMs, awaitedMs } = carrierFileLimits;
        if (now >= openedAt + (inputIsComplete ? recordKeptMs : awaitedMs))
          rmSync(folder, { recursive: true, force: true });
        else if (end !== undefined && now >= end.endedAt + carrierFileLimits.resultKeptMs) {
          rmSync(join(folder, 'result'), { force: true });
        }
      }
    }
  }

  #of(organisationId: string, name: string): string {
    if (!organisationPattern.test(organisationId)) throw new Error('not the id of an organisation');
    if (wishNameParts(name) === undefined) throw new Error('not the name of a file of wishes');
    return join(this.#folder, organisationId, name);
  }
}

function byDayAndNumber({ manifest: one }: CarrierFile, { manifest: other }: CarrierFile): number {
  if (one.date !== other.date) return one.date < other.date ? -1 : 1;
  return one.sequence - other.sequence;
}

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function bytesOf(folder: string, name: string): number | undefined {
  return statSync(join(folder, name), { throwIfNoEntry: false })?.size;
}

function noRoom(error: unknown): never {
  if (!['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  throw new Fault('UNAVAILABLE', 'there is no room for the file now', { cause: error });
}
