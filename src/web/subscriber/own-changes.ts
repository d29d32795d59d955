import type { NumberEvent, Position } from '../../core/change.ts';
import { noPreferences, type Preferences } from '../../core/preferences.ts';
import { formatPosition, parsePosition } from '../../registry/position.ts';
import type { HistoryRow } from '../../registry/preferences/read-history.ts';
import type { WebContext } from '../web-context.ts';

/** Preferences that an event of a number's history left; undefined where it left them as they were, or does not tell. */
export function preferencesLeftBy(event: HistoryRow['event']): Preferences | undefined {
  switch (event.kind) {
    case 'PREFERENCES_SET':
    case 'NUMBER_RESTORED':
      return event.preferences;
    case 'ASSERTION_WAITS':
      return event.meanwhile;
    case 'NUMBER_REASSIGNED':
      return event.keepsPreferences === true ? undefined : noPreferences;
    default:
      return undefined;
  }
}

/** What stood before the first of some rows, newest first. `isWhole`: there are no older ones. */
export function preferencesBefore([, ...older]: readonly HistoryRow[], isWhole: boolean): Preferences | undefined {
  for (const { event } of older) {
    if (event.kind === 'IMPORTED') return undefined;
    const left = preferencesLeftBy(event);
    if (left !== undefined) return left;
  }
  return isWhole ? noPreferences : undefined;
}

/** The brand that an event is about. */
export function brandOf(event: HistoryRow['event']): string | undefined {
  return 'brand' in event ? (event as Extract<NumberEvent, { readonly brand: string }>).brand : undefined;
}

/** The log that the entries of the subscriber's number are in. */
export function ownLogId(c: WebContext): string {
  return c.get('registry').shard.logIdOf(c.get('subscriber').number);
}

/** The position in a form's field or a page's query; undefined where it is none of that log's. */
export function positionIn(c: WebContext, text: string | undefined): Position | undefined {
  return text === undefined ? undefined : parsePosition(ownLogId(c), text.slice(0, 64));
}

/** `?changed=log:42`: for the page after a change, which tells what it was. */
export function changedQuery(c: WebContext, position: Position): string {
  return `?changed=${encodeURIComponent(formatPosition(ownLogId(c), position))}`;
}
