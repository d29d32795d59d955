import { wishNameParts } from '../../core/carrier-file.ts';
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
import type { ByteStreams } from './byte-streams.ts';
import { fileLimits } from './file-limits.ts';
import { MemoryClaims } from './memory-claims.ts';
import type { ObjectStorage, SqlValue } from './object-storage.ts';

type FileRow = {
  readonly is_received: number;
  readonly checkpoint: string | null;
  readonly ended: string | null;
};

/** Files of carriers in the SQLite of the one object that there is, their bytes and results as `ByteStreams`. */
export class ObjectCarrierFiles implements CarrierFiles {
  readonly #storage: ObjectStorage;
  readonly #streams: ByteStreams;
  readonly #partBytes: number;
  readonly #claims = new MemoryClaims();
  /** Told when a file waits for its rows to be done. */
  onReceived: () => void = () => {};

  constructor(
    storage: ObjectStorage,
    streams: ByteStreams,
    { partBytes = fileLimits.carrierPartBytes }: { readonly partBytes?: number } = {},
  ) {
    this.#storage = storage;
    this.#streams = streams;
    this.#partBytes = partBytes;
  }

  async open(file: CarrierFile): Promise<boolean> {
    const { organisationId, manifest, openedAt } = file;
    if (this.#claims.isHeld(`UPLOAD ${ownerOf(organisationId, manifest.file)}`)) return false;
    if (this.isReceived(organisationId, manifest.file)) return false;
    await this.#written(
      `INSERT INTO files_carrier (organisation_id, name, place, file, opened_at) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET file = excluded.file, opened_at = excluded.opened_at`,
      ...[organisationId, manifest.file, placeOf(manifest.file), JSON.stringify(file), openedAt],
    );
    return true;
  }

  file(organisationId: string, name: string): CarrierFile | undefined {
    const query = 'SELECT file FROM files_carrier WHERE organisation_id = ? AND name = ?';
    return parsed<CarrierFile>(this.#rows<{ file: string }>(query, organisationId, name)[0]?.file);
  }

  names(organisationId: string): readonly string[] {
    const query = 'SELECT name FROM files_carrier WHERE organisation_id = ? ORDER BY place, name';
    return this.#rows<{ name: string }>(query, organisationId).map(({ name }) => name);
  }

  isReceived(organisationId: string, name: string): boolean {
    return this.#row(organisationId, name)?.is_received === 1;
  }

  isAnswered(organisationId: string, name: string): boolean {
    return typeof this.#row(organisationId, name)?.ended === 'string';
  }

  waiting(): readonly CarrierFile[] {
    return this.#rows<{ file: string }>(
      'SELECT file FROM files_carrier WHERE is_received = 1 AND ended IS NULL ORDER BY organisation_id, place, name',
    ).flatMap(({ file }) => parsed<CarrierFile>(file) ?? []);
  }

  state(organisationId: string, name: string): CarrierFileState {
    const row = this.#row(organisationId, name);
    return {
      inputIsComplete: row?.is_received === 1,
      checkpoint: parsed<FileCheckpoint>(row?.checkpoint),
      end: parsed<FileEnd>(row?.ended),
      isClaimed: this.#claims.isHeld(`RUN ${ownerOf(organisationId, name)}`),
    };
  }

  async putInput(organisationId: string, name: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    const writer = this.#streams.writer(this.#there(organisationId, name), 'input', 0, this.#partBytes);
    try {
      for await (const chunk of bytes) await writer.write(chunk);
      await writer.sync();
    } finally {
      writer.close();
    }
  }

  async completeInput(organisationId: string, name: string): Promise<void> {
    await this.#changed(organisationId, name, 'is_received', 1);
    this.onReceived();
  }

  async dropInput(organisationId: string, name: string): Promise<void> {
    this.#streams.drop(ownerOf(organisationId, name), ['input']);
    await this.#storage.sync();
    // What cannot be deleted now is deleted by the next sweep; nobody sees it any more.
    await this.#streams.bury().catch(() => {});
  }

  input(organisationId: string, name: string): AsyncIterable<Uint8Array> {
    return this.#streams.read(this.#there(organisationId, name), 'input');
  }

  claim(organisationId: string, name: string, what: 'RUN' | 'UPLOAD'): ScrubClaim | undefined {
    if (this.#row(organisationId, name) === undefined) return undefined;
    return this.#claims.take(`${what} ${ownerOf(organisationId, name)}`);
  }

  putCheckpoint(organisationId: string, name: string, checkpoint: FileCheckpoint): Promise<void> {
    return this.#changed(organisationId, name, 'checkpoint', JSON.stringify(checkpoint));
  }

  appendResult(organisationId: string, name: string, bytes: number): ResultAppender {
    const writer = this.#streams.writer(this.#there(organisationId, name), 'result', bytes, this.#partBytes);
    return {
      write: (piece) => writer.write(piece),
      sync: async () => void (await writer.sync()),
      close: () => writer.close(),
    };
  }

  result(organisationId: string, name: string, from: number, to: number): AsyncIterable<Uint8Array> {
    return this.#streams.read(ownerOf(organisationId, name), 'result', { from, to });
  }

  async putEnd(organisationId: string, name: string, end: FileEnd): Promise<void> {
    this.#storage.transactionSync(() => {
      this.#set(organisationId, name, 'ended', JSON.stringify(end));
      this.#set(organisationId, name, 'result_from', end.endedAt);
    });
    await this.#storage.sync();
  }

  async sweep(now: EpochMs): Promise<void> {
    const { recordKeptMs, resultKeptMs, awaitedMs } = carrierFileLimits;
    const over = this.#rows<{ organisation_id: string; name: string }>(
      `SELECT organisation_id, name FROM files_carrier
        WHERE opened_at + CASE is_received WHEN 1 THEN ? ELSE ? END <= ?`,
      ...[recordKeptMs, awaitedMs, now],
    );
    for (const { organisation_id: organisationId, name } of over) {
      const owner = ownerOf(organisationId, name);
      if (this.#claims.isHeld(`UPLOAD ${owner}`)) continue;
      this.#storage.transactionSync(() => {
        this.#streams.drop(owner);
        this.#rows('DELETE FROM files_carrier WHERE organisation_id = ? AND name = ?', organisationId, name);
      });
    }
    const old = this.#rows<{ organisation_id: string; name: string }>(
      'SELECT organisation_id, name FROM files_carrier WHERE result_from <= ?',
      now - resultKeptMs,
    );
    for (const { organisation_id: organisationId, name } of old) {
      this.#storage.transactionSync(() => {
        this.#streams.drop(ownerOf(organisationId, name), ['result']);
        this.#set(organisationId, name, 'result_from', null);
      });
    }
    await this.#storage.sync();
    await this.#streams.bury();
  }

  #row(organisationId: string, name: string): FileRow | undefined {
    const query = 'SELECT is_received, checkpoint, ended FROM files_carrier WHERE organisation_id = ? AND name = ?';
    return this.#rows<FileRow>(query, organisationId, name)[0];
  }

  /** Who has its bytes. Throws where it was never announced, or was forgotten. */
  #there(organisationId: string, name: string): string {
    if (this.#row(organisationId, name) === undefined) throw new Error('there is no such file of a carrier');
    return ownerOf(organisationId, name);
  }

  async #changed(organisationId: string, name: string, column: Column, value: SqlValue): Promise<void> {
    this.#set(organisationId, name, column, value);
    await this.#storage.sync();
  }

  #set(organisationId: string, name: string, column: Column, value: SqlValue): void {
    const update = `UPDATE files_carrier SET ${column} = ? WHERE organisation_id = ? AND name = ?`;
    this.#rows(update, value, organisationId, name);
  }

  async #written(query: string, ...bindings: SqlValue[]): Promise<void> {
    this.#rows(query, ...bindings);
    await this.#storage.sync();
  }

  #rows<Row extends Record<string, SqlValue>>(query: string, ...bindings: SqlValue[]): Row[] {
    return this.#storage.sql.exec<Row>(query, ...bindings).toArray();
  }
}

type Column = 'is_received' | 'checkpoint' | 'ended' | 'result_from';

function ownerOf(organisationId: string, name: string): string {
  return `carrier ${organisationId}/${name}`;
}

/** By day and number. */
function placeOf(name: string): string {
  const parts = wishNameParts(name);
  if (parts === undefined) throw new Error('not the name of a file of wishes');
  return `${parts.date} ${String(parts.sequence).padStart(3, '0')}`;
}

function parsed<T>(text: string | null | undefined): T | undefined {
  return text === null || text === undefined ? undefined : (JSON.parse(text) as T);
}
