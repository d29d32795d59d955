/** What is needed of a Durable Object's storage: `ctx.storage` of a class with SQLite has it. */
export interface DurableStorage {
  readonly sql: DurableSql;
  /** Runs it within a savepoint: what it throws undoes all that it wrote. */
  transactionSync<T>(write: () => T): T;
  /** Resolves when all that was written so far survives the loss of the machine. */
  sync(): Promise<void>;
}

export interface DurableSql {
  /** Statements are parsed once for a text; bytes are copied, also where they are a part of a larger buffer. */
  exec(sql: string, ...values: readonly unknown[]): DurableCursor;
}

export interface DurableCursor {
  toArray(): Record<string, unknown>[];
  raw(): Iterable<unknown[]>;
}

/** What SQLite calls an error that a statement threw (`SQLITE_FULL`): the platform says it in the message alone. */
export function sqliteCode(error: unknown): string | undefined {
  return error instanceof Error ? /: (SQLITE_[A-Z]+)/.exec(error.message)?.[1] : undefined;
}
