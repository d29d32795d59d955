import { Fault } from '../../core/fault.ts';
import { canonicalPreferences, noPreferences, type Preferences } from '../../core/preferences.ts';
import { preferencesFault } from '../../core/preferences-check.ts';
import type { Registry } from '../registry.ts';

/** Preferences as they come in: what is absent is not chosen. */
export type PreferencesWords = { readonly [K in keyof Preferences]?: Preferences[K] | undefined };

/** The canonical form of what came in. Fault INVALID_ARGUMENT naming the part that the policy has no meaning for. */
export function checkedPreferences({ policy }: Pick<Registry, 'policy'>, words: PreferencesWords): Preferences {
  const { base, categories, channels, cells, refusedBands, refusedDayTypes } = words;
  const preferences: Preferences = {
    base: base ?? noPreferences.base,
    categories: categories ?? {},
    channels: channels ?? {},
    cells: cells ?? [],
    refusedBands: refusedBands ?? [],
    refusedDayTypes: refusedDayTypes ?? [],
  };
  const fault = preferencesFault(policy, preferences);
  if (fault !== undefined) {
    const { message, ...part } = fault;
    throw new Fault('INVALID_ARGUMENT', message, part);
  }
  return canonicalPreferences(preferences);
}

export function samePreferences(one: Preferences, other: Preferences): boolean {
  return JSON.stringify(canonicalPreferences(one)) === JSON.stringify(canonicalPreferences(other));
}
