import type { Actor } from '../access/actor.ts';
import { requireScopeOrConsole } from '../access/permission.ts';
import type { Registry } from '../registry.ts';
import { rotateSigningKeys } from './rotate-signing-keys.ts';

/**
 * Puts new keys in the place of those whose private halves stayed behind when the registry moved, where it has no
 * console: without a key nobody could get a token to rotate them with. No effect where the current key rests here.
 */
export async function replaceLostKeys(registry: Registry, actor: Actor): Promise<void> {
  requireScopeOrConsole(actor, 'dnd:keys:manage');
  const { directory, store, now } = registry;
  // The next key is as lost as the current one: the second rotation brings in one that was made here.
  for (let rotation = 0; rotation < 2; rotation++) {
    const current = directory.signingKeys()?.document.keys.find(({ status }) => status === 'CURRENT');
    if (current === undefined || store.shortRecord('SIGNING_SECRET', current.kid, now()) !== undefined) return;
    await rotateSigningKeys(registry, actor, { force: true });
  }
}
