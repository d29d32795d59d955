import Database from 'better-sqlite3';
import type { DurableCursor, DurableStorage } from '../../../src/storage/durable/durable-storage.ts';

export interface StandIn extends DurableStorage {
  readonly connection: Database.Database;
  /** How often `sync` was asked for. */
  syncs: number;
  /** What `sync` rejects with. */
  syncError: Error | undefined;
}

/** The storage of a Durable Object as SQLite in memory plays it: enough for what needs no platform. */
export function standInStorage(): StandIn {
  const connection = new Database(':memory:');
  const storage: StandIn = {
    connection,
    syncs: 0,
    syncError: undefined,
    sql: { exec: (sql, ...values) => cursor(connection, sql, values) },
    transactionSync: (write) => connection.transaction(write)(),
    async sync() {
      storage.syncs += 1;
      if (storage.syncError !== undefined) throw storage.syncError;
    },
  };
  return storage;
}

function cursor(connection: Database.Database, sql: string, values: readonly unknown[]): DurableCursor {
  try {
    if (values.length === 0 && !/^\s*(?:select|with|delete)/i.test(sql)) connection.exec(sql);
    else return rowsOf(connection.prepare(sql), values);
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    throw code === undefined ? error : new Error(`${message}: ${code}`);
  }
  return { toArray: () => [], raw: () => [].values() };
}

function rowsOf(statement: Database.Statement<unknown[]>, values: readonly unknown[]): DurableCursor {
  if (!statement.reader) statement.run(...values);
  const names = statement.reader ? statement.columns().map(({ name }) => name) : [];
  const rows = statement.reader ? (statement.raw().all(...values) as unknown[][]).map((row) => row.map(given)) : [];
  return {
    raw: () => rows.values(),
    toArray: () => rows.map((row) => Object.fromEntries(row.map((value, at) => [names[at], value]))),
  };
}

/** Blobs as the platform gives them. */
function given(value: unknown): unknown {
  return value instanceof Uint8Array ? new Uint8Array(value).buffer : value;
}
