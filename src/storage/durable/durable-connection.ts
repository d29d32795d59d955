import { drizzle } from 'drizzle-orm/durable-sqlite';
import type { Queries, SqlConnection, SqlDatabase, SqlStatement, SqlValue } from '../sql/sql-database.ts';
import type { DurableSql, DurableStorage } from './durable-storage.ts';
import { withRowLimit } from './row-limit.ts';

/** A Durable Object's SQLite as the statements of `sql/` need it. */
export function durableDatabase({ sql }: DurableStorage): SqlDatabase {
  const limited = withRowLimit(sql);
  // Drizzle asks its client for nothing else, as long as it is not asked for a transaction.
  const client = { sql: limited } as unknown as Parameters<typeof drizzle>[0];
  return { queries: drizzle(client) as unknown as Queries, connection: durableConnection(limited) };
}

function durableConnection(sql: DurableSql): SqlConnection {
  return {
    prepare: <P extends readonly SqlValue[], Row>(text: string) => new DurableStatement<P, Row>(sql, text),
    exec: (text) => sql.exec(text),
  };
}

/** Every row is read at once: a cursor that stays open holds on to its statement. */
class DurableStatement<P extends readonly SqlValue[], Row> implements SqlStatement<P, Row> {
  readonly #sql: DurableSql;
  readonly #text: string;
  #rowsAre: 'OBJECTS' | 'ARRAYS' | 'FIRST_COLUMNS' = 'OBJECTS';

  constructor(sql: DurableSql, text: string) {
    this.#sql = sql;
    this.#text = text;
  }

  get(...values: P): Row | undefined {
    return this.all(...values)[0];
  }

  all(...values: P): Row[] {
    const cursor = this.#sql.exec(this.#text, ...values);
    if (this.#rowsAre === 'OBJECTS') return cursor.toArray() as Row[];
    const rows = [...cursor.raw()];
    return (this.#rowsAre === 'ARRAYS' ? rows : rows.map(([first]) => first)) as Row[];
  }

  iterate(...values: P): Iterable<Row> {
    return this.all(...values);
  }

  run(...values: P): void {
    this.#sql.exec(this.#text, ...values);
  }

  pluck(): this {
    this.#rowsAre = 'FIRST_COLUMNS';
    return this;
  }

  raw(): this {
    this.#rowsAre = 'ARRAYS';
    return this;
  }
}
