import type { Observe } from '../api/observe.ts';
import type { TimedOperation } from '../core/statistics/use-keys.ts';
import type { UseCounts } from '../registry/use-counts.ts';

/** Operations that are timed for the figures. `CHANGE`: of one number, so that a day's rows of a carrier are none. */
export const timedRequests: ReadonlyMap<string, TimedOperation> = new Map([
  ['lookUp', 'LOOKUP'],
  ['lookUpBatch', 'BATCH'],
  ...[
    ...['replacePreferences', 'patchPreferences', 'reverseChange', 'forgetHistory', 'forgetEverything'],
    ...['giveConsent', 'withdrawConsent', 'requestConsent', 'refuseSender', 'readmitSender', 'receiveText'],
  ].map((operation) => [operation, 'CHANGE'] as const),
]);

/** Counts how long what was done took, refusals left out, and tells `next` of every answer. */
export function answerTimes(counts: Pick<UseCounts, 'took'>, next?: Observe): Observe {
  return (operation, status, durationMs) => {
    const what = status < 300 ? timedRequests.get(operation) : undefined;
    if (what !== undefined) counts.took(what, durationMs);
    next?.(operation, status, durationMs);
  };
}
