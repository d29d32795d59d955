import Database from 'better-sqlite3';
import { busyTimeoutMs } from './connection.ts';

/** A look every millisecond: SQLite's own waiting sleeps 100 ms between two, and so misses every short gap. */
const lookEveryMs = 1;

/** The write lock of a database file, for which several processes may wait. */
export class WriteLock {
  readonly #begin: Database.Statement;
  readonly #lookOnce: Database.Statement;
  readonly #wait: Database.Statement;

  constructor(connection: Database.Database) {
    this.#begin = connection.prepare('BEGIN IMMEDIATE');
    this.#lookOnce = connection.prepare('PRAGMA busy_timeout = 0');
    this.#wait = connection.prepare(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
  }

  /** Begins a write transaction; throws SQLITE_BUSY where others held the lock for `busyTimeoutMs`. */
  take(): void {
    this.#lookOnce.get();
    try {
      const deadline = performance.now() + busyTimeoutMs;
      while (!this.#taken(deadline)) sleep(lookEveryMs);
    } finally {
      this.#wait.get();
    }
  }

  #taken(deadline: number): boolean {
    try {
      this.#begin.run();
      return true;
    } catch (error) {
      const isBusy = error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
      if (!isBusy || performance.now() > deadline) throw error;
      return false;
    }
  }
}

/** Stops the calling thread. */
export function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
