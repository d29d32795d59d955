import { Fault } from '../../core/fault.ts';
import { countLog } from './first-tallies.ts';
import type { SqlConnection, SqlDatabase } from './sql-database.ts';

/** One step of the tables, as `drizzle/` has it. */
export interface Migration {
  /** When it was made, ms: their order. */
  readonly millis: number;
  /** SHA-256 of its file, in hexadecimal. */
  readonly hash: string;
  readonly statements: readonly string[];
}

/** The migration from which on whoever writes to the log keeps counters of it. */
export const countedSince = 1_795_367_000_000;

/**
 * Brings the tables to the last of some migrations, oldest first; to be run within a write transaction. Same
 * book-keeping table as Drizzle's own migrator. Fault FAILED_PRECONDITION where a newer version made the tables.
 */
export function applyMigrations(database: SqlDatabase, migrations: readonly Migration[]): void {
  const { connection } = database;
  connection.exec(
    'CREATE TABLE IF NOT EXISTS __drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at numeric)',
  );
  const applied = lastApplied(connection);
  requireKnown(applied, migrations);
  const record = connection.prepare<[string, number]>(
    'INSERT INTO __drizzle_migrations (hash, created_at) VALUES (?, ?)',
  );
  for (const { millis, hash, statements } of migrations.filter((migration) => migration.millis > applied)) {
    for (const statement of statements) connection.exec(statement);
    record.run(hash, millis);
  }
  if (applied < countedSince) countLog(database);
}

/** Whether there is nothing to apply; where there are no tables yet there is. */
export function isMigrated(connection: SqlConnection, migrations: readonly Migration[]): boolean {
  const table = connection.prepare("SELECT 1 FROM sqlite_master WHERE name = '__drizzle_migrations'").get();
  return table !== undefined && lastApplied(connection) === newestOf(migrations);
}

/**
 * To be called within each write transaction: throws where a newer version has opened the tables since. Whoever went on
 * writing would leave out what that version keeps of each entry.
 */
export function newerVersionGuard(connection: SqlConnection, migrations: readonly Migration[]): () => void {
  const applied = connection.prepare<[], number>('SELECT max(created_at) FROM __drizzle_migrations').pluck();
  return () => requireKnown(Number(applied.get()), migrations);
}

function requireKnown(applied: number, migrations: readonly Migration[]): void {
  if (applied > newestOf(migrations)) {
    throw new Fault('FAILED_PRECONDITION', 'the data was written by a newer version');
  }
}

function newestOf(migrations: readonly Migration[]): number {
  return migrations.at(-1)?.millis ?? 0;
}

function lastApplied(connection: SqlConnection): number {
  return Number(connection.prepare('SELECT max(created_at) FROM __drizzle_migrations').pluck().get() ?? 0);
}
