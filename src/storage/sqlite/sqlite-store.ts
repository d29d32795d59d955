import { setImmediate } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { Fault } from '../../core/fault.ts';
import type { Writer } from '../sql/commands.ts';
import { ImportHasher } from '../sql/hashed-import.ts';
import { type Moments, SqlStore } from '../sql/sql-store.ts';
import type { Store } from '../store.ts';
import { createPrivateFile, openForReading, openForWriting, sqlDatabase } from './connection.ts';
import { migrate } from './migrations.ts';
import { sha256 } from './sha256.ts';
import { startWriter, writerThread } from './writer.ts';
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
    migrate(first);
    const reader = openForReading(file);
    opened.push(reader);
    const watcher = openForReading(file);
    opened.push(watcher);
    if (use === 'COMMAND') {
      reader.pragma(`cache_size = -${commandCacheKb}`);
      return storeOver(reader, watcher, writerHere(first));
    }
    const thread = await startWriter(() => writerThread(file));
    first.close();
    return storeOver(reader, watcher, thread);
  } catch (error) {
    for (const connection of opened) connection.close();
    throw error;
  }
}

/** Pages that stay in the processor's cache are read again quicker than those of a larger cache are kept. */
const commandCacheKb = 1_024;

function storeOver(reader: Database.Database, watcher: Database.Database, writer: Writer): Store {
  const hasher = new ImportHasher(sha256, () => setImmediate());
  return new SqlStore(sqlDatabase(reader), new FileMoments(reader, watcher), writer, hasher);
}

class FileMoments implements Moments {
  readonly #reader: Database.Database;
  readonly #watcher: Database.Database;
  readonly #dataVersion: Database.Statement<[], number>;
  readonly #begin: Database.Statement;
  readonly #end: Database.Statement;

  /** `watcher`: a connection apart for `version`, since within a transaction it would not move. */
  constructor(reader: Database.Database, watcher: Database.Database) {
    this.#reader = reader;
    this.#watcher = watcher;
    this.#dataVersion = watcher.prepare<[], number>('PRAGMA data_version').pluck();
    this.#begin = reader.prepare('BEGIN');
    this.#end = reader.prepare('ROLLBACK');
  }

  version(): number {
    return this.reading(() => this.#dataVersion.get() ?? 0);
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

  reading<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw readFault(error);
    }
  }

  close(): void {
    this.#reader.close();
    this.#watcher.close();
  }
}

/** What the disk, the file or a lock makes impossible is expected to happen, and no defect. */
function readFault(error: unknown): unknown {
  return error instanceof Database.SqliteError
    ? new Fault('UNAVAILABLE', 'The storage cannot be read.', { cause: error })
    : error;
}
