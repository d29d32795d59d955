import type { Preferences } from './preferences.ts';
import type { EpochMs } from './time.ts';

/**
 * What a carrier asserted of a number and what waits: a bulk registration as far as it loosens, or a reassignment. No
 * clock makes it bind: an entry of the log does, which holds `effect` and names the assertion.
 */
export interface PendingAssertion {
  readonly assertionId: string;
  /** Not before then. */
  readonly waitsUntil: EpochMs;
  readonly effect: PendingEffect;
}

export type PendingEffect =
  | { readonly kind: 'PREFERENCES_SET'; readonly preferences: Preferences }
  | { readonly kind: 'NUMBER_REASSIGNED'; readonly occurredAt: EpochMs; readonly keepsPreferences?: true };
