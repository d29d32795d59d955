import { Worker } from 'node:worker_threads';
import { Fault } from '../../core/fault.ts';
import type { OrganisationActor } from '../../registry/access/actor.ts';
import { waitingScrubs } from '../../registry/scrubs/run-scrubs.ts';
import type { ScrubDesk, StreamedScrub } from '../../registry/scrubs/scrub-desk.ts';
import type { ScrubSummary } from '../../registry/scrubs/scrub-job.ts';
import type { Log } from '../../runtime/log.ts';
import type { Settings } from '../settings.ts';
import { LookupTally } from './lookup-tally.ts';
import type { FromThread, ThreadStart, ToThread } from './thread-messages.ts';
import { receivedFault, scrubThreadUrl } from './thread-messages.ts';

/** Scrubs of a server while it runs. */
export interface StartedScrubs {
  readonly desk: ScrubDesk;
  /** Lets jobs go on later, and ends. */
  close(): Promise<void>;
}

/** How often it is looked for jobs that other processes took in, or had when they ended. */
const lookMs = 2_000;
/** A thread that failed is started again after so long, where it had jobs. */
const restartMs = 1_000;

/** Does scrubs in a thread of its own, which is started when there is something to do, and again where it ended. */
export function startScrubs(desk: ScrubDesk, settings: Settings, log: Log): StartedScrubs {
  const thread = new ScrubThread(settings, log);
  const look = () => {
    try {
      if (waitingScrubs({ scrubs: desk }).length > 0) thread.wake();
    } catch (error) {
      log.error({ err: error }, 'the scrubs that wait cannot be read');
    }
  };
  const first = setImmediate(look);
  const timer = setInterval(look, lookMs).unref();
  return {
    desk: { ...desk, stream: (actor, scrub) => thread.stream(actor, scrub), wake: () => thread.wake() },
    close() {
      clearImmediate(first);
      clearInterval(timer);
      return thread.close();
    },
  };
}

interface Stream {
  readonly take: (message: FromThread) => void;
  readonly fail: (error: unknown) => void;
}

class ScrubThread {
  readonly #settings: Settings;
  readonly #log: Log;
  readonly #streams = new Map<number, Stream>();
  readonly #asked = new LookupTally();
  #worker: Worker | undefined;
  #lastId: number = 0;
  #isClosed: boolean = false;

  constructor(settings: Settings, log: Log) {
    this.#settings = { ...settings, answerCacheMb: 1 };
    this.#log = log;
  }

  wake(): void {
    this.#say({ kind: 'WAKE' });
  }

  async stream(actor: OrganisationActor, { bytes, write, ...terms }: StreamedScrub): Promise<ScrubSummary> {
    const id = ++this.#lastId;
    const done = Promise.withResolvers<ScrubSummary>();
    const credit = new Credit();
    // One piece after the other: a slow reader of the answer is waited for, and the thread with him.
    let written = Promise.resolve();
    const fail = (error: unknown) => {
      credit.end();
      done.reject(error);
    };
    const take = (message: FromThread) => {
      if (message.kind === 'WANT') credit.add(message.pieces);
      else if (message.kind === 'OUTPUT') {
        written = written
          .then(() => write('annotated', message.bytes as Uint8Array<ArrayBuffer>))
          .then(() => {
            this.#say({ kind: 'TAKEN', id });
          });
        written.catch(fail);
      } else if (message.kind === 'FAILED') fail(receivedFault(message.fault));
      else void written.then(() => done.resolve(message.summary), fail);
    };
    this.#streams.set(id, { take, fail });
    try {
      this.#say({ kind: 'STREAM', id, actor, terms });
      this.#feed(id, bytes, credit).catch(fail);
      return await done.promise;
    } catch (error) {
      this.#say({ kind: 'ABORT', id });
      throw error;
    } finally {
      credit.end();
      this.#streams.delete(id);
    }
  }

  async #feed(id: number, bytes: AsyncIterable<Uint8Array>, credit: Credit): Promise<void> {
    for await (const piece of bytes) {
      await credit.take();
      if (credit.hasEnded) return;
      this.#say({ kind: 'INPUT', id, bytes: piece });
    }
    this.#say({ kind: 'INPUT_END', id });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const worker = this.#worker;
    if (worker === undefined) return;
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    this.#say({ kind: 'STOP' });
    await ended;
  }

  #say(message: ToThread): void {
    if (this.#worker === undefined && (message.kind === 'STREAM' || message.kind === 'WAKE')) this.#start();
    this.#worker?.postMessage(message);
  }

  #start(): void {
    if (this.#isClosed) return;
    this.#asked.start();
    const worker = new Worker(scrubThreadUrl, {
      workerData: { kind: 'RUNNER', settings: this.#settings, asked: this.#asked.count } satisfies ThreadStart,
      execArgv: [],
    });
    this.#worker = worker;
    worker.on('message', (message: FromThread) => this.#streams.get(message.id)?.take(message));
    worker.on('error', (error) => this.#log.error({ err: error }, 'the thread of the scrubs failed'));
    worker.once('exit', () => {
      this.#worker = undefined;
      this.#asked.stop();
      const fault = new Fault('UNAVAILABLE', 'the list cannot be scrubbed now', { retryAfterSec: 2 });
      for (const { fail } of this.#streams.values()) fail(fault);
      if (!this.#isClosed) setTimeout(() => this.wake(), restartMs).unref();
    });
  }
}

/** Pieces that may be sent. */
class Credit {
  hasEnded: boolean = false;
  #pieces: number = 0;
  #more = Promise.withResolvers<void>();

  add(pieces: number): void {
    this.#pieces += pieces;
    this.#more.resolve();
    this.#more = Promise.withResolvers();
  }

  async take(): Promise<void> {
    while (this.#pieces === 0 && !this.hasEnded) await this.#more.promise;
    this.#pieces -= 1;
  }

  end(): void {
    this.hasEnded = true;
    this.#more.resolve();
  }
}
