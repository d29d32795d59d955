import { Fault } from '../../../core/fault.ts';

/** So much of an answer is held back: what fails by then can still be refused like anything else. */
const heldBytesMax = 65_536;

/** What is written at one end, as the body of an answer; who writes waits for who reads. */
export class AnswerPipe {
  readonly body: ReadableStream<Uint8Array>;
  /** Resolves when there is more than is held back. */
  readonly begun: Promise<void>;
  #held: Uint8Array[] | undefined = [];
  #heldBytes: number = 0;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #begin: () => void;

  constructor() {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.body = readable;
    this.begun = promise;
    this.#begin = resolve;
    this.#writer = writable.getWriter();
    // Who writes is told by the write itself.
    this.#writer.closed.catch(() => undefined);
  }

  /** Fault ABORTED where nobody reads any more. */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.#held === undefined) return this.#pass(bytes.slice());
    this.#held.push(bytes.slice());
    this.#heldBytes += bytes.length;
    if (this.#heldBytes > heldBytesMax) await this.#release();
  }

  async end(): Promise<void> {
    await this.#release().catch(() => undefined);
    await this.#writer.close().catch(() => undefined);
  }

  async fail(error: unknown): Promise<void> {
    await this.#writer.abort(error).catch(() => undefined);
  }

  async #release(): Promise<void> {
    const held = this.#held ?? [];
    this.#held = undefined;
    this.#begin();
    for (const bytes of held) await this.#pass(bytes);
  }

  async #pass(bytes: Uint8Array): Promise<void> {
    try {
      await this.#writer.ready;
      await this.#writer.write(bytes);
    } catch (cause) {
      throw new Fault('ABORTED', 'the answer was not taken to its end', { cause });
    }
  }
}
