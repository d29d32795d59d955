import Database from 'better-sqlite3';
import type {
  Bucket,
  BucketPage,
  ByteRange,
  ObjectStorage,
  SqlValue,
} from '../../../src/worker/files/object-storage.ts';

/** A Durable Object's SQLite, by better-sqlite3. What is not synced is lost with the machine. */
export class FakeStorage implements ObjectStorage {
  readonly #database: Database.Database;
  readonly #statements = new Map<string, Database.Statement<SqlValue[]>>();
  #durable: Buffer;
  /** What is synced is kept at once, and all else too: quicker. */
  keepsAll: boolean = false;

  constructor(durable?: Buffer) {
    this.#database = durable === undefined ? new Database(':memory:') : new Database(durable);
    this.#durable = this.#database.serialize();
  }

  readonly sql: ObjectStorage['sql'] = {
    exec: <Row extends Record<string, SqlValue>>(query: string, ...bindings: SqlValue[]) => {
      const statement = this.#statements.get(query) ?? this.#database.prepare<SqlValue[]>(query);
      this.#statements.set(query, statement);
      const rows = statement.reader ? (statement.all(...bindings) as Row[]) : [];
      if (!statement.reader) statement.run(...bindings);
      return { toArray: () => rows };
    },
  };

  transactionSync<T>(write: () => T): T {
    return this.#database.transaction(write)();
  }

  async sync(): Promise<void> {
    await Promise.resolve();
    if (!this.keepsAll) this.#durable = this.#database.serialize();
  }

  afterLoss(): FakeStorage {
    const after = new FakeStorage(this.keepsAll ? this.#database.serialize() : this.#durable);
    after.keepsAll = this.keepsAll;
    return after;
  }
}

/** LOST: it fails and nothing is done. UNTOLD: it is done and fails all the same. STUCK: done, and never heard of. */
export type BucketFault = 'LOST' | 'UNTOLD' | 'STUCK';

export class FakeBucket implements Bucket {
  readonly objects = new Map<string, { readonly bytes: Uint8Array; readonly uploaded: Date }>();
  readonly calls: string[] = [];
  now: number = 0;
  /** Of the next requests that write, in order. */
  readonly faults: BucketFault[] = [];
  /** The next reads break off in the middle. */
  brokenReads: number = 0;
  pageKeys: number = 3;
  /** Called when something was written. */
  onWritten: () => void = () => {};

  async put(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<unknown> {
    const copy = bytes.slice();
    return this.#written(`put ${key}`, () => this.objects.set(key, { bytes: copy, uploaded: new Date(this.now) }));
  }

  async get(key: string, { range: { offset, length } }: { readonly range: ByteRange }) {
    await turn();
    this.calls.push(`get ${key}`);
    const bytes = this.objects.get(key)?.bytes.subarray(offset, offset + length);
    if (bytes === undefined) return null;
    const isBroken = this.brokenReads > 0;
    if (isBroken) this.brokenReads -= 1;
    const middle = Math.ceil(bytes.length / 2);
    return {
      body: new ReadableStream<Uint8Array>({
        start(controller) {
          if (bytes.length > 0) controller.enqueue(bytes.slice(0, middle));
        },
        pull(controller) {
          if (isBroken) return controller.error(new Error('the connection broke'));
          if (middle < bytes.length) controller.enqueue(bytes.slice(middle));
          controller.close();
        },
      }),
    };
  }

  async delete(keys: string[]): Promise<void> {
    if (keys.length > 1_000) throw new Error('too many keys');
    await this.#written(`delete ${keys.length}`, () => {
      for (const key of keys) this.objects.delete(key);
    });
  }

  async list({ prefix, cursor = '' }: { readonly prefix: string; readonly cursor?: string }): Promise<BucketPage> {
    await turn();
    this.calls.push('list');
    const keys = [...this.objects.keys()].filter((key) => key.startsWith(prefix) && key > cursor).sort();
    const page = keys.slice(0, this.pageKeys);
    return {
      objects: page.map((key) => ({ key, uploaded: this.objects.get(key)?.uploaded ?? new Date(0) })),
      ...(page.length < keys.length ? { truncated: true, cursor: page.at(-1) ?? '' } : { truncated: false }),
    };
  }

  async #written(call: string, write: () => unknown): Promise<void> {
    const fault = this.faults.shift();
    await turn();
    this.calls.push(call);
    if (fault !== 'LOST') {
      write();
      this.onWritten();
    }
    if (fault === 'STUCK') await new Promise(() => {});
    if (fault !== undefined) throw new Error('the bucket does not answer');
  }
}

/** Others get their turn, as with any request that goes out. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
