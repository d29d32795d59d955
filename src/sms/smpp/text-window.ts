import { secondMs } from '../../core/time.ts';

/** At most so many `submit_sm` unanswered at once, and so many a second; who comes first goes first. */
export class TextWindow {
  readonly #most: number;
  readonly #perSecond: number;
  #inUse = 0;
  #nextAt = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(most: number, perSecond: number) {
    this.#most = most;
    this.#perSecond = perSecond;
  }

  /** Runs `send` when there is room for it, and holds the room until it has ended. */
  async run<T>(send: () => Promise<T>): Promise<T> {
    if (this.#inUse < this.#most) this.#inUse++;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      await this.#pace();
      return await send();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#inUse--;
      else next();
    }
  }

  async #pace(): Promise<void> {
    const now = Date.now();
    // What a quiet moment saved is spent as one burst of a tenth of a second. Nobody waits for longer than all that
    // may be in use take: further ahead lies what was planned before the clock was set back.
    const furthestAt = now + (this.#most * secondMs) / this.#perSecond;
    const startAt = Math.max(Math.min(this.#nextAt, furthestAt), now - burstMs);
    this.#nextAt = startAt + secondMs / this.#perSecond;
    if (startAt > now) await new Promise((resolve) => setTimeout(resolve, startAt - now));
  }
}

const burstMs = 100;
