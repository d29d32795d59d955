import type { Position } from '../../core/change.ts';
import { Fault } from '../../core/fault.ts';
import { formatPosition } from '../position.ts';

/** The strong entity tag (RFC 9110 8.8.3) of what stands at a position: `"log:42"`. */
export function entityTag(logId: string, position: Position): string {
  return `"${formatPosition(logId, position)}"`;
}

/**
 * Holds a change to what its caller has read: the value of `If-Match` (RFC 9110 13.1.1) is `*` or names the present
 * position. Faults: PRECONDITION_REQUIRED where there is none, FAILED_PRECONDITION where it names another state.
 */
export function requireMatch(ifMatch: string | undefined, logId: string, present: Position): void {
  if (ifMatch === undefined) {
    throw new Fault('PRECONDITION_REQUIRED', 'say which state is to be changed: the ETag that was read, or *', {
      field: 'header:If-Match',
    });
  }
  const tags = ifMatch.split(',').map((tag) => tag.trim());
  if (tags.includes('*') || tags.includes(entityTag(logId, present))) return;
  throw new Fault('FAILED_PRECONDITION', 'this was changed meanwhile: read it again', { field: 'header:If-Match' });
}
