import { randomUUID } from 'node:crypto';
import { minuteMs } from '../../core/time.ts';

/** A message of the peer, for as long as it is not certain that the peer knows our answer. */
export interface Seen {
  readonly fingerprint: string;
  /** Ours, as SMPP names none: the same where the message comes again. */
  readonly id: string;
  /** It was dealt with: where it comes again it only wants its answer. */
  isDone: boolean;
  /** The status it will be answered with, while it is dealt with. */
  underWay: Promise<number> | undefined;
}

interface Kept extends Seen {
  session: object;
  /** Number of the last request that we had sent when we answered; undefined until then. */
  answeredAfter: number | undefined;
  /** Set when the peer may send it again: it was put off, or its link broke. */
  doubtUntil: number | undefined;
}

/** Longer than a message centre takes to connect and to send again what was unanswered. */
const doubtMs = 10 * minuteMs;
const keptMax = 4_096;

/**
 * Tells a message that is sent again from the same words texted anew. A peer sends again what it had no answer to: so
 * a message is remembered until the peer answers something that we asked after our answer (it reads in order), and for
 * ten minutes where the link broke before. After that, and after a restart of ours, the registry's own rule on the
 * same words is what is left.
 */
export class InboundMemory {
  readonly #kept = new Map<string, Kept[]>();
  readonly #order = new Set<Kept>();

  take(fingerprint: string, session: object): Seen {
    const again = this.#kept
      .get(fingerprint)
      ?.find((one) => (one.doubtUntil ?? 0) > Date.now() || (one.answeredAfter === undefined && !one.isDone));
    if (again !== undefined) {
      Object.assign(again, { session, answeredAfter: undefined, doubtUntil: undefined });
      return again;
    }
    const first: Kept = {
      ...{ fingerprint, id: randomUUID(), isDone: false, underWay: undefined, session },
      ...{ answeredAfter: undefined, doubtUntil: undefined },
    };
    this.#kept.set(fingerprint, [...(this.#kept.get(fingerprint) ?? []), first]);
    this.#order.add(first);
    const [oldest] = this.#order;
    if (this.#order.size > keptMax && oldest !== undefined) this.#forget(oldest);
    return first;
  }

  /** Our answer left, behind our request of this number. Where it puts the message off, that comes again. */
  answered(seen: Seen, sequence: number, isPutOff: boolean): void {
    const kept = seen as Kept;
    kept.answeredAfter = sequence;
    kept.doubtUntil = isPutOff ? Date.now() + doubtMs : undefined;
  }

  /** The peer answered our request of this number: it has read all that we answered before that. */
  heard(session: object, sequence: number): void {
    for (const kept of this.#order) {
      const { doubtUntil, answeredAfter } = kept;
      if (doubtUntil !== undefined ? doubtUntil <= Date.now() : isBefore(kept, session, answeredAfter, sequence)) {
        this.#forget(kept);
      }
    }
  }

  ended(session: object): void {
    for (const kept of this.#order) {
      if (kept.session === session) kept.doubtUntil ??= Date.now() + doubtMs;
    }
  }

  #forget(kept: Kept): void {
    this.#order.delete(kept);
    const others = (this.#kept.get(kept.fingerprint) ?? []).filter((one) => one !== kept);
    if (others.length === 0) this.#kept.delete(kept.fingerprint);
    else this.#kept.set(kept.fingerprint, others);
  }
}

function isBefore(kept: Kept, session: object, answeredAfter: number | undefined, sequence: number): boolean {
  return kept.session === session && answeredAfter !== undefined && answeredAfter < sequence;
}
