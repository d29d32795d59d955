import { Fault } from '../../core/fault.ts';
import type { SigningKeyRing } from '../../core/signing-key-ring.ts';
import { firstKeyRing } from '../../receipts/key-ring.ts';
import type { Actor } from '../access/actor.ts';
import { requireScopeOrConsole } from '../access/permission.ts';
import { type KeyRegistry, setSigningKeys } from './set-signing-keys.ts';

/** The first two keys of a registry: one signs at once, one waits. Fault ALREADY_EXISTS where there are keys. */
export async function createSigningKeys(registry: KeyRegistry, actor: Actor): Promise<SigningKeyRing> {
  requireScopeOrConsole(actor, 'dnd:keys:manage');
  if (registry.store.entity('SIGNING_KEYS', 'current') !== undefined) {
    throw new Fault('ALREADY_EXISTS', 'the registry has signing keys already: rotate them');
  }
  const current = await registry.receipts.makeKey();
  const next = await registry.receipts.makeKey();
  return setSigningKeys(registry, actor, 0, [current, next], firstKeyRing(current, next, registry.now()));
}
