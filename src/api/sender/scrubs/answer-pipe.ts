import { Fault } from '../../../core/fault.ts';

/** What is written at one end, as the body of an answer; who writes waits for who reads. */
export class AnswerPipe {
  readonly body: ReadableStream<Uint8Array>;
  /** Resolves when the first bytes are there. */
  readonly begun: Promise<void>;
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
    this.#begin();
    try {
      await this.#writer.ready;
      await this.#writer.write(bytes.slice());
    } catch (cause) {
      throw new Fault('ABORTED', 'the answer was not taken to its end', { cause });
    }
  }

  async end(): Promise<void> {
    await this.#writer.close().catch(() => undefined);
  }

  async fail(error: unknown): Promise<void> {
    await this.#writer.abort(error).catch(() => undefined);
  }
}
