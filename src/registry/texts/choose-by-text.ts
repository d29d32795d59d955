import { Fault } from '../../core/fault.ts';
import { canonicalPreferences, type Preferences } from '../../core/preferences.ts';
import { protectsAsMuch, strictest } from '../../core/protection.ts';
import { type ChoiceIntent, wantedPreferences } from '../../core/texts/wanted-preferences.ts';
import type { SubscriberActor } from '../access/actor.ts';
import { samePreferences } from '../preferences/checked-preferences.ts';
import { entityTag } from '../preferences/entity-tag.ts';
import { type PreferencesAt, readPreferences } from '../preferences/read-preferences.ts';
import { setPreferences } from '../preferences/set-preferences.ts';
import type { TextDone, TextHolder } from './text-holder.ts';
import { openTurn, type Turn } from './text-line.ts';

const attemptsMax = 3;

/**
 * Preferences by text. What refuses binds at once; what loosens waits for a YES with the reply's code, and is left out
 * where the text came late. UNDO brings choices back, not the consents that refusing all has ended.
 */
export async function chooseByText(
  holder: TextHolder,
  actor: SubscriberActor,
  intent: ChoiceIntent,
): Promise<TextDone> {
  const { registry, isLate } = holder;
  const { policy } = registry;
  return retried(async () => {
    const { before, done } = await beforeText(holder, actor);
    const wanted = wantedPreferences(policy, before.preferences, intent);
    const binds = bindingNow(holder, wanted, before.preferences);
    const isPut = samePreferences(binds, wanted) || !samePreferences(binds, before.preferences);
    const after = done ?? (isPut ? await put(holder, actor, before, binds) : before);
    if (samePreferences(binds, wanted)) return settled(holder, before, after);
    if (isLate) return after === before ? late : settled(holder, before, after);
    const step = { does: 'SET', preferences: wanted, follows: after.position } as const;
    return settled(holder, before, after, { step, wanted });
  });
}

/** `UNDO` and `YES`: preferences that were worked out before; they hold only if nothing else came since. */
export async function setByCode(
  holder: TextHolder,
  actor: SubscriberActor,
  preferences: Preferences,
  follows: number,
): Promise<TextDone> {
  const { before, done } = await beforeText(holder, actor);
  if (before.position !== follows) {
    const stands = samePreferences(before.preferences, preferences);
    return stands
      ? { outcome: 'UNCHANGED', saying: { says: 'STATE', state: before.preferences } }
      : { outcome: 'TURNED_DOWN', saying: { says: 'changedSince' } };
  }
  return settled(holder, before, done ?? (await put(holder, actor, before, preferences)));
}

/** What stood before this text did anything; `done`: what stands since, where it was broken off after that. */
async function beforeText(
  { registry, begun }: TextHolder,
  actor: SubscriberActor,
): Promise<{ readonly before: PreferencesAt; readonly done?: PreferencesAt }> {
  const present = await readPreferences(registry, actor);
  if (begun === undefined) return { before: present };
  const { record, follows } = begun;
  return { before: { preferences: canonicalPreferences(record.state.preferences), position: follows }, done: present };
}

const late: TextDone = { outcome: 'TURNED_DOWN', saying: { says: 'late' } };

function bindingNow({ registry: { policy } }: TextHolder, wanted: Preferences, present: Preferences): Preferences {
  return protectsAsMuch(policy, wanted, present) ? wanted : canonicalPreferences(strictest(policy, wanted, present));
}

function put(
  { registry, number }: TextHolder,
  actor: SubscriberActor,
  { position }: PreferencesAt,
  replace: Preferences,
): Promise<PreferencesAt> {
  return setPreferences(registry, actor, { ifMatch: entityTag(registry.shard.logIdOf(number), position), replace });
}

/** One code serves both ways: YES goes on, UNDO goes back. */
async function settled(
  { registry, number, tenure }: TextHolder,
  before: PreferencesAt,
  after: PreferencesAt,
  more?: { readonly step: Turn['step'] & object; readonly wanted: Preferences },
): Promise<TextDone> {
  const isChanged = after.position !== before.position;
  const state = after.preferences;
  if (!isChanged && more === undefined) return { outcome: 'UNCHANGED', saying: { says: 'STATE', state } };
  const code = await openTurn(registry, number, tenure, {
    ...(isChanged ? { undo: { of: 'PREFERENCES', before: before.preferences, position: after.position } } : {}),
    ...(more === undefined ? {} : { step: more.step }),
  });
  return {
    outcome: more === undefined ? 'CHANGED' : 'WAITS',
    saying: {
      says: 'STATE',
      state,
      ...(isChanged ? { code } : {}),
      ...(more === undefined ? {} : { wanted: { preferences: more.wanted, code } }),
    },
  };
}

/** Somebody else may be quicker: then it is worked out anew. */
async function retried(attempt: () => Promise<TextDone>): Promise<TextDone> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      const isOvertaken = error instanceof Fault && error.code === 'FAILED_PRECONDITION';
      if (!isOvertaken || tries === attemptsMax) throw error;
    }
  }
}
