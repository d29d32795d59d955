import { Worker } from 'node:worker_threads';
import { Fault } from '../../core/fault.ts';
import type { Answer, Command, Failure, Report, Results } from './commands.ts';

/**
 * Commands that may wait, in changes (an import counts as `importWeight`): about two seconds of work, after which
 * it is kinder to send callers away than to let them wait longer than they will.
 */
const waitingMax = 20_000;
const importWeight = 200;
const retryAfterSec = 1;

/** The main thread's side of the writer thread. */
export interface Writer {
  /** Resolves when durable. Fault UNAVAILABLE where the group failed, too much waits, or there is no writer any more. */
  submit<K extends Command['kind']>(command: Command & { readonly kind: K }): Promise<Results[K]>;
  /** Resolves when nothing waits; from the call on, `submit` is refused. */
  drain(): Promise<void>;
  /** Lets the thread close its connection and end. */
  close(): Promise<void>;
}

/** The thread for a file. Compiled or not, it is the file beside this one with the same extension. */
export function writerThread(file: string): Worker {
  const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
  return new Worker(new URL(`./writer-thread${extension}`, import.meta.url), { workerData: { file }, execArgv: [] });
}

/** Resolves once the thread can write; rejects with why it cannot. */
export async function startWriter(thread: Worker): Promise<Writer> {
  const writer = new ThreadWriter(thread);
  await writer.ready;
  return writer;
}

interface Waiting {
  readonly resolve: (result: Results[Command['kind']]) => void;
  readonly reject: (error: Fault) => void;
  readonly weight: number;
}

class ThreadWriter implements Writer {
  readonly ready: Promise<void>;
  readonly #thread: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #ended: Promise<void>;
  #lastId = 0;
  #weight = 0;
  #refusal: string | undefined;
  #crash: unknown;
  readonly #drained = Promise.withResolvers<void>();

  constructor(thread: Worker) {
    this.#thread = thread;
    const ready = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    this.ready = ready.promise;
    this.#ended = ended.promise;
    thread.on('message', (report: Report) => {
      if ('ready' in report) {
        // An idle writer does not keep a process alive that has nothing else to do.
        thread.unref();
        ready.resolve();
      } else {
        for (const answer of report.answers) this.#settle(answer);
      }
    });
    thread.on('error', (error) => {
      this.#crash = error;
    });
    thread.on('exit', () => {
      this.#end();
      ready.reject(this.#crash ?? new Fault('UNAVAILABLE', 'The writer of the storage did not start.'));
      ended.resolve();
    });
  }

  submit<K extends Command['kind']>(command: Command & { readonly kind: K }): Promise<Results[K]> {
    const weight = weightOf(command);
    if (this.#refusal !== undefined) return Promise.reject(this.#unavailable(this.#refusal));
    if (this.#weight > 0 && this.#weight + weight > waitingMax) {
      return Promise.reject(this.#unavailable('Too many changes wait to be stored; nothing of this was kept.'));
    }
    return new Promise<Results[K]>((resolve, reject) => {
      const id = ++this.#lastId;
      this.#thread.postMessage({ id, command });
      if (this.#waiting.size === 0) this.#thread.ref();
      this.#waiting.set(id, { resolve: resolve as Waiting['resolve'], reject, weight });
      this.#weight += weight;
    });
  }

  drain(): Promise<void> {
    this.#refusal ??= 'The storage is closed; nothing of this was kept.';
    if (this.#waiting.size === 0) this.#drained.resolve();
    return this.#drained.promise;
  }

  async close(): Promise<void> {
    await this.drain();
    this.#thread.ref();
    this.#thread.postMessage({ close: true });
    await this.#ended;
  }

  #settle(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    if (waiting === undefined) return;
    this.#waiting.delete(answer.id);
    this.#weight -= waiting.weight;
    if ('result' in answer) waiting.resolve(answer.result);
    else waiting.reject(faultOf(answer.failure));
    if (this.#waiting.size > 0) return;
    this.#thread.unref();
    if (this.#refusal !== undefined) this.#drained.resolve();
  }

  #end(): void {
    this.#refusal = 'The storage has no writer any more; nothing of this was kept.';
    const lost = [...this.#waiting.values()];
    this.#waiting.clear();
    this.#weight = 0;
    for (const { reject } of lost) {
      reject(this.#unavailable('The writer of the storage ended; whether this was kept is unknown.'));
    }
    this.#drained.resolve();
  }

  #unavailable(message: string): Fault {
    return new Fault('UNAVAILABLE', message, { retryAfterSec, cause: this.#crash });
  }
}

function weightOf(command: Command): number {
  if (command.kind === 'APPEND') return command.changes.length;
  return command.kind === 'IMPORT_BLOCK' ? importWeight : 1;
}

function faultOf({ kept, message, code }: Failure): Fault {
  const fate = kept === 'NOTHING' ? 'nothing of this was kept' : 'whether this was kept is unknown';
  const cause = Object.assign(new Error(message), { code });
  return new Fault('UNAVAILABLE', `The storage failed; ${fate}.`, { retryAfterSec, cause });
}
