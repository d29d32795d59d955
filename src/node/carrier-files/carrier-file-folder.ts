import { createReadStream, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
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

  async open(file: CarrierFile): Promise<boolean> {
    const { organisationId, manifest } = file;
    const folder = this.#of(organisationId, manifest.file);
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const claim = this.claim(organisationId, manifest.file, 'UPLOAD');
      if (claim === undefined) return false;
      try {
        if (this.isReceived(organisationId, manifest.file)) return false;
        await writeWhole(join(folder, 'manifest.json'), file);
      } finally {
        claim.release();
      }
      await syncFolder(join(folder, '..'));
      await syncFolder(this.#folder);
      return true;
    } catch (error) {
      return noRoom(error);
    }
  }

  file(organisationId: string, name: string): CarrierFile | undefined {
    if (wishNameParts(name) === undefined) return undefined;
    return readWhole<CarrierFile>(join(this.#of(organisationId, name), 'manifest.json'));
  }

  names(organisationId: string): readonly string[] {
    return byDayAndNumber(namesIn(join(this.#folder, organisationId)));
  }

  isReceived(organisationId: string, name: string): boolean {
    return isThere(this.#of(organisationId, name), 'input.complete');
  }

  isAnswered(organisationId: string, name: string): boolean {
    const key = `${organisationId}/${name}`;
    if (!this.#ended.has(key) && isThere(this.#of(organisationId, name), 'end.json')) this.#ended.add(key);
    return this.#ended.has(key);
  }

  waiting(): readonly CarrierFile[] {
    return this.#organisations().flatMap((organisationId) => this.#waitingOf(organisationId));
  }

  #waitingOf(organisationId: string): readonly CarrierFile[] {
    const names = namesIn(join(this.#folder, organisationId)).filter(
      // Thousands of them: those that are answered are passed over before anything else.
      (name) => !this.#ended.has(`${organisationId}/${name}`),
    );
    return byDayAndNumber(names)
      .filter((name) => !this.isAnswered(organisationId, name) && this.isReceived(organisationId, name))
      .flatMap((name) => this.file(organisationId, name) ?? []);
  }

  #organisations(): readonly string[] {
    return namesIn(this.#folder).filter((name) => organisationPattern.test(name));
  }

  state(organisationId: string, name: string): CarrierFileState {
    const folder = this.#of(organisationId, name);
    return {
      inputIsComplete: isThere(folder, 'input.complete'),
      checkpoint: readWhole<FileCheckpoint>(join(folder, 'checkpoint.json')),
      end: readWhole<FileEnd>(join(folder, 'end.json')),
      isClaimed: this.#claims.look(folder, 'claim-run').isHeld,
    };
  }

  async putInput(organisationId: string, name: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    const handle = await open(join(this.#of(organisationId, name), 'input'), 'w', 0o600).catch(noRoom);
    try {
      for await (const chunk of bytes) await handle.writeFile(chunk).catch(noRoom);
      await handle.sync().catch(noRoom);
    } finally {
      await handle.close();
    }
  }

  completeInput(organisationId: string, name: string): Promise<void> {
    return writeWhole(join(this.#of(organisationId, name), 'input.complete'), true).catch(noRoom);
  }

  async dropInput(organisationId: string, name: string): Promise<void> {
    await rm(join(this.#of(organisationId, name), 'input'), { force: true });
  }

  input(organisationId: string, name: string): AsyncIterable<Uint8Array> {
    return createReadStream(join(this.#of(organisationId, name), 'input'), { highWaterMark: readBytes });
  }

  claim(organisationId: string, name: string, what: 'RUN' | 'UPLOAD'): ScrubClaim | undefined {
    const folder = this.#of(organisationId, name);
    try {
      return this.#claims.take(folder, `claim-${what.toLowerCase()}`);
    } catch (error) {
      return noRoom(error);
    }
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
    for (const organisationId of this.#organisations()) {
      for (const name of this.names(organisationId)) {
        await nextTurn();
        this.#sweepOne(organisationId, name, now);
      }
    }
  }

  #sweepOne(organisationId: string, name: string, now: EpochMs): void {
    const { recordKeptMs, resultKeptMs, awaitedMs } = carrierFileLimits;
    const folder = this.#of(organisationId, name);
    const openedAt = this.file(organisationId, name)?.openedAt ?? statSync(folder, { throwIfNoEntry: false })?.mtimeMs;
    if (openedAt === undefined) return;
    if (now >= openedAt + (this.isReceived(organisationId, name) ? recordKeptMs : awaitedMs)) {
      const claim = this.claim(organisationId, name, 'UPLOAD');
      if (claim === undefined) return;
      rmSync(folder, { recursive: true, force: true });
      this.#ended.delete(`${organisationId}/${name}`);
    } else if (now >= openedAt + resultKeptMs && isThere(folder, 'result')) {
      const { end } = this.state(organisationId, name);
      if (end !== undefined && now >= end.endedAt + resultKeptMs) rmSync(join(folder, 'result'), { force: true });
    }
  }

  #of(organisationId: string, name: string): string {
    if (!organisationPattern.test(organisationId)) throw new Error('not the id of an organisation');
    if (wishNameParts(name) === undefined) throw new Error('not the name of a file of wishes');
    return join(this.#folder, organisationId, name);
  }
}

/** Of names, those of files of wishes. */
function byDayAndNumber(names: readonly string[]): readonly string[] {
  return names
    .flatMap((name) => {
      const parts = wishNameParts(name);
      return parts === undefined ? [] : [{ name, place: `${parts.date} ${String(parts.sequence).padStart(3, '0')}` }];
    })
    .sort(({ place: one }, { place: other }) => (one === other ? 0 : one < other ? -1 : 1))
    .map(({ name }) => name);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function isThere(folder: string, name: string): boolean {
  return statSync(join(folder, name), { throwIfNoEntry: false }) !== undefined;
}

function noRoom(error: unknown): never {
  if (!['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  throw new Fault('UNAVAILABLE', 'there is no room for the file now', { cause: error });
}
