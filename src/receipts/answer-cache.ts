import { LRUCache } from 'lru-cache';
import type { EnquiryOutcome } from '../core/statistics/use-keys.ts';
import type { EpochMs } from '../core/time.ts';

/** Everything a signed answer depends on besides the clock and the number. Equal questions, equal answers. */
export interface AnswerQuestion {
  /** Organisation id of who asks. */
  readonly asker: string;
  readonly category: string;
  readonly channel: string;
  readonly messageClass: string;
  readonly receiptForm: string;
  /** As asked; absent where the present was asked about. */
  readonly plannedAt: EpochMs | undefined;
  readonly lastVerifiedOn: string | undefined;
  readonly sender: string | undefined;
  /** Positions of the asker's and the sender's documents: `12/40`. */
  readonly standingKey: string;
  /** Position of the key ring: no answer outlives the key that signed it. */
  readonly keysPosition: number;
  readonly policy: string;
}

/** Signed answers that may be given again, each whole: decision, `asOf` and receipt are one unit. */
export interface AnswerCache {
  /**
   * A number for a question, the same for equal ones and never given to another: what is kept under one that was
   * forgotten is not found again.
   */
  questionId(question: AnswerQuestion): number;
  /** The answer kept for the question about a number, of this version of the number, unless `now` has reached its `until`. */
  get(questionId: number, phoneNumber: string, version: number, now: EpochMs): SignedAnswer | undefined;
  put(questionId: number, phoneNumber: string, answer: SignedAnswer): void;
  /**
   * Whether this was called for the same question and number before, as far as it is remembered: what is seldom asked
   * twice is worth keeping from the second time on. Kept at once, each such answer would cost more than signing it.
   */
  isAskedAgain(questionId: number, phoneNumber: string): boolean;
}

export interface SignedAnswer {
  /** The response's text, without a `reference`. */
  readonly body: string;
  /** What it is counted as. */
  readonly outcome: EnquiryOutcome;
  /** Of the number: see `Standings`. */
  readonly version: number;
  /** First instant at which it must not be given again: see `answerUntil`. */
  readonly until: EpochMs;
}

export interface AnswerCacheLimits {
  readonly entriesMax: number;
  readonly bytesMax: number;
  /** Questions whose ids are remembered, some 300 bytes each. */
  readonly questionsMax: number;
}

export function answerCache({ entriesMax, bytesMax, questionsMax }: AnswerCacheLimits): AnswerCache {
  const ids = new LRUCache<string, number>({ max: questionsMax });
  // Made with the first answer: its tables for 200,000 take 10 ms, and a command keeps none.
  let answers: LRUCache<string, SignedAnswer> | undefined;
  const newAnswers = () =>
    new LRUCache<string, SignedAnswer>({
      max: entriesMax,
      maxSize: bytesMax,
      sizeCalculation: ({ body }, key) => entryOverheadBytes + key.length + body.length,
    });
  const askedOnce = new Int32Array(askedOnceSlots);
  let lastId = 0;
  return {
    questionId(question) {
      const key = questionKey(question);
      const known = ids.get(key);
      if (known !== undefined) return known;
      lastId += 1;
      ids.set(key, lastId);
      return lastId;
    },
    get(questionId, phoneNumber, version, now) {
      const key = `${questionId}${phoneNumber}`;
      // None lives longer than minutes: the oldest may go first, and to note each use would cost as much again.
      const answer = answers?.peek(key);
      if (answers === undefined || answer === undefined) return undefined;
      // An answer from after now was given before the clock was set back.
      const timely = now < answer.until && answer.until - now <= answerReuseMs;
      if (timely && answer.version === version) return answer;
      answers.delete(key);
      return undefined;
    },
    put(questionId, phoneNumber, answer) {
      answers ??= newAnswers();
      answers.set(`${questionId}${phoneNumber}`, answer);
    },
    isAskedAgain(questionId, phoneNumber) {
      const mark = markOf(questionId, phoneNumber);
      const slot = mark & (askedOnceSlots - 1);
      const isAgain = askedOnce[slot] === mark;
      askedOnce[slot] = mark;
      return isAgain;
    },
  };
}

/** By the last bits of the mark, the last one with these; 256 kB. */
const askedOnceSlots = 65_536;

/** FNV-1a over the number's characters, from the question's id on. Equal marks of two questions only keep one early. */
function markOf(questionId: number, phoneNumber: string): number {
  let mark = Math.imul(0x811c9dc5 ^ questionId, 0x01000193);
  for (let at = 0; at < phoneNumber.length; at++) mark = Math.imul(mark ^ phoneNumber.charCodeAt(at), 0x01000193);
  return mark ^ (mark >>> 16);
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
 * Ids hold no line break, and the two parts that a stranger words stand last, the first of them with its length:
 * different questions never share a key.
 */
export function questionKey(question: AnswerQuestion): string {
  const { lastVerifiedOn, sender } = question;
  return (
    `${question.asker}\n${question.category}\n${question.channel}\n${question.messageClass}\n${question.receiptForm}\n` +
    `${question.plannedAt ?? ''}\n${question.standingKey}\n${question.keysPosition}\n${question.policy}\n` +
    `${worded(lastVerifiedOn)}${worded(sender)}`
  );
}

function worded(text: string | undefined): string {
  return text === undefined ? '-' : `${text.length}:${text}`;
}

/** Map entry, list links and the two objects, as measured roughly on V8. */
const entryOverheadBytes = 250;
