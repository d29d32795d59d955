import { Fault } from '../../core/fault.ts';
import type { EpochMs } from '../../core/time.ts';
import { fileLimits } from './file-limits.ts';
import type { Bucket, BucketPage } from './object-storage.ts';

export interface KeptObjectsOptions {
  /** In front of every key: nobody else has keys that begin so. */
  readonly prefix: string;
  readonly wait?: (waitMs: number) => Promise<void>;
}

/**
 * Objects in a bucket. Each key is put once: what arrives late, of a request that was given up, is in nobody's way. A
 * request that fails is sent again; where that is in vain, Fault UNAVAILABLE.
 */
export class KeptObjects {
  readonly #bucket: Bucket;
  readonly #prefix: string;
  readonly #wait: (waitMs: number) => Promise<void>;
  /** Where the look at all objects goes on. */
  #cursor: string | undefined;
  /** Requests that were sent. */
  requests: number = 0;

  constructor(bucket: Bucket, { prefix, wait = passed }: KeptObjectsOptions) {
    this.#bucket = bucket;
    this.#prefix = prefix;
    this.#wait = wait;
  }

  /** Names nothing of the list: no number, no name that a user gave. */
  keyOf(stream: string, part: number, revision: string): string {
    return `${this.#prefix}${stream}/${String(part).padStart(6, '0')}-${revision}`;
  }

  /** What `keyOf` was called with. */
  placeOf(key: string): { readonly stream: string; readonly part: number; readonly revision: string } | undefined {
    const [, stream, part, revision] = /^([^/]+)\/(\d{6,})-([^/]+)$/.exec(key.slice(this.#prefix.length)) ?? [];
    if (stream === undefined || part === undefined || revision === undefined) return undefined;
    return { stream, part: Number(part), revision };
  }

  async put(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#tried(() => this.#bucket.put(key, bytes));
  }

  /** The bytes from `from` on, before `to`, as they come. Returns how far it came: less where there is no such object. */
  async *read(key: string, from: number, to: number): AsyncGenerator<Uint8Array, number> {
    let at = from;
    let failure: unknown = new Error('an object is shorter than what is listed of it');
    for (const pause of [0, ...fileLimits.retryMs]) {
      if (pause > 0) await this.#wait(pause);
      try {
        const body = await this.#opened(key, at, to);
        if (body === undefined) return at;
        try {
          for (let chunk = await body.read(); !chunk.done; chunk = await body.read()) {
            at += chunk.value.length;
            yield chunk.value;
          }
        } finally {
          body.cancel().catch(() => {});
        }
        if (at === to) return at;
      } catch (error) {
        failure = error;
      }
    }
    throw unavailable(failure);
  }

  async #opened(key: string, from: number, to: number): Promise<ReadableStreamDefaultReader<Uint8Array> | undefined> {
    this.requests += 1;
    const object = await this.#bucket.get(key, { range: { offset: from, length: to - from } });
    return object?.body.getReader();
  }

  async delete(keys: readonly string[]): Promise<void> {
    for (let at = 0; at < keys.length; at += fileLimits.deletedMax) {
      await this.#tried(() => this.#bucket.delete(keys.slice(at, at + fileLimits.deletedMax)));
    }
  }

  /** Keys that are there since before a time, a page in each call; `isLast`: the next call begins anew. */
  async nextPage(before: EpochMs): Promise<{ readonly keys: readonly string[]; readonly isLast: boolean }> {
    const cursor = this.#cursor;
    const page = await this.#tried<BucketPage>(() =>
      this.#bucket.list({ prefix: this.#prefix, ...(cursor === undefined ? {} : { cursor }) }),
    );
    this.#cursor = page.truncated ? page.cursor : undefined;
    const old = page.objects.filter(({ uploaded }) => uploaded.getTime() < before);
    return { keys: old.map(({ key }) => key), isLast: this.#cursor === undefined };
  }

  async #tried<T>(request: () => Promise<T>): Promise<T> {
    let failure: unknown;
    for (const pause of [0, ...fileLimits.retryMs]) {
      if (pause > 0) await this.#wait(pause);
      try {
        this.requests += 1;
        return await request();
      } catch (error) {
        failure = error;
      }
    }
    throw unavailable(failure);
  }
}

function unavailable(error: unknown): Fault {
  return new Fault('UNAVAILABLE', 'lists and results cannot be kept or read now: what has arrived is kept', {
    retryAfterSec: 30,
    cause: error,
  });
}

function passed(waitMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, waitMs));
}
