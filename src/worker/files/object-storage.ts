/** What is used of a Durable Object's `ctx.storage`: its SQLite, synchronous. */
export interface ObjectStorage {
  readonly sql: ObjectSql;
  /** All of it or nothing; one within another is part of it. */
  transactionSync<T>(write: () => T): T;
  /** Resolves when everything written by now has survived the loss of the machine. */
  sync(): Promise<void>;
}

export interface ObjectSql {
  exec<Row extends Record<string, SqlValue>>(query: string, ...bindings: SqlValue[]): { toArray(): Row[] };
}

export type SqlValue = ArrayBuffer | string | number | null;

/** What is used of a bucket of R2: each object is put whole, and is there for every reader once `put` resolves. */
export interface Bucket {
  put(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<unknown>;
  /** Null where there is no such object. */
  get(
    key: string,
    options: { readonly range: ByteRange },
  ): Promise<{ readonly body: ReadableStream<Uint8Array> } | null>;
  /** At most 1,000 keys; one that is not there is no error. */
  delete(keys: string[]): Promise<void>;
  /** In order of their keys, at most 1,000 at once. */
  list(options: { readonly prefix: string; readonly cursor?: string }): Promise<BucketPage>;
}

export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

export interface BucketPage {
  readonly objects: readonly { readonly key: string; readonly uploaded: Date }[];
  readonly truncated: boolean;
  /** Where `truncated`: what the next page is asked for with. */
  readonly cursor?: string;
}
