import type { Policy } from '../policy.ts';
import { type Choice, canonicalPreferences, noPreferences, type Preferences, refuseAll } from '../preferences.ts';
import { nothingSelected, type OwnIntent, type Selection } from './text-intent.ts';

/** What speaks of preferences. */
export type ChoiceIntent = Extract<OwnIntent, { readonly kind: 'REFUSE_ALL' | 'REFUSE_ALL_BUT' | 'CHANGE' | 'LEAVE' }>;

/** The preferences that a text asks for, in view of those that stand: its refusals and its allowances alike. */
export function wantedPreferences(policy: Policy, present: Preferences, intent: ChoiceIntent): Preferences {
  return canonicalPreferences(wanted(policy, present, intent));
}

function wanted(policy: Policy, present: Preferences, intent: ChoiceIntent): Preferences {
  switch (intent.kind) {
    case 'REFUSE_ALL':
      return refuseAll;
    case 'LEAVE':
      return noPreferences;
    case 'REFUSE_ALL_BUT':
      return intent.adds ? textsAdded(policy, present, intent) : allowing(allRefused, intent.allow);
    case 'CHANGE':
      return allowing(refusing(present, intent.refuse), intent.allow);
  }
}

const allRefused: Preferences = { ...noPreferences, base: 'REFUSE_EXCEPT' };

/** START of 2011 opens the text channel alone, where the policy has one. */
function textsAdded({ channels }: Policy, present: Preferences, { allow, refuse }: TextsOpened): Preferences {
  const { categories } = allow;
  const before = refusing(present.base === 'REFUSE_EXCEPT' ? present : allRefused, refuse ?? nothingSelected);
  const texts = channels.filter(({ id }) => id === 'SMS');
  const added = texts.flatMap(({ id: channel }) =>
    categories.map((category) => ({ category, channel, choice: 'ALLOW' as const })),
  );
  const others = before.cells.filter(
    ({ category, channel }) => !added.some((cell) => cell.category === category && cell.channel === channel),
  );
  return { ...before, cells: [...others, ...added] };
}

type TextsOpened = Extract<OwnIntent, { readonly kind: 'REFUSE_ALL_BUT' }>;

/** Where all is refused there is nothing to add. */
function refusing(present: Preferences, refuse: Selection): Preferences {
  if (present.base === 'REFUSE_ALL') return present;
  return {
    ...chosen(present, refuse, 'REFUSE'),
    refusedBands: [...present.refusedBands, ...refuse.bands],
    refusedDayTypes: [...present.refusedDayTypes, ...refuse.dayTypes],
  };
}

function allowing(present: Preferences, allow: Selection): Preferences {
  if (Object.values(allow).every((ids: readonly string[]) => ids.length === 0)) return present;
  const before: Preferences = present.base === 'REFUSE_ALL' ? allRefused : present;
  return {
    ...chosen(before, allow, 'ALLOW'),
    refusedBands: before.refusedBands.filter((id) => !allow.bands.includes(id)),
    refusedDayTypes: before.refusedDayTypes.filter((id) => !allow.dayTypes.includes(id)),
  };
}

/** A cell that says otherwise would stand above the choice, and goes. */
function chosen(before: Preferences, { categories, channels }: Selection, choice: Choice): Preferences {
  return {
    ...before,
    categories: { ...before.categories, ...Object.fromEntries(categories.map((id) => [id, choice])) },
    channels: { ...before.channels, ...Object.fromEntries(channels.map((id) => [id, choice])) },
    cells: before.cells.filter(
      (cell) => cell.choice === choice || (!categories.includes(cell.category) && !channels.includes(cell.channel)),
    ),
  };
}
