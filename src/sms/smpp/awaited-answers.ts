import type { Pdu } from './pdu.ts';

/** How a request of ours went: `UNSENT` is certain, `UNANSWERED` is not known to the peer or taken by it. */
export type Asked = Pdu | 'UNSENT' | 'UNANSWERED';

interface Awaited {
  readonly done: (answer: Asked) => void;
  timer: NodeJS.Timeout;
}

/** Requests of ours that the peer has not answered, by sequence number. */
export class AwaitedAnswers {
  readonly #awaited = new Map<number, Awaited>();
  readonly #isReading: () => boolean;

  /** While `isReading` is false nobody is late. */
  constructor(isReading: () => boolean) {
    this.#isReading = isReading;
  }

  get size(): number {
    return this.#awaited.size;
  }

  /** Resolves to the answer, or to `UNANSWERED` after `waitMs` and where the link ends before. */
  of(sequence: number, waitMs: number): Promise<Asked> {
    return new Promise((done) => {
      const late = (): void => {
        if (this.#isReading()) this.settle(sequence, 'UNANSWERED');
        else awaited.timer = setTimeout(late, waitMs);
      };
      const awaited: Awaited = { done, timer: setTimeout(late, waitMs) };
      this.#awaited.set(sequence, awaited);
    });
  }

  /** False where nothing was asked under this number. */
  settle(sequence: number, answer: Asked): boolean {
    const awaited = this.#awaited.get(sequence);
    if (awaited === undefined) return false;
    clearTimeout(awaited.timer);
    this.#awaited.delete(sequence);
    awaited.done(answer);
    return true;
  }

  /** None of them will be answered. */
  abandon(): void {
    for (const sequence of [...this.#awaited.keys()]) this.settle(sequence, 'UNANSWERED');
  }
}
