/** Where a writer's parts go. */
export interface WrittenStream {
  /** Resolves when the bucket has it: nobody knows of it yet. */
  put(part: number, revision: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Lists a part, durably, in the place of what was there, and that the stream has so many bytes with it. */
  list(part: number, revision: string, bytes: number): Promise<void>;
  /** The first bytes of a part that is listed. */
  first(part: number, bytes: number): Promise<Uint8Array>;
  closed(): void;
}

const bufferBytesMin = 2 ** 16;

/** Adds bytes to a stream: a part is put when it is full, and a part of it, whole again later, when it is to be durable. */
export class PartWriter {
  readonly #stream: WrittenStream;
  readonly #partBytes: number;
  #buffer: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  #part: number;
  #filled: number;
  /** Of the buffer, what is listed. */
  #listed: number;
  /** The bytes in front are still to be read. */
  #lacksFirst: boolean;
  /** Calls that came before, one after the other. After a failure nothing goes on: there would be a gap. */
  #before: Promise<unknown> = Promise.resolve();
  #waiting: number = 0;

  constructor(stream: WrittenStream, partBytes: number, bytes: number) {
    this.#stream = stream;
    this.#partBytes = partBytes;
    this.#part = Math.floor(bytes / partBytes);
    this.#filled = bytes % partBytes;
    this.#listed = this.#filled;
    this.#lacksFirst = this.#filled > 0;
    this.#grow(this.#filled);
  }

  /** A promise where a part is full: it resolves when there is room again, and the bytes are the caller's again then. */
  write(bytes: Uint8Array): void | Promise<void> {
    if (this.#waiting === 0 && this.#filled + bytes.length < this.#partBytes) return this.#take(bytes);
    return this.#inTurn(async () => {
      for (let at = 0; at < bytes.length; ) {
        const piece = bytes.subarray(at, at + this.#partBytes - this.#filled);
        this.#take(piece);
        at += piece.length;
        if (this.#filled === this.#partBytes) await this.#put();
      }
    });
  }

  /** Resolves to how many bytes survive the loss of power. */
  sync(): Promise<number> {
    return this.#inTurn(async () => {
      await this.#put();
      return this.#part * this.#partBytes + this.#filled;
    });
  }

  /** What was written since the last `sync` may be lost. */
  close(): void {
    this.#stream.closed();
    this.#buffer = new Uint8Array(0);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    this.#waiting += 1;
    const done = this.#before.then(work).finally(() => {
      this.#waiting -= 1;
    });
    this.#before = done;
    // Whoever called hears of it, and whoever calls next.
    done.catch(() => {});
    return done;
  }

  #take(bytes: Uint8Array): void {
    this.#grow(this.#filled + bytes.length);
    this.#buffer.set(bytes, this.#filled);
    this.#filled += bytes.length;
  }

  #grow(bytes: number): void {
    if (bytes <= this.#buffer.length) return;
    const larger = new Uint8Array(Math.min(this.#partBytes, Math.max(bufferBytesMin, bytes, this.#buffer.length * 2)));
    larger.set(this.#buffer);
    this.#buffer = larger;
  }

  async #put(): Promise<void> {
    if (this.#filled === this.#listed) return;
    if (this.#lacksFirst) this.#buffer.set(await this.#stream.first(this.#part, this.#listed));
    this.#lacksFirst = false;
    const revision = freshRevision();
    await this.#stream.put(this.#part, revision, this.#buffer.subarray(0, this.#filled));
    await this.#stream.list(this.#part, revision, this.#part * this.#partBytes + this.#filled);
    this.#listed = this.#filled;
    if (this.#filled < this.#partBytes) return;
    this.#part += 1;
    this.#filled = 0;
    this.#listed = 0;
  }
}

/** Never one that was there before, even where nothing is known of it any more. */
function freshRevision(): string {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
