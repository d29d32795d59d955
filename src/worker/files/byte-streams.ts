import { Fault } from '../../core/fault.ts';
import type { EpochMs } from '../../core/time.ts';
import { fileLimits } from './file-limits.ts';
import { makeFileTables } from './file-tables.ts';
import type { KeptObjects } from './kept-objects.ts';
import type { ObjectStorage, SqlValue } from './object-storage.ts';
import { PartWriter, type WrittenStream } from './part-writer.ts';

interface Stream {
  readonly stream: string;
  readonly partBytes: number;
  readonly bytes: number;
}

/**
 * Bytes that are named by an owner and a name, in parts of one size but for the last: SQLite lists them, a bucket has
 * them. A part is listed after the bucket has it, and its object is deleted after it is listed no more: whatever is
 * listed can be read. What the bucket has of a part may be more than is listed, where it was cut.
 */
export class ByteStreams {
  readonly #storage: ObjectStorage;
  readonly #objects: KeptObjects;
  readonly #now: () => EpochMs;
  /** By stream: who may add to it, which is whoever opened it last. */
  readonly #writers = new Map<string, PartWriter>();

  constructor(storage: ObjectStorage, objects: KeptObjects, now: () => EpochMs) {
    this.#storage = storage;
    this.#objects = objects;
    this.#now = now;
    makeFileTables(storage);
  }

  /** Undefined where there is nothing of the name. */
  bytes(owner: string, name: string): number | undefined {
    return this.#stream(owner, name)?.bytes;
  }

  ownedBytes(owner: string): number {
    const [sum] = this.#rows<{ bytes: number }>(
      'SELECT coalesce(sum(bytes), 0) AS bytes FROM files_names JOIN files_streams USING (stream) WHERE owner = ?',
      owner,
    );
    return sum?.bytes ?? 0;
  }

  names(owner: string): readonly string[] {
    return this.#rows<{ name: string }>('SELECT name FROM files_names WHERE owner = ?', owner).map(({ name }) => name);
  }

  /** Names what somebody else has, without a copy. False where he has not. */
  link(owner: string, name: string, source: { readonly owner: string; readonly name: string }): boolean {
    const stream = this.#stream(source.owner, source.name)?.stream;
    if (stream === undefined) return false;
    this.#rows('INSERT INTO files_names (owner, name, stream) VALUES (?, ?, ?)', owner, name, stream);
    return true;
  }

  /** Opens what is named, cut to so many bytes, and made where it is missing. */
  writer(owner: string, name: string, bytes: number, partBytes: number): PartWriter {
    const { stream, partBytes: size } = this.#storage.transactionSync(() => {
      const known = this.#stream(owner, name) ?? this.#made(owner, name, partBytes);
      if (bytes > known.bytes) throw new Error('fewer bytes are kept than were durable');
      this.#cut(known, bytes);
      return known;
    });
    const writer: PartWriter = new PartWriter(
      this.#written(stream, () => writer),
      size,
      bytes,
    );
    this.#writers.set(stream, writer);
    return writer;
  }

  /** The bytes from `from` on, before `to`. Fault NOT_FOUND where they are deleted while they are read. */
  async *read(
    owner: string,
    name: string,
    { from = 0, to = Number.POSITIVE_INFINITY }: ReadOptions = {},
  ): AsyncGenerator<Uint8Array> {
    const opened = this.#stream(owner, name);
    if (opened === undefined) return;
    const end = Math.min(to, opened.bytes);
    for (let at = from; at < end; ) {
      at = yield* this.#readPart(opened, at, end);
    }
  }

  async *#readPart({ stream, partBytes }: Stream, from: number, end: number): AsyncGenerator<Uint8Array, number> {
    const part = Math.floor(from / partBytes);
    const first = part * partBytes;
    const to = Math.min(end, first + partBytes);
    let at = from;
    for (let seen: string | undefined; ; ) {
      const revision = this.#revisionOf(stream, part);
      if (revision === undefined) throw new Fault('NOT_FOUND', 'the bytes were deleted while they were read');
      // A last part that is put anew meanwhile has another key.
      if (revision === seen) throw new Error('an object that is listed is not in the bucket');
      seen = revision;
      const read = yield* this.#objects.read(this.#objects.keyOf(stream, part, revision), at - first, to - first);
      at = first + read;
      if (at === to) return at;
    }
  }

  /** Forgets names, or all of an owner; what nobody else names is deleted by the next `bury`. */
  drop(owner: string, names: readonly string[] = this.names(owner)): void {
    this.#storage.transactionSync(() => {
      for (const name of names) {
        const stream = this.#stream(owner, name);
        if (stream === undefined) continue;
        this.#rows('DELETE FROM files_names WHERE owner = ? AND name = ?', owner, name);
        if (this.#rows('SELECT 1 FROM files_names WHERE stream = ? LIMIT 1', stream.stream).length > 0) continue;
        this.#cut(stream, 0);
        this.#rows('DELETE FROM files_streams WHERE stream = ?', stream.stream);
        this.#writers.delete(stream.stream);
      }
    });
  }

  /** Deletes objects that are listed no more. Fault UNAVAILABLE: they are deleted by another call. */
  async bury(): Promise<void> {
    for (;;) {
      const keys = this.#rows<{ key: string }>('SELECT key FROM files_doomed LIMIT ?', fileLimits.deletedMax);
      if (keys.length === 0) return;
      // Were they deleted first, a loss of power would bring back a list of what is gone.
      await this.#storage.sync();
      await this.#objects.delete(keys.map(({ key }) => key));
      this.#storage.transactionSync(() => {
        for (const { key } of keys) this.#rows('DELETE FROM files_doomed WHERE key = ?', key);
      });
    }
  }

  /** Deletes what the bucket has and nothing lists: what an object that ended had put, and not listed yet. */
  async sweep(): Promise<void> {
    for (let pages = 0; pages < fileLimits.sweepPagesMax; pages++) {
      const { keys, isLast } = await this.#objects.nextPage(this.#now() - fileLimits.orphanMs);
      this.#storage.transactionSync(() => {
        for (const key of keys) if (!this.#isListed(key)) this.#doom(key);
      });
      if (isLast) break;
    }
    await this.bury();
  }

  #isListed(key: string): boolean {
    const place = this.#objects.placeOf(key);
    return place !== undefined && this.#revisionOf(place.stream, place.part) === place.revision;
  }

  #written(stream: string, writer: () => PartWriter): WrittenStream {
    const keyOf = (part: number, revision: string) => this.#objects.keyOf(stream, part, revision);
    return {
      put: (part, revision, bytes) => this.#objects.put(keyOf(part, revision), bytes),
      list: async (part, revision, bytes) => {
        this.#storage.transactionSync(() => {
          // Somebody else is at it, or it is gone: what was put is nobody's.
          if (this.#writers.get(stream) !== writer()) return this.#doom(keyOf(part, revision));
          this.#list(stream, part, revision, bytes);
        });
        await this.#storage.sync();
        // What is left now is left to the sweep: it costs room, and nobody an answer.
        await this.bury().catch(() => {});
      },
      first: async (part, bytes) => {
        const [row] = this.#rows<StreamRow>(streamRow, stream);
        if (row === undefined) return new Uint8Array(bytes);
        const from = part * row.part_bytes;
        const stored = { stream, partBytes: row.part_bytes, bytes: row.bytes };
        return joined(this.#readPart(stored, from, from + bytes), bytes);
      },
      closed: () => {
        if (this.#writers.get(stream) === writer()) this.#writers.delete(stream);
      },
    };
  }

  #list(stream: string, part: number, revision: string, bytes: number): void {
    const before = this.#revisionOf(stream, part);
    if (before !== undefined) this.#doom(this.#objects.keyOf(stream, part, before));
    const upsert = 'INSERT OR REPLACE INTO files_parts (stream, part, revision) VALUES (?, ?, ?)';
    this.#rows(upsert, stream, part, revision);
    this.#rows('UPDATE files_streams SET bytes = ? WHERE stream = ?', bytes, stream);
  }

  #cut({ stream, partBytes }: Stream, bytes: number): void {
    const left = Math.ceil(bytes / partBytes);
    const cutOff = this.#rows<PartRow>(
      'SELECT part, revision FROM files_parts WHERE stream = ? AND part >= ?',
      stream,
      left,
    );
    for (const { part, revision } of cutOff) this.#doom(this.#objects.keyOf(stream, part, revision));
    this.#rows('DELETE FROM files_parts WHERE stream = ? AND part >= ?', stream, left);
    this.#rows('UPDATE files_streams SET bytes = ? WHERE stream = ?', bytes, stream);
  }

  #doom(key: string): void {
    this.#rows('INSERT OR IGNORE INTO files_doomed (key) VALUES (?)', key);
  }

  #made(owner: string, name: string, partBytes: number): Stream {
    const stream = crypto.randomUUID();
    this.#rows('INSERT INTO files_streams (stream, part_bytes, bytes) VALUES (?, ?, 0)', stream, partBytes);
    this.#rows('INSERT INTO files_names (owner, name, stream) VALUES (?, ?, ?)', owner, name, stream);
    return { stream, partBytes, bytes: 0 };
  }

  #stream(owner: string, name: string): Stream | undefined {
    const [row] = this.#rows<StreamRow>(
      `SELECT stream, part_bytes, bytes FROM files_names JOIN files_streams USING (stream)
        WHERE owner = ? AND name = ?`,
      owner,
      name,
    );
    return row === undefined ? undefined : { stream: row.stream, partBytes: row.part_bytes, bytes: row.bytes };
  }

  #revisionOf(stream: string, part: number): string | undefined {
    const query = 'SELECT part, revision FROM files_parts WHERE stream = ? AND part = ?';
    return this.#rows<PartRow>(query, stream, part)[0]?.revision;
  }

  #rows<Row extends Record<string, SqlValue>>(query: string, ...bindings: SqlValue[]): Row[] {
    return this.#storage.sql.exec<Row>(query, ...bindings).toArray();
  }
}

export interface ReadOptions {
  readonly from?: number;
  readonly to?: number;
}

type StreamRow = { readonly stream: string; readonly part_bytes: number; readonly bytes: number };
type PartRow = { readonly part: number; readonly revision: string };

const streamRow = 'SELECT stream, part_bytes, bytes FROM files_streams WHERE stream = ?';

async function joined(pieces: AsyncIterable<Uint8Array>, bytes: number): Promise<Uint8Array> {
  const all = new Uint8Array(bytes);
  let at = 0;
  for await (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
