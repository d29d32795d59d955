import { Fault } from '../core/fault.ts';
import type { MessageClass } from '../core/policy.ts';

/** Whether the process has more to do than it can in time. Read on every lookup: it costs two comparisons. */
export interface Overload {
  /** Whether lookups of the class are sent away now: PROMOTIONAL first, then SERVICE, the others never. */
  sheds(messageClass: MessageClass): boolean;
}

/** For who asks from the command line, where nobody else waits. */
export const neverOverloaded: Overload = { sheds: () => false };

const retryAfterSec = 2;

/** Fault UNAVAILABLE for a lookup of a class that has to wait for better times. */
export function requireCapacity(
  { overload }: { readonly overload: Overload },
  messageClass: MessageClass = 'PROMOTIONAL',
): void {
  if (!overload.sheds(messageClass)) return;
  throw new Fault('UNAVAILABLE', `too much is asked at once: lookups of the class ${messageClass} have to wait`, {
    retryAfterSec,
  });
}
