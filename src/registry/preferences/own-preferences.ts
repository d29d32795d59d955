import type { Preferences } from '../../core/preferences.ts';
import type { LogEntry } from '../../storage/store.ts';

/** What an entry shows the holder himself to have chosen, by text or one-time code; undefined where it shows none. */
export function ownPreferences(entry: LogEntry): Preferences | undefined {
  if (!('number' in entry) || entry.event.kind !== 'PREFERENCES_SET') return undefined;
  return entry.proof === 'OTP' || entry.proof === 'MO_SMS' ? entry.event.preferences : undefined;
}
