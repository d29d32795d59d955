import { secondMs } from '../core/time.ts';
import type { Log } from '../runtime/log.ts';

/** A worker as its supervisor sees it. */
export interface WorkerProcess {
  /** Resolves when it serves; never where it ends before. */
  readonly serves: Promise<void>;
  /** Resolves when it is gone, with how: `exit code 70`, `SIGKILL`, or its own words. */
  readonly ended: Promise<string>;
  /** Asks it to finish what it accepted, and to end. */
  stop(): void;
  kill(): void;
}

export interface SupervisorOptions {
  readonly count: number;
  /** Starts the worker of a place, counted from 0. */
  readonly start: (place: number) => WorkerProcess;
  readonly log: Log;
  readonly now: () => number;
  /** Rejects when it is told not to wait any longer. */
  readonly wait: (ms: number, until: AbortSignal) => Promise<void>;
}

/** The message says which worker, and how it ended. */
export class WorkersFailure extends Error {
  override readonly name = 'WorkersFailure';
}

/** One that has served for so long was sound: what ended it may be tried again at once. */
const soundMs = 60 * secondMs;
/** 250 ms after the first end, twice as long after each further one: half a minute in all. */
const firstRestartMs = 250;
const restartsMax = 7;
/** Longer than a server takes to finish what it accepted. */
const stopMsMax = 15 * secondMs;

/**
 * Keeps a worker in each place: one that ends is started again, ever later, until it is given up. A worker that
 * never gets to serve at the first start is a wrong setting and given up at once.
 */
export class Supervisor {
  /** Resolves when every place was served once; rejects with a WorkersFailure. */
  readonly serves: Promise<unknown>;
  /** Rejects with a WorkersFailure when a place is given up; the others go on until `stop`. Never resolves. */
  readonly failed: Promise<never>;
  readonly #options: SupervisorOptions;
  readonly #workers = new Map<number, WorkerProcess>();
  readonly #stop = new AbortController();

  constructor(options: SupervisorOptions) {
    this.#options = options;
    const failure = Promise.withResolvers<never>();
    const first = Array.from({ length: options.count }, (_, place) => {
      const served = Promise.withResolvers<void>();
      this.#keep(place, served.resolve).catch(failure.reject);
      return served.promise;
    });
    this.failed = failure.promise;
    this.failed.catch(() => undefined);
    this.serves = Promise.race([Promise.all(first), this.failed]);
    this.serves.catch(() => undefined);
  }

  /** Ends all workers in good order, by force those that take too long; resolves when they are gone. */
  async stop(): Promise<void> {
    this.#stop.abort();
    const workers = [...this.#workers.values()];
    for (const worker of workers) worker.stop();
    const late = setTimeout(() => {
      for (const worker of workers) worker.kill();
    }, stopMsMax);
    await Promise.all(workers.map(({ ended }) => ended));
    clearTimeout(late);
  }

  async #keep(place: number, onServes: () => void): Promise<void> {
    const { start, log, now, wait } = this.#options;
    let hasServed: boolean = false;
    for (let restarts = 0; ; restarts++) {
      const startedAt = now();
      const worker = start(place);
      this.#workers.set(place, worker);
      void worker.serves.then(() => {
        hasServed = true;
        onServes();
      });
      const how = await worker.ended;
      this.#workers.delete(place);
      if (this.#stop.signal.aborted) return;
      if (!hasServed) throw new WorkersFailure(how);
      if (now() - startedAt >= soundMs) restarts = 0;
      if (restarts >= restartsMax) {
        throw new WorkersFailure(`worker ${place + 1} ended ${restarts + 1} times in a row, last by ${how}`);
      }
      const restartMs = firstRestartMs * 2 ** restarts;
      log.error({ worker: place + 1, how, restartMs }, 'a worker ended and is started again');
      await wait(restartMs, this.#stop.signal).catch(() => undefined);
      if (this.#stop.signal.aborted) return;
    }
  }
}
