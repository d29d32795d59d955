import Database from 'better-sqlite3';
import type { Change, EntityKind, Position } from '../../core/change.ts';
import { Fault } from '../../core/fault.ts';
import type { NumberDetail, NumberRecord, NumberState } from '../../core/number-record.ts';
import type { Block, PhoneNumber } from '../../core/phone-number.ts';
import type { EpochMs } from '../../core/time.ts';
import { importRows } from '../import-rows.ts';
import type {
  AppendResult,
  BlockImport,
  BlockImportResult,
  BlockLog,
  BlockRows,
  Entity,
  LogEntry,
  ShortRecordKind,
  ShortRecordPut,
  StateId,
  Store,
  SweptRecords,
} from '../store.ts';
import { BlockLogs } from './block-logs.ts';
import { sweptPerCommand } from './commands.ts';
import { createPrivateFile, openForReading, openForWriting } from './connection.ts';
import { drizzle } from './drizzle.ts';
import { ImportHasher } from './hashed-import.ts';
import { ImportReads } from './import-block.ts';
import { LogReads } from './log-reads.ts';
import { applyMigrations } from './migrations.ts';
import { NumberReads } from './number-reads.ts';
import { SideReads } from './side-reads.ts';
import { StateTable } from './state-table.ts';
import { startWriter, type Writer, writerThread } from './writer.ts';
import { writerHere } from './writer-here.ts';

export interface SqliteStoreOptions {
  /** Path of the database, in a folder that exists; made with mode 0600 where there is none. */
  readonly file: string;
  /**
   * COMMAND: by one command that reads much once and hardly writes. There is no thread for writing, and few pages are
   * remembered.
   */
  readonly use?: 'SERVER' | 'COMMAND' | undefined;
}

/**
 * Opens the registry kept in one SQLite file, making or migrating it first. Several processes may have it open.
 * Fault FAILED_PRECONDITION where commits would not be durable or a newer version wrote the file.
 */
export async function openSqliteStore({ file, use = 'SERVER' }: SqliteStoreOptions): Promise<Store> {
  createPrivateFile(file);
  const first = openForWriting(file);
  const opened = [first];
  try {
    applyMigrations(first);
    const reader = openForReading(file);
    opened.push(reader);
    const watcher = openForReading(file);
    opened.push(watcher);
    if (use === 'COMMAND') {
      reader.pragma(`cache_size = -${commandCacheKb}`);
      return new SqliteStore(reader, watcher, writerHere(first));
    }
    const thread = await startWriter(() => writerThread(file));
    first.close();
    return new SqliteStore(reader, watcher, thread);
  } catch (error) {
    for (const connection of opened) connection.close();
    throw error;
  }
}

/** Pages that stay in the processor's cache are read again quicker than those of a larger cache are kept. */
const commandCacheKb = 1_024;

class SqliteStore implements Store {
  readonly #reader: Database.Database;
  readonly #watcher: Database.Database;
  readonly #writer: Writer;
  readonly #states: StateTable;
  readonly #numbers: NumberReads;
  readonly #log: LogReads;
  readonly #sides: SideReads;
  /** Made when first asked for: most commands never are. */
  readonly #blockLogs: () => BlockLogs;
  readonly #newImports: () => ImportReads;
  #imports: ImportReads | undefined;
  readonly #hasher = new ImportHasher();
  readonly #dataVersion: Database.Statement<[], number>;
  readonly #begin: Database.Statement;
  readonly #end: Database.Statement;

  /** `watcher`: a connection apart for `version`, since within a transaction it would not move. */
  constructor(reader: Database.Database, watcher: Database.Database, writer: Writer) {
    const db = drizzle(reader);
    this.#reader = reader;
    this.#watcher = watcher;
    this.#writer = writer;
    this.#states = new StateTable(db);
    this.#numbers = new NumberReads(reader, db, this.#states);
    this.#log = new LogReads(db);
    this.#sides = new SideReads(db);
    let blockLogs: BlockLogs | undefined;
    this.#blockLogs = () => (blockLogs ??= new BlockLogs(db));
    this.#newImports = () => new ImportReads(db, this.#numbers);
    this.#dataVersion = watcher.prepare<[], number>('PRAGMA data_version').pluck();
    this.#begin = reader.prepare('BEGIN');
    this.#end = reader.prepare('ROLLBACK');
  }

  head = (): Position => reading(() => this.#log.head());

  version(): number {
    try {
      return this.#dataVersion.get() ?? 0;
    } catch (error) {
      throw readFault(error);
    }
  }

  snapshot<T>(read: () => T): T {
    if (this.#reader.inTransaction) return read();
    try {
      this.#begin.run();
      return read();
    } catch (error) {
      throw readFault(error);
    } finally {
      // Some failures have ended it already. One that stayed open would show the same moment for ever.
      if (this.#reader.inTransaction) this.#end.run();
    }
  }

  number(number: PhoneNumber) {
    return this.snapshot(() => ({
      record: this.#numbers.record(number),
      follows: this.#numbers.follows(number),
    }));
  }

  numberDetail = (number: PhoneNumber): NumberDetail => reading(() => this.#numbers.detail(number));
  state = (id: StateId): NumberState => reading(() => this.#states.state(id));
  blockRows = (block: Block): BlockRows => this.snapshot(() => this.#numbers.blockRows(block));
  blocksHeld = (group: number): readonly Block[] => reading(() => this.#numbers.blocksHeld(group));
  blocks = (after: Block, limit: number): readonly Block[] => reading(() => this.#numbers.blocks(after, limit));

  history(number: PhoneNumber, before: Position, limit: number): readonly LogEntry[] {
    return this.snapshot(() => this.#log.history(number, before, limit));
  }

  numberBefore(number: PhoneNumber, position: Position): NumberRecord {
    return this.snapshot(() => this.#log.numberBefore(number, position));
  }

  blockLog = (block: Block): BlockLog => this.snapshot(() => this.#blockLogs().of(block));

  entriesOfAssertion(assertionId: string, after: Position, limit: number): readonly LogEntry[] {
    return reading(() => this.#log.entriesOfAssertion(assertionId, after, limit));
  }

  entries = (after: Position, limit: number) => reading(() => this.#log.entries(after, limit));
  tail = (after: Position, limit: number) => this.snapshot(() => this.#log.tail(after, limit));

  entity<K extends EntityKind>(kind: K, id: string): Entity<K> | undefined {
    return reading(() => this.#sides.entity(kind, id));
  }

  entities<K extends EntityKind>(kind: K, afterId: string, limit: number): readonly Entity<K>[] {
    return reading(() => this.#sides.entities(kind, afterId, limit));
  }

  append(changes: readonly Change[]): Promise<readonly AppendResult[]> {
    return this.#writer.submit({ kind: 'APPEND', changes });
  }

  async importBlock(batch: BlockImport): Promise<BlockImportResult> {
    const rows = importRows(batch);
    this.#imports ??= this.#newImports();
    const imports = this.#imports;
    const fresh = this.snapshot(() => imports.newRows(batch, rows));
    if (fresh.count === 0) return { registered: 0, kept: rows.count };
    const hashed = await this.#hasher.hashed(batch, fresh);
    const result = await this.#writer.submit({ kind: 'IMPORT_BLOCK', ...hashed });
    return { ...result, kept: rows.count - result.registered };
  }

  shortRecord = (kind: ShortRecordKind, id: string, now: EpochMs) =>
    reading(() => this.#sides.shortRecord(kind, id, now));
  shortRecords = (kind: ShortRecordKind, now: EpochMs, limit: number, afterId?: string) =>
    reading(() => this.#sides.shortRecords(kind, now, limit, afterId));
  shortRecordCount = (kind: ShortRecordKind) => reading(() => this.#sides.shortRecordCount(kind));

  putShortRecord = (put: ShortRecordPut) => this.putShortRecords([put]);

  putShortRecords(puts: readonly ShortRecordPut[]): Promise<boolean> {
    return this.#writer.submit({ kind: 'PUT_SHORT_RECORDS', puts });
  }

  addCounts(counts: readonly { readonly key: string; readonly count: number }[]): Promise<void> {
    return this.#writer.submit({ kind: 'ADD_COUNTS', counts });
  }

  counts = (keyPrefix: string, limit: number) => this.snapshot(() => this.#sides.counts(keyPrefix, limit));

  async sweep(now: EpochMs): Promise<SweptRecords> {
    const swept: Partial<Record<ShortRecordKind, number>> = {};
    for (;;) {
      const kinds = await this.#writer.submit({ kind: 'SWEEP', now });
      for (const kind of kinds) swept[kind] = (swept[kind] ?? 0) + 1;
      if (kinds.length < sweptPerCommand) return swept;
    }
  }

  writerFault = () => this.#writer.fault();

  async close(): Promise<void> {
    await this.#writer.drain();
    // The writer closes last: only then can it empty the write-ahead log.
    this.#reader.close();
    this.#watcher.close();
    await this.#writer.close();
  }
}

function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw readFault(error);
  }
}

/** What the disk, the file or a lock makes impossible is expected to happen, and no defect. */
function readFault(error: unknown): unknown {
  return error instanceof Database.SqliteError
    ? new Fault('UNAVAILABLE', 'The storage cannot be read.', { cause: error })
    : error;
}
