import type { MessagePort } from 'node:worker_threads';
import { Fault } from '../../core/fault.ts';
import type { Registry } from '../../registry/registry.ts';
import type { StreamedScrub } from '../../registry/scrubs/scrub-desk.ts';
import type { FromThread, ToThread } from './thread-messages.ts';
import { sentFault } from './thread-messages.ts';

/** Pieces of a list that may be on their way, some 64 KB each. */
const piecesAhead = 16;
/** Pieces of an answer that may be on their way, some 400 KB each. */
const untakenMax = 2;

/** The thread's side of the lists that are answered while they come in. */
export class ThreadStreams {
  readonly #registry: Registry;
  readonly #port: MessagePort;
  readonly #report: (error: unknown) => void;
  readonly #streams = new Map<number, ThreadStream>();

  /** `report` is told of what is no expected failure. */
  constructor(registry: Registry, port: MessagePort, report: (error: unknown) => void) {
    this.#registry = registry;
    this.#port = port;
    this.#report = report;
  }

  take(message: Extract<ToThread, { readonly id: number }>): void {
    if (message.kind === 'STREAM') void this.#run(message);
    else this.#streams.get(message.id)?.take(message);
  }

  async #run({ id, actor, terms }: Extract<ToThread, { readonly kind: 'STREAM' }>): Promise<void> {
    const say = (message: FromThread) => this.#port.postMessage(message);
    const stream = new ThreadStream(id, say);
    this.#streams.set(id, stream);
    try {
      const scrub: StreamedScrub = { ...terms, bytes: stream.input(), write: (_, bytes) => stream.write(bytes) };
      const summary = await this.#registry.scrubs.stream(actor, scrub);
      say({ kind: 'DONE', id, summary });
    } catch (error) {
      if (!(error instanceof Fault)) this.#report(error);
      say({ kind: 'FAILED', id, fault: sentFault(error) });
    } finally {
      this.#streams.delete(id);
    }
  }
}

class ThreadStream {
  readonly #id: number;
  readonly #say: (message: FromThread) => void;
  readonly #pieces: Uint8Array[] = [];
  #hasEnded: boolean = false;
  #isAborted: boolean = false;
  #untaken: number = 0;
  /** Who waits for a message: the reader, or the writer, or both in turn. */
  #news = Promise.withResolvers<void>();

  constructor(id: number, say: (message: FromThread) => void) {
    this.#id = id;
    this.#say = say;
  }

  take(message: ToThread): void {
    if (message.kind === 'INPUT') this.#pieces.push(message.bytes);
    else if (message.kind === 'INPUT_END') this.#hasEnded = true;
    else if (message.kind === 'TAKEN') this.#untaken -= 1;
    else if (message.kind === 'ABORT') this.#isAborted = true;
    this.#news.resolve();
    this.#news = Promise.withResolvers();
  }

  async *input(): AsyncGenerator<Uint8Array> {
    this.#say({ kind: 'WANT', id: this.#id, pieces: piecesAhead });
    for (;;) {
      const piece = await this.#nextPiece();
      if (piece === undefined) return;
      this.#say({ kind: 'WANT', id: this.#id, pieces: 1 });
      yield piece;
    }
  }

  async #nextPiece(): Promise<Uint8Array | undefined> {
    for (;;) {
      if (this.#isAborted) throw new Fault('ABORTED', 'nobody waits for it any more');
      const piece = this.#pieces.shift();
      if (piece !== undefined || this.#hasEnded) return piece;
      await this.#news.promise;
    }
  }

  async write(bytes: Uint8Array): Promise<void> {
    while (this.#untaken >= untakenMax && !this.#isAborted) await this.#news.promise;
    if (this.#isAborted) throw new Fault('ABORTED', 'nobody waits for it any more');
    this.#untaken += 1;
    this.#say({ kind: 'OUTPUT', id: this.#id, bytes });
    // Other lists and jobs take their turn.
    await new Promise((resolve) => setImmediate(resolve));
  }
}
