import type { Policy } from './policy.ts';
import type { Preferences } from './preferences.ts';

export interface PreferencesFault {
  /** Path inside the preferences: `cells[3].channel`. */
  readonly field: string;
  readonly message: string;
  /** What it must keep to, where that is short: `one of VOICE, SMS`. */
  readonly limit?: string;
}

/** The first thing in preferences that a policy has no meaning for; undefined where all is well. */
export function preferencesFault(policy: Policy, preferences: Preferences): PreferencesFault | undefined {
  return (
    refuseAllFault(preferences) ??
    sizeFault(policy, preferences) ??
    keysFault('categories', preferences.categories, policy.categories, 'category') ??
    keysFault('channels', preferences.channels, policy.channels, 'channel') ??
    cellsFault(policy, preferences) ??
    listFault('refusedBands', preferences.refusedBands, policy.bands, 'band') ??
    listFault('refusedDayTypes', preferences.refusedDayTypes, policy.dayTypes, 'day type')
  );
}

interface Named {
  readonly id: string;
}

function refuseAllFault(preferences: Preferences): PreferencesFault | undefined {
  if (preferences.base !== 'REFUSE_ALL') return undefined;
  const exceptions = {
    categories: Object.keys(preferences.categories).length,
    channels: Object.keys(preferences.channels).length,
    cells: preferences.cells.length,
    refusedBands: preferences.refusedBands.length,
    refusedDayTypes: preferences.refusedDayTypes.length,
  };
  const field = Object.entries(exceptions).find(([, count]) => count > 0)?.[0];
  return field === undefined
    ? undefined
    : { field, message: 'REFUSE_ALL refuses everything and goes with no other choice; see REFUSE_EXCEPT' };
}

/** Each choice at most once: that bounds every part. Records cannot hold a key twice. */
function sizeFault(policy: Policy, preferences: Preferences): PreferencesFault | undefined {
  const limits = [
    ['cells', preferences.cells.length, policy.categories.length * policy.channels.length],
    ['refusedBands', preferences.refusedBands.length, policy.bands.length],
    ['refusedDayTypes', preferences.refusedDayTypes.length, policy.dayTypes.length],
  ] as const;
  const passed = limits.find(([, length, most]) => length > most);
  return passed && { field: passed[0], message: 'too many choices', limit: `at most ${passed[2]} items` };
}

function keysFault(
  field: string,
  choices: Readonly<Record<string, unknown>>,
  known: readonly Named[],
  word: string,
): PreferencesFault | undefined {
  const stranger = Object.keys(choices).find((id) => !isKnown(known, id));
  return stranger === undefined ? undefined : unknown(`${field}.${stranger.slice(0, 64)}`, known, word);
}

function cellsFault(policy: Policy, { cells }: Preferences): PreferencesFault | undefined {
  for (const [place, { category, channel }] of cells.entries()) {
    if (!isKnown(policy.categories, category))
      return unknown(`cells[${place}].category`, policy.categories, 'category');
    if (!isKnown(policy.channels, channel)) return unknown(`cells[${place}].channel`, policy.channels, 'channel');
  }
  return undefined;
}

function listFault(
  field: string,
  ids: readonly string[],
  known: readonly Named[],
  word: string,
): PreferencesFault | undefined {
  const place = ids.findIndex((id) => !isKnown(known, id));
  return place === -1 ? undefined : unknown(`${field}[${place}]`, known, word);
}

function isKnown(known: readonly Named[], id: string): boolean {
  return known.some((one) => one.id === id);
}

function unknown(field: string, known: readonly Named[], word: string): PreferencesFault {
  const limit = `one of ${known.map(({ id }) => id).join(', ')}`;
  return { field, message: `not a ${word} of this registry's policy`, limit };
}
