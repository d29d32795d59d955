import { closeSync, existsSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { Fault } from '../../core/fault.ts';
import type { SqlConnection, SqlDatabase } from '../sql/sql-database.ts';
import { drizzle } from './drizzle.ts';
import { syncToDisk } from './sync-to-disk.ts';

/**
 * How long a connection waits for another's lock, ms. Groups hold the write lock for some 20 ms and a checkpoint
 * for seconds at worst; whoever waits longer than this has met something broken.
 */
export const busyTimeoutMs = 5_000;

/** `PRAGMA synchronous`: every commit is on the disk before it is answered. */
const synchronousFull = 2;

/** Creates the file for its owner alone where there is none; SQLite gives its journals the same mode. */
export function createPrivateFile(file: string): void {
  const isNew = !existsSync(file);
  closeSync(openSync(file, 'a', 0o600));
  if (isNew) syncToDisk(dirname(file));
}

/**
 * A connection that may write a file that exists: WAL, and durable at each commit, or a Fault FAILED_PRECONDITION.
 * A file that has gone is not made anew: an empty registry must not take the place of a lost one.
 */
export function openForWriting(file: string): Database.Database {
  const connection = new Database(file, { fileMustExist: true, timeout: busyTimeoutMs });
  return closedUnless(connection, () => {
    switchToWal(connection);
    connection.pragma('synchronous = FULL');
    // What is deleted is overwritten: an erasure promises that nobody finds it in the file's free space.
    connection.pragma('secure_delete = ON');
    assertDurable(connection);
  });
}

/** A connection as the statements of `sql/` need it: the driver's own, with nothing in between. */
export function sqlDatabase(connection: Database.Database): SqlDatabase {
  return { queries: drizzle(connection), connection: connection as unknown as SqlConnection };
}

/** A connection to a copy that nobody else knows of yet, without a file beside it; durable as the others. */
export function openCopyForWriting(file: string): Database.Database {
  const connection = new Database(file, { fileMustExist: true });
  return closedUnless(connection, () => {
    connection.pragma('journal_mode = MEMORY');
    connection.pragma('synchronous = FULL');
    assertDurable(connection, 'memory');
  });
}

/** A connection that sees the file and cannot change it. */
export function openForReading(file: string): Database.Database {
  return new Database(file, { readonly: true, fileMustExist: true, timeout: busyTimeoutMs });
}

/**
 * Writes the log's pages into the file and empties the log, which keeps older versions of them. False where somebody
 * reads at the moment, who is not waited for.
 */
export function emptiedLog(connection: Database.Database): boolean {
  connection.pragma('busy_timeout = 0');
  try {
    return connection.pragma('wal_checkpoint(TRUNCATE)', { simple: true }) === 0;
  } finally {
    connection.pragma(`busy_timeout = ${busyTimeoutMs}`);
  }
}

/** Refuses a connection whose commits would not survive the loss of power: in WAL mode SQLite's default is NORMAL. */
export function assertDurable(connection: Database.Database, expectedJournal: 'wal' | 'memory' = 'wal'): void {
  const synchronous = connection.pragma('synchronous', { simple: true });
  const journal = connection.pragma('journal_mode', { simple: true });
  if (synchronous !== synchronousFull || journal !== expectedJournal) {
    throw new Fault(
      'FAILED_PRECONDITION',
      `storage would not be durable: journal ${journal}, synchronous ${synchronous}`,
    );
  }
}

function closedUnless(connection: Database.Database, prepare: () => void): Database.Database {
  try {
    prepare();
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** SQLite does not wait for other connections when it changes the journal mode, so this does. */
function switchToWal(connection: Database.Database): void {
  const deadline = Date.now() + busyTimeoutMs;
  for (;;) {
    try {
      connection.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      if (!isBusy(error) || Date.now() > deadline) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
}
