import type { Preferences } from '../../core/preferences.ts';
import type { LogEntry } from '../../storage/store.ts';

/**
 * What an entry shows the holder himself to have chosen, by text or one-time code; undefined where it shows none. Of what
 * waits yet, what binds meanwhile; who has his past forgotten says by it that what stands is his.
 */
export function ownPreferences(entry: LogEntry): Preferences | undefined {
  if (!('number' in entry) || (entry.proof !== 'OTP' && entry.proof !== 'MO_SMS')) return undefined;
  const { event } = entry;
  if (event.kind === 'PREFERENCES_SET' || event.kind === 'HISTORY_ERASED') return event.preferences;
  return event.kind === 'ASSERTION_WAITS' ? event.meanwhile : undefined;
}
