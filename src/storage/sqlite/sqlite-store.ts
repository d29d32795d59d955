import type Database from 'better-sqlite3';
import type { Change, EntityKind, Position } from '../../core/change.ts';
import type { NumberDetail, NumberState } from '../../core/number-record.ts';
import type { Block, PhoneNumber } from '../../core/phone-number.ts';
import type { EpochMs } from '../../core/time.ts';
import { importRows } from '../import-rows.ts';
import type {
  AppendResult,
  BlockImport,
  BlockImportResult,
  BlockRows,
  Entity,
  LogEntry,
  ShortRecordKind,
  ShortRecordPut,
  StateId,
  Store,
} from '../store.ts';
import { sweptPerCommand } from './commands.ts';
import { createPrivateFile, openForReading, openForWriting } from './connection.ts';
import { drizzle } from './drizzle.ts';
import { LogReads } from './log-reads.ts';
import { applyMigrations } from './migrations.ts';
import { NumberReads } from './number-reads.ts';
import { SideReads } from './side-reads.ts';
import { StateTable } from './state-table.ts';
import { startWriter, type Writer, writerThread } from './writer.ts';

export interface SqliteStoreOptions {
  /** Path of the database, in a folder that exists; made with mode 0600 where there is none. */
  readonly file: string;
}

/**
 * Opens the registry kept in one SQLite file, making or migrating it first. Several processes may have it open.
 * Fault FAILED_PRECONDITION where commits would not be durable or a newer version wrote the file.
 */
export async function openSqliteStore({ file }: SqliteStoreOptions): Promise<Store> {
  createPrivateFile(file);
  const first = openForWriting(file);
  try {
    applyMigrations(first);
    const reader = openForReading(file);
    const watcher = openForReading(file);
    try {
      return new SqliteStore(reader, watcher, await startWriter(writerThread(file)));
    } catch (error) {
      reader.close();
      watcher.close();
      throw error;
    }
  } finally {
    first.close();
  }
}

class SqliteStore implements Store {
  readonly #reader: Database.Database;
  readonly #watcher: Database.Database;
  readonly #writer: Writer;
  readonly #states: StateTable;
  readonly #numbers: NumberReads;
  readonly #log: LogReads;
  readonly #sides: SideReads;
  readonly #dataVersion: Database.Statement<[], number>;
  readonly #begin: Database.Statement;
  readonly #commit: Database.Statement;

  /** `watcher`: a connection apart for `version`, since within a transaction it would not move. */
  constructor(reader: Database.Database, watcher: Database.Database, writer: Writer) {
    const db = drizzle(reader);
    this.#reader = reader;
    this.#watcher = watcher;
    this.#writer = writer;
    this.#states = new StateTable(db);
    this.#numbers = new NumberReads(db, this.#states);
    this.#log = new LogReads(db);
    this.#sides = new SideReads(db);
    this.#dataVersion = watcher.prepare<[], number>('PRAGMA data_version').pluck();
    this.#begin = reader.prepare('BEGIN');
    this.#commit = reader.prepare('COMMIT');
  }

  head = (): Position => this.#log.head();
  version = (): number => this.#dataVersion.get() ?? 0;

  snapshot<T>(read: () => T): T {
    if (this.#reader.inTransaction) return read();
    this.#begin.run();
    try {
      return read();
    } finally {
      this.#commit.run();
    }
  }

  number(number: PhoneNumber) {
    return this.snapshot(() => ({
      record: this.#numbers.record(number),
      follows: this.#numbers.follows(number),
    }));
  }

  numberDetail = (number: PhoneNumber): NumberDetail => this.#numbers.detail(number);
  state = (id: StateId): NumberState => this.#states.state(id);
  blockRows = (block: Block): BlockRows => this.snapshot(() => this.#numbers.blockRows(block));
  blocksHeld = (group: number): readonly Block[] => this.#numbers.blocksHeld(group);

  history(number: PhoneNumber, before: Position, limit: number): readonly LogEntry[] {
    return this.snapshot(() => this.#log.history(number, before, limit));
  }

  entries = (after: Position, limit: number): readonly LogEntry[] => this.#log.entries(after, limit);
  tail = (after: Position, limit: number) => this.snapshot(() => this.#log.tail(after, limit));

  entity<K extends EntityKind>(kind: K, id: string): Entity<K> | undefined {
    return this.#sides.entity(kind, id);
  }

  entities<K extends EntityKind>(kind: K, afterId: string, limit: number): readonly Entity<K>[] {
    return this.#sides.entities(kind, afterId, limit);
  }

  append(changes: readonly Change[]): Promise<readonly AppendResult[]> {
    return this.#writer.submit({ kind: 'APPEND', changes });
  }

  async importBlock(batch: BlockImport): Promise<BlockImportResult> {
    const { block, batchId, at, actor } = batch;
    return this.#writer.submit({ kind: 'IMPORT_BLOCK', block, batchId, at, actor, rows: importRows(batch) });
  }

  shortRecord = (kind: ShortRecordKind, id: string, now: EpochMs) => this.#sides.shortRecord(kind, id, now);
  shortRecords = (kind: ShortRecordKind, now: EpochMs, limit: number) => this.#sides.shortRecords(kind, now, limit);

  putShortRecord(put: ShortRecordPut): Promise<boolean> {
    return this.#writer.submit({ kind: 'PUT_SHORT_RECORD', put });
  }

  addCounts(counts: readonly { readonly key: string; readonly count: number }[]): Promise<void> {
    return this.#writer.submit({ kind: 'ADD_COUNTS', counts });
  }

  counts = (keyPrefix: string, limit: number) => this.#sides.counts(keyPrefix, limit);

  async sweep(now: EpochMs): Promise<number> {
    let swept = 0;
    for (;;) {
      const some = await this.#writer.submit({ kind: 'SWEEP', now });
      swept += some;
      if (some < sweptPerCommand) return swept;
    }
  }

  async close(): Promise<void> {
    await this.#writer.drain();
    // The writer closes last: only then can it empty the write-ahead log.
    this.#reader.close();
    this.#watcher.close();
    await this.#writer.close();
  }
}
