import type { Position } from '../../core/change.ts';
import { canonicalPreferences, type Preferences } from '../../core/preferences.ts';
import type { Actor } from '../access/actor.ts';
import { requireSubscriber } from '../access/permission.ts';
import type { Registry } from '../registry.ts';

/** Preferences and the last position of their number, which any change of the number moves. */
export interface PreferencesAt {
  readonly preferences: Preferences;
  readonly position: Position;
}

/** `GET /v1/subscriber/preferences`. */
export async function readPreferences(registry: Registry, actor: Actor): Promise<PreferencesAt> {
  const { number } = requireSubscriber(actor);
  const { record, follows } = await registry.shard.number(number);
  return { preferences: canonicalPreferences(record.state.preferences), position: follows };
}
