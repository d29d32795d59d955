import type Database from 'better-sqlite3';
import type { LogTarget, OpenedLogSource } from '../moving/moved-log.ts';
import { newerVersionGuard } from '../sql/apply-migrations.ts';
import { logSource } from '../sql/log-source.ts';
import { LogTaker } from '../sql/log-taker.ts';
import { logTarget, type Whole } from '../sql/log-target.ts';
import { createPrivateFile, openForReading, openForWriting, sqlDatabase } from './connection.ts';
import { migrate, migrationsHere } from './migrations.ts';
import { sha256 } from './sha256.ts';
import { WriteLock } from './write-lock.ts';

/**
 * A registry's file as it stands at one moment, also while it is served; until it is closed, what others write stays in
 * the write-ahead log.
 */
export function openLogSource(file: string): OpenedLogSource {
  const connection = openForReading(file);
  connection.exec('BEGIN');
  const source = logSource(sqlDatabase(connection));
  // The moment is that of the first read.
  source.head();
  return { ...source, close: () => void connection.close() };
}

export interface OpenedTarget extends LogTarget {
  close(): void;
}

/** The file of a registry to be; made, with its tables, where there is none. Its folder has to exist. */
export function openLogTarget(file: string): OpenedTarget {
  createPrivateFile(file);
  const connection = openForWriting(file);
  try {
    migrate(connection);
    const target = logTarget(new LogTaker(sqlDatabase(connection), sha256), wholeIn(connection));
    return {
      ...target,
      close() {
        connection.pragma('wal_checkpoint(TRUNCATE)');
        connection.close();
      },
    };
  } catch (error) {
    connection.close();
    throw error;
  }
}

function wholeIn(connection: Database.Database): Whole {
  const lock = new WriteLock(connection);
  const requireVersion = newerVersionGuard(sqlDatabase(connection).connection, migrationsHere());
  return async (write) => {
    lock.take();
    try {
      requireVersion();
      const result = write();
      connection.exec('COMMIT');
      return result;
    } finally {
      if (connection.inTransaction) connection.exec('ROLLBACK');
    }
  };
}
