import { Fault } from '../../core/fault.ts';
import type { NumberRecord } from '../../core/number-record.ts';
import { type Choice, canonicalPreferences, type Preferences } from '../../core/preferences.ts';
import type { Actor } from '../access/actor.ts';
import { requireSubscriber } from '../access/permission.ts';
import { changeOwnNumber, ownDraft } from '../numbers/change-numbers.ts';
import { isListed } from '../numbers/listed-numbers.ts';
import type { Registry } from '../registry.ts';
import { checkedPreferences, type PreferencesWords, samePreferences } from './checked-preferences.ts';
import { requireMatch } from './entity-tag.ts';
import type { PreferencesAt } from './read-preferences.ts';

/** Choices by id, `null` to take one back (RFC 7396). */
export type ChoicesPatch = Readonly<Record<string, Choice | null>>;

/** A merge patch (RFC 7396): what is absent stays, `null` goes back to no choice, lists are replaced whole. */
export interface PreferencesPatch {
  readonly base?: Preferences['base'] | null | undefined;
  readonly categories?: ChoicesPatch | null | undefined;
  readonly channels?: ChoicesPatch | null | undefined;
  readonly cells?: Preferences['cells'] | null | undefined;
  readonly refusedBands?: readonly string[] | null | undefined;
  readonly refusedDayTypes?: readonly string[] | null | undefined;
}

/** `replace` is also the verb of refusing all: `{base: 'REFUSE_ALL'}`. */
export type PreferencesInput = { readonly ifMatch: string | undefined } & (
  | { readonly replace: PreferencesWords }
  | { readonly patch: PreferencesPatch }
);

/** `changed`: by this call. */
export interface PreferencesSet extends PreferencesAt {
  readonly changed: boolean;
}

/**
 * `PUT` and `PATCH /v1/subscriber/preferences`. Refusing all ends every consent given before. What stands already is
 * answered without an entry, unless only a list brought it: then the entry makes it the holder's own choice. Faults: PRECONDITION_REQUIRED, FAILED_PRECONDITION, INVALID_ARGUMENT, and
 * INCOMPATIBLE_STATE for a patch that would give an exception to `REFUSE_ALL`.
 */
export async function setPreferences(
  registry: Registry,
  actor: Actor,
  input: PreferencesInput,
): Promise<PreferencesSet> {
  const subscriber = requireSubscriber(actor);
  const logId = registry.shard.logIdOf(subscriber.number);
  const now = await changeOwnNumber(registry, subscriber, async ({ record, follows }) => {
    requireMatch(input.ifMatch, logId, follows);
    const words = 'patch' in input ? merged(record.state.preferences, input.patch) : input.replace;
    const preferences = checkedPreferences(registry, words);
    if (preferencesStand(record, preferences) && !(await isListed(registry, subscriber.number))) return undefined;
    return ownDraft(subscriber, { kind: 'PREFERENCES_SET', preferences });
  });
  const { record, position, changed } = now;
  return { preferences: canonicalPreferences(record.state.preferences), position, changed };
}

/**
 * Refusing all again is not nothing where a consent was given since: it ends that consent. Nor is any choice where
 * another one waits: it ends that one.
 */
export function preferencesStand({ state, detail }: NumberRecord, preferences: Preferences): boolean {
  if (detail.pending?.effect.kind === 'PREFERENCES_SET') return false;
  if (!samePreferences(state.preferences, preferences)) return false;
  return preferences.base !== 'REFUSE_ALL' || detail.permissions.every(({ status }) => status !== 'CONSENTED');
}

function merged(present: Preferences, patch: PreferencesPatch): PreferencesWords {
  const base = patch.base === undefined ? present.base : (patch.base ?? undefined);
  const choices = {
    categories: mergedChoices(present.categories, patch.categories),
    channels: mergedChoices(present.channels, patch.channels),
    cells: mergedList(present.cells, patch.cells),
    refusedBands: mergedList(present.refusedBands, patch.refusedBands),
    refusedDayTypes: mergedList(present.refusedDayTypes, patch.refusedDayTypes),
  };
  const words = { base, ...choices };
  if (base !== 'REFUSE_ALL') return words;
  // Who turns to refusing all takes his single choices back with it; who adds one to it wants something else.
  if (patch.base === 'REFUSE_ALL' && present.base !== 'REFUSE_ALL') return { base, ...chosenIn(patch) };
  if (Object.values(choices).every((part) => Object.keys(part).length === 0)) return words;
  throw new Fault(
    'INCOMPATIBLE_STATE',
    'all is refused without exception: set base to REFUSE_EXCEPT in the same patch',
    {
      field: 'base',
    },
  );
}

/** What the patch itself chooses besides the base: refused by the check where it is anything. */
function chosenIn({ categories, channels, cells, refusedBands, refusedDayTypes }: PreferencesPatch): PreferencesWords {
  return {
    categories: mergedChoices({}, categories),
    channels: mergedChoices({}, channels),
    cells: cells ?? [],
    refusedBands: refusedBands ?? [],
    refusedDayTypes: refusedDayTypes ?? [],
  };
}

function mergedChoices(
  present: Readonly<Record<string, Choice>>,
  patch: ChoicesPatch | null | undefined,
): Readonly<Record<string, Choice>> {
  if (patch === undefined) return present;
  const choices = Object.entries({ ...present, ...patch }).filter((one): one is [string, Choice] => one[1] !== null);
  return patch === null ? {} : Object.fromEntries(choices);
}

function mergedList<T>(present: readonly T[], patch: readonly T[] | null | undefined): readonly T[] {
  return patch === undefined ? present : (patch ?? []);
}
