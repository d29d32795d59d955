import { minuteMs } from '../../core/time.ts';
import type { LinkLog } from '../link.ts';

/** Warnings that a peer could cause without end: each kind is told at once, then counted and told once a minute. */
export class CountedNotes {
  readonly #log: LinkLog;
  readonly #counts = new Map<string, number>();

  constructor(log: LinkLog) {
    this.#log = log;
  }

  note(message: string): void {
    const count = this.#counts.get(message);
    if (count !== undefined) {
      this.#counts.set(message, count + 1);
      return;
    }
    this.#counts.set(message, 0);
    this.#log.warn({ count: 1 }, message);
    setTimeout(() => this.#tell(message), minuteMs).unref();
  }

  /** Tells what was only counted. */
  flush(): void {
    for (const message of [...this.#counts.keys()]) this.#tell(message);
  }

  #tell(message: string): void {
    const count = this.#counts.get(message) ?? 0;
    this.#counts.delete(message);
    if (count > 0) this.#log.warn({ count }, message);
  }
}
