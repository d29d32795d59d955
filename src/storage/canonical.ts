import { type Change, isNumberChange, type NumberEvent } from '../core/change.ts';
import type { NumberState } from '../core/number-record.ts';
import { canonicalPreferences, type Preferences } from '../core/preferences.ts';

/** JSON with the keys of every object sorted and without white space: equal values give equal text (after RFC 8785). */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

/** The text under which a state is interned: the same for equal states. */
export function stateJson({ preferences, service, hasDetail }: NumberState): string {
  return canonicalJson({ preferences: canonicalPreferences(preferences), service, hasDetail });
}

/** The text of a preference set in a bulk import's rows. */
export function preferencesJson(preferences: Preferences): string {
  return canonicalJson(canonicalPreferences(preferences));
}

/** The change as the log keeps it: what stands in it has one form only. */
export function canonicalChange(change: Change): Change {
  return isNumberChange(change) ? { ...change, event: canonicalEvent(change.event) } : change;
}

function canonicalEvent(event: NumberEvent): NumberEvent {
  switch (event.kind) {
    case 'PREFERENCES_SET':
    case 'NUMBER_RESTORED':
    case 'HISTORY_ERASED':
      return { ...event, preferences: canonicalPreferences(event.preferences) };
    case 'ASSERTION_WAITS': {
      const { effect, meanwhile } = event;
      return {
        ...event,
        effect:
          effect.kind === 'PREFERENCES_SET'
            ? { ...effect, preferences: canonicalPreferences(effect.preferences) }
            : effect,
        ...(meanwhile === undefined ? {} : { meanwhile: canonicalPreferences(meanwhile) }),
      };
    }
    default:
      return event;
  }
}
