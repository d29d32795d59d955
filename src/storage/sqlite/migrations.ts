import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import type Database from 'better-sqlite3';
import { Fault } from '../../core/fault.ts';
import { readMigrationFiles } from './drizzle.ts';
import { countLog } from './first-tallies.ts';

/** At the top of the package, whether this runs as source or as the build packed it. */
const migrationsFolder = join(dirname(findPackageJSON('..', import.meta.url) ?? ''), 'drizzle');

/** The migration from which on whoever writes to the log keeps counters of it. */
export const countedSince = 1_795_367_000_000;

/**
 * Brings the tables to what this version knows. Drizzle's own migrator reads before it locks, so that two processes
 * on a new file would both create the tables; here the write lock comes first. Same book-keeping table as Drizzle's.
 * Fault FAILED_PRECONDITION where a newer version made the file.
 */
export function applyMigrations(connection: Database.Database): void {
  const migrations = migrationsHere();
  const newest = newestHere();
  if (lastApplied(connection) === newest) return;
  connection.exec('BEGIN IMMEDIATE');
  try {
    connection.exec(
      'CREATE TABLE IF NOT EXISTS __drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at numeric)',
    );
    const applied = lastApplied(connection);
    if (applied > newest) throw ofNewerVersion();
    const record = connection.prepare('INSERT INTO __drizzle_migrations (hash, created_at) VALUES (?, ?)');
    for (const migration of migrations.filter(({ folderMillis }) => folderMillis > applied)) {
      for (const statement of migration.sql) connection.exec(statement);
      record.run(migration.hash, migration.folderMillis);
    }
    if (applied < countedSince) countLog(connection);
    connection.exec('COMMIT');
  } catch (error) {
    if (connection.inTransaction) connection.exec('ROLLBACK');
    throw error;
  }
}

/**
 * To be called within each write transaction: throws where a newer version has opened the file since. Whoever went on
 * writing would leave out what that version keeps of each entry.
 */
export function newerVersionGuard(connection: Database.Database): () => void {
  const applied = connection.prepare<[], number>('SELECT max(created_at) FROM __drizzle_migrations').pluck();
  return () => {
    if (Number(applied.get()) > newestHere()) throw ofNewerVersion();
  };
}

let readHere: ReturnType<typeof readMigrationFiles> | undefined;

function migrationsHere(): ReturnType<typeof readMigrationFiles> {
  readHere ??= readMigrationFiles({ migrationsFolder });
  return readHere;
}

function newestHere(): number {
  return migrationsHere().at(-1)?.folderMillis ?? 0;
}

function ofNewerVersion(): Fault {
  return new Fault('FAILED_PRECONDITION', 'the data was written by a newer version');
}

function lastApplied(connection: Database.Database): number {
  const table = connection.prepare("SELECT 1 FROM sqlite_master WHERE name = '__drizzle_migrations'").get();
  if (table === undefined) return 0;
  return Number(connection.prepare('SELECT max(created_at) FROM __drizzle_migrations').pluck().get() ?? 0);
}
