import { Fault } from '../core/fault.ts';

/** Runs something after a time, unless it is called off. */
export type Timer = (ms: number, run: () => void) => () => void;

export const usualTimer: Timer = (ms, run) => {
  const id = setTimeout(run, ms);
  return () => clearTimeout(id);
};

/** Holds questions to a time. An answer that is at hand comes without a promise and without a timer. */
export interface Limit {
  /** Undefined for an answer that does not come in time, and where the question is refused with Fault UNAVAILABLE. */
  orUndefined<T>(ask: () => T | Promise<T>): T | undefined | Promise<T | undefined>;
  /** Fault UNAVAILABLE instead. */
  orFault<T>(ask: () => T | Promise<T>): T | Promise<T>;
}

export function limitOf(limitMs: number, timer: Timer): Limit {
  function inTime<T>(asked: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const callOff = timer(limitMs, () => reject(tooSlow(limitMs)));
      asked.then(resolve, reject).finally(callOff);
    });
  }

  function orFault<T>(ask: () => T | Promise<T>): T | Promise<T> {
    const asked = ask();
    return asked instanceof Promise ? inTime(asked) : asked;
  }

  return {
    orFault,
    orUndefined(ask) {
      try {
        const asked = orFault(ask);
        return asked instanceof Promise ? asked.catch(unlessUnavailable) : asked;
      } catch (error) {
        return unlessUnavailable(error);
      }
    },
  };
}

function tooSlow(limitMs: number): Fault {
  return new Fault('UNAVAILABLE', `a part of the registry has not answered within ${limitMs} ms`, {
    retryAfterSec: 1,
  });
}

function unlessUnavailable(error: unknown): undefined {
  if (!(error instanceof Fault && error.code === 'UNAVAILABLE')) throw error;
  return undefined;
}
