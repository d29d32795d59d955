import { Worker } from 'node:worker_threads';
import { Fault } from '../../core/fault.ts';
import { type Command, faultOf, type Results, retryAfterSec, storageClosed, type Writer } from '../sql/commands.ts';
import { WaitingWeight, weightOf } from '../sql/waiting-weight.ts';
import type { Answer, NumberedCommand, Report } from './thread-messages.ts';

const noWriter = 'The storage has no writer at the moment; nothing of this was kept.';

/** A writer that died is started again after this long: at once where it met something odd, in vain where it cannot. */
const restartAfterMs = 250;

/** The thread for a file. Compiled or not, it is the file beside this one with the same extension. */
export function writerThread(file: string): Worker {
  const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
  return new Worker(new URL(`./writer-thread${extension}`, import.meta.url), { workerData: { file }, execArgv: [] });
}

/**
 * Resolves once a thread can write; rejects with why it cannot. A thread that ends later is replaced: what it had
 * not answered is of unknown fate, and what comes until the next one is ready is refused.
 */
export async function startWriter(start: () => Worker): Promise<Writer> {
  const writer = new ThreadWriter(start);
  await writer.ready;
  return writer;
}

interface Waiting {
  readonly resolve: (result: Results[Command['kind']]) => void;
  readonly reject: (error: Fault) => void;
  readonly weight: number;
}

/** The main thread's side of the writer thread. */
class ThreadWriter implements Writer {
  readonly ready: Promise<void>;
  readonly #start: () => Worker;
  #thread: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #unposted: NumberedCommand[] = [];
  readonly #ready = Promise.withResolvers<void>();
  readonly #drained = Promise.withResolvers<void>();
  readonly #ended = Promise.withResolvers<void>();
  #lastId = 0;
  readonly #weight = new WaitingWeight();
  #refusal: string | undefined = noWriter;
  #crash: unknown;
  #wasReady: boolean = false;
  #closing: boolean = false;
  #restart: NodeJS.Timeout | undefined;

  constructor(start: () => Worker) {
    this.ready = this.#ready.promise;
    this.#start = start;
    this.#thread = this.#launched();
  }

  #launched(): Worker {
    const thread = this.#start();
    thread.on('message', (report: Report) => {
      if ('ready' in report) this.#open(thread);
      else for (const answer of report.answers) this.#settle(answer);
    });
    thread.on('error', (error) => {
      this.#crash = error;
    });
    thread.on('exit', () => this.#lost());
    return thread;
  }

  #open(thread: Worker): void {
    // An idle writer does not keep a process alive that has nothing else to do.
    thread.unref();
    this.#wasReady = true;
    this.#crash = undefined;
    if (!this.#closing) this.#refusal = undefined;
    this.#ready.resolve();
  }

  #lost(): void {
    const unposted = new Set(this.#unposted.map(({ id }) => id));
    const lost = [...this.#waiting];
    this.#waiting.clear();
    this.#unposted = [];
    this.#weight.clear();
    if (!this.#closing) this.#refusal = noWriter;
    for (const [id, { reject }] of lost) {
      const fate = unposted.has(id) ? noWriter : 'The writer of the storage ended; whether this was kept is unknown.';
      reject(this.#unavailable(fate));
    }
    this.#ready.reject(this.#crash ?? new Fault('UNAVAILABLE', 'The writer of the storage did not start.'));
    if (this.#wasReady && !this.#closing) {
      this.#restart = setTimeout(() => {
        this.#restart = undefined;
        this.#thread = this.#launched();
      }, restartAfterMs).unref();
    } else {
      this.#drained.resolve();
      this.#ended.resolve();
    }
  }

  fault(): Fault | undefined {
    return this.#refusal === undefined ? undefined : this.#unavailable(this.#refusal);
  }

  submit<K extends Command['kind']>(command: Command & { readonly kind: K }): Promise<Results[K]> {
    const weight = weightOf(command);
    if (this.#refusal !== undefined) return Promise.reject(this.#unavailable(this.#refusal));
    return new Promise<Results[K]>((resolve, reject) => {
      this.#weight.add(weight);
      const id = ++this.#lastId;
      this.#post({ id, command });
      if (this.#waiting.size === 0) this.#thread.ref();
      this.#waiting.set(id, { resolve: resolve as Waiting['resolve'], reject, weight });
    });
  }

  /** At the end of the turn, with what else was asked for in it. */
  #post(command: NumberedCommand): void {
    if (this.#unposted.push(command) > 1) return;
    setImmediate(() => {
      const posted = this.#unposted;
      this.#unposted = [];
      if (posted.length === 0) return;
      try {
        this.#thread.postMessage(posted);
      } catch {
        for (const one of posted) this.#postAlone(one);
      }
    });
  }

  /** Something of a turn cannot be handed to another thread: only what that is comes to nothing. */
  #postAlone(command: NumberedCommand): void {
    try {
      this.#thread.postMessage([command]);
    } catch (error) {
      const { message } = error as Error;
      this.#settle({ id: command.id, failure: { kept: 'NOTHING', message, code: undefined } });
    }
  }

  drain(): Promise<void> {
    this.#closing = true;
    this.#refusal = storageClosed;
    if (this.#waiting.size === 0) this.#drained.resolve();
    return this.#drained.promise;
  }

  async close(): Promise<void> {
    await this.drain();
    if (this.#restart !== undefined) {
      clearTimeout(this.#restart);
      this.#ended.resolve();
    } else {
      this.#thread.ref();
      this.#thread.postMessage({ close: true });
    }
    await this.#ended.promise;
  }

  #settle(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    if (waiting === undefined) return;
    this.#waiting.delete(answer.id);
    this.#weight.remove(waiting.weight);
    if ('result' in answer) waiting.resolve(answer.result);
    else waiting.reject(faultOf(answer.failure));
    if (this.#waiting.size > 0) return;
    this.#thread.unref();
    if (this.#closing) this.#drained.resolve();
  }

  #unavailable(message: string): Fault {
    return new Fault('UNAVAILABLE', message, { retryAfterSec, cause: this.#crash });
  }
}
