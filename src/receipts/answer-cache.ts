import { LRUCache } from 'lru-cache';
import type { EpochMs } from '../core/time.ts';

/** Everything a signed answer depends on besides the clock. Equal questions, equal answers. */
export interface AnswerQuestion {
  /** Organisation id of who asks. */
  readonly asker: string;
  readonly number: number;
  readonly category: string;
  readonly channel: string;
  readonly messageClass: string;
  readonly receiptForm: string;
  /** As asked; absent where the present was asked about. */
  readonly plannedAt: EpochMs | undefined;
  readonly lastVerifiedOn: string | undefined;
  readonly sender: string | undefined;
  /** Moves with every change in the number's block. */
  readonly blockVersion: number;
  /** Positions of the asker's and the sender's documents: `12/40`. */
  readonly standingKey: string;
  /** Position of the key ring: no answer outlives the key that signed it. */
  readonly keysPosition: number;
  readonly policy: string;
}

/** Signed answers that may be given again, each whole: decision, `asOf` and receipt are one unit. */
export interface AnswerCache {
  /** The answer kept under the key, unless `now` has reached its `until`. */
  get(key: string, now: EpochMs): string | undefined;
  put(key: string, answer: SignedAnswer): void;
}

export interface SignedAnswer {
  /** The response's text, without a `reference`. */
  readonly body: string;
  /** First instant at which it must not be given again: see `answerUntil`. */
  readonly until: EpochMs;
}

export interface AnswerCacheLimits {
  readonly entriesMax: number;
  readonly bytesMax: number;
}

export function answerCache({ entriesMax, bytesMax }: AnswerCacheLimits): AnswerCache {
  const cache = new LRUCache<string, SignedAnswer>({
    max: entriesMax,
    maxSize: bytesMax,
    sizeCalculation: ({ body }, key) => entryOverheadBytes + key.length + body.length,
  });
  return {
    get(key, now) {
      const answer = cache.get(key);
      if (answer === undefined) return undefined;
      if (now < answer.until) return answer.body;
      cache.delete(key);
      return undefined;
    },
    put(key, answer) {
      cache.set(key, answer);
    },
  };
}

/** A signed answer is given again for this long at most, milliseconds. */
export const answerReuseMs = 300_000;

/** The earliest of `iat` + 5 minutes, the decision's `validUntil`, and what else ends (a consent, a sender's leave). */
export function answerUntil(iatSec: number, ...ends: readonly (EpochMs | undefined)[]): EpochMs {
  let until = iatSec * 1_000 + answerReuseMs;
  for (const end of ends) if (end !== undefined && end < until) until = end;
  return until;
}

/**
 * The key of a question. Ids hold no line break, and the two parts that a stranger words stand last, the first of
 * them with its length: different questions never share a key.
 */
export function answerKey(question: AnswerQuestion): string {
  const { lastVerifiedOn, sender } = question;
  return (
    `${question.number}\n${question.blockVersion}\n${question.asker}\n${question.category}\n${question.channel}\n` +
    `${question.messageClass}\n${question.receiptForm}\n${question.plannedAt ?? ''}\n${question.standingKey}\n` +
    `${question.keysPosition}\n${question.policy}\n${worded(lastVerifiedOn)}${worded(sender)}`
  );
}

function worded(text: string | undefined): string {
  return text === undefined ? '-' : `${text.length}:${text}`;
}

/** Map entry, list links and the two objects, as measured roughly on V8. */
const entryOverheadBytes = 250;
