import type { LogTarget } from '../moving/moved-log.ts';
import type { LogTaker } from './log-taker.ts';

/** Runs writes as one transaction, durable when it resolves, of which nothing is left where it rejects. */
export type Whole = <T>(write: () => T) => Promise<T>;

/** A store that takes in a log, over whatever engine. */
export function logTarget(taker: LogTaker, whole: Whole): LogTarget {
  async function orForgotten<T>(write: () => T): Promise<T> {
    try {
      return await whole(write);
    } catch (error) {
      taker.forget();
      throw error;
    }
  }
  return {
    isFree: () => taker.isFree(),
    taking: () => taker.taking(),
    begin: (given) => orForgotten(() => taker.begin(given)),
    take: (part, lines, signingKeys) => orForgotten(() => taker.take(part, lines, signingKeys)),
    finish: (manifestDigest) => orForgotten(() => taker.finish(manifestDigest)),
  };
}
