import { Fault } from '../../core/fault.ts';
import type { EpochMs } from '../../core/time.ts';
import { ScrubSuspended } from '../../registry/scrubs/scrub-list.ts';
import { fileLimits } from './file-limits.ts';

export interface TurnGateOptions {
  /** How many there have been, of whomever. */
  readonly requests: () => number;
  readonly now: () => EpochMs;
  /** Told of what the bucket fails in. */
  readonly report: (error: unknown) => void;
}

/**
 * What is run waits here between turns, in memory: where the object goes on to live, nothing is read or done twice. A
 * turn ends by the clock, or when the bucket was asked often enough.
 */
export class TurnGate {
  readonly #options: TurnGateOptions;
  #opened = Promise.withResolvers<void>();
  #closed = Promise.withResolvers<void>();
  #isOpen: boolean = false;
  #requestsBefore: number = 0;
  /** The bucket failed: until then nothing is run. */
  restsUntil: EpochMs = 0;

  constructor(options: TurnGateOptions) {
    this.#options = options;
  }

  /** Resolves when it is closed again. */
  open(): Promise<void> {
    this.#isOpen = true;
    this.#requestsBefore = this.#options.requests();
    this.#closed = Promise.withResolvers();
    this.#opened.resolve();
    return this.#closed.promise;
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#opened = Promise.withResolvers();
    this.#closed.resolve();
  }

  /** Waited for whenever something was done: others have their turn in any case. */
  async pass(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 0));
    for (;;) {
      if (this.#options.requests() - this.#requestsBefore >= fileLimits.turnRequestsMax) this.close();
      if (this.#isOpen) return;
      await this.#opened.promise;
    }
  }

  /** What a run ends with: where the bucket failed it, it goes on from its checkpoint when that is hoped to be over. */
  failure(error: unknown): unknown {
    if (!(error instanceof Fault) || error.code !== 'UNAVAILABLE') return error;
    const { now, report } = this.#options;
    report(error.cause ?? error);
    this.restsUntil = now() + fileLimits.restMs;
    this.close();
    return new ScrubSuspended();
  }
}
