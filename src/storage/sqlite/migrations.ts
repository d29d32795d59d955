import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import type Database from 'better-sqlite3';
import { applyMigrations, isMigrated, type Migration } from '../sql/apply-migrations.ts';
import { sqlDatabase } from './connection.ts';
import { readMigrationFiles } from './drizzle.ts';

/** At the top of the package, whether this runs as source or as the build packed it. */
const migrationsFolder = join(dirname(findPackageJSON('..', import.meta.url) ?? ''), 'drizzle');

/**
 * Brings the tables of a file to what this version knows. Drizzle's own migrator reads before it locks, so that two
 * processes on a new file would both create the tables; here the write lock comes first. Fault FAILED_PRECONDITION
 * where a newer version made the file.
 */
export function migrate(connection: Database.Database): void {
  const database = sqlDatabase(connection);
  if (isMigrated(database.connection, migrationsHere())) return;
  connection.exec('BEGIN IMMEDIATE');
  try {
    applyMigrations(database, migrationsHere());
    connection.exec('COMMIT');
  } catch (error) {
    if (connection.inTransaction) connection.exec('ROLLBACK');
    throw error;
  }
}

let readHere: readonly Migration[] | undefined;

/** All that this version knows. */
export function migrationsHere(): readonly Migration[] {
  readHere ??= readMigrationFiles({ migrationsFolder }).map(({ folderMillis, hash, sql }) => ({
    millis: folderMillis,
    hash,
    statements: sql,
  }));
  return readHere;
}
