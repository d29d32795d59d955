import { closeSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';
import { Fault } from '../../core/fault.ts';

/**
 * How long a connection waits for another's lock, ms. Groups hold the write lock for some 20 ms and a checkpoint
 * for seconds at worst; whoever waits longer than this has met something broken.
 */
export const busyTimeoutMs = 5_000;

/** `PRAGMA synchronous`: every commit is on the disk before it is answered. */
const synchronousFull = 2;

/** Creates the file for its owner alone where there is none; SQLite gives its journals the same mode. */
export function createPrivateFile(file: string): void {
  closeSync(openSync(file, 'a', 0o600));
}

/** A connection that may write: WAL, and durable at each commit, or a Fault FAILED_PRECONDITION. */
export function openForWriting(file: string): Database.Database {
  const connection = new Database(file, { timeout: busyTimeoutMs });
  try {
    switchToWal(connection);
    connection.pragma('synchronous = FULL');
    assertDurable(connection);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** A connection that sees the file and cannot change it. */
export function openForReading(file: string): Database.Database {
  return new Database(file, { readonly: true, fileMustExist: true, timeout: busyTimeoutMs });
}

/** Refuses a connection whose commits would not survive the loss of power: in WAL mode SQLite's default is NORMAL. */
export function assertDurable(connection: Database.Database): void {
  const synchronous = connection.pragma('synchronous', { simple: true });
  const journal = connection.pragma('journal_mode', { simple: true });
  if (synchronous !== synchronousFull || journal !== 'wal') {
    throw new Fault(
      'FAILED_PRECONDITION',
      `storage would not be durable: journal ${journal}, synchronous ${synchronous}`,
    );
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
