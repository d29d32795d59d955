import type { BaseSQLiteDatabase } from 'drizzle-orm/sqlite-core';

/**
 * A SQLite database as the statements of this folder need it, whose engine answers at once. Values are texts, numbers,
 * bytes and null; bytes come back as the driver has them (see `bytes.ts`).
 */
export interface SqlDatabase {
  readonly queries: Queries;
  /** The same connection for statements by hand, where Drizzle's take too long or cannot say it. */
  readonly connection: SqlConnection;
}

/** Drizzle over any driver that answers at once. */
export type Queries = BaseSQLiteDatabase<'sync', unknown>;

/** What is needed of a driver; better-sqlite3 has it as it is. */
export interface SqlConnection {
  prepare<P extends readonly SqlValue[] = [], Row = unknown>(sql: string): SqlStatement<P, Row>;
  exec(sql: string): unknown;
}

export type SqlValue = string | number | Uint8Array | null;

/** Rows are objects, until `pluck` or `raw` is called: once, before the statement is first run. */
export interface SqlStatement<P extends readonly SqlValue[] = [], Row = unknown> {
  get(...values: P): Row | undefined;
  all(...values: P): Row[];
  iterate(...values: P): Iterable<Row>;
  run(...values: P): unknown;
  /** From now on a row is its first column. */
  pluck(): SqlStatement<P, Row>;
  /** From now on a row is an array of its columns. */
  raw(): SqlStatement<P, Row>;
}
