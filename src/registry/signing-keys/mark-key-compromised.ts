import { Fault } from '../../core/fault.ts';
import type { SigningKeyRing } from '../../core/signing-key-ring.ts';
import { compromisedKeyRing } from '../../receipts/key-ring.ts';
import type { Actor } from '../access/actor.ts';
import { requireScopeOrConsole } from '../access/permission.ts';
import { type KeyRegistry, setSigningKeys, signingKeysNow } from './set-signing-keys.ts';

/**
 * From the next question on, everything this key ever signed answers `KEY_COMPROMISED`, tokens included. Where it
 * was CURRENT the next key signs at once, however lately it was published: a stranger's signatures are worse than a
 * verifier that has to fetch the keys again. Marking a key twice changes nothing.
 */
export async function markKeyCompromised(
  registry: KeyRegistry,
  actor: Actor,
  { kid }: { readonly kid: string },
): Promise<SigningKeyRing> {
  requireScopeOrConsole(actor, 'dnd:keys:manage');
  const { ring, follows } = signingKeysNow(registry);
  const status = ring.keys.find((key) => key.kid === kid)?.status;
  if (status === undefined) throw new Fault('NOT_FOUND', 'no signing key has this id', { field: 'kid' });
  if (status === 'COMPROMISED') return ring;
  const fresh = status === 'RETIRED' ? undefined : await registry.receipts.makeKey();
  const marked = compromisedKeyRing(ring, kid, fresh, registry.now());
  await setSigningKeys(registry, actor, follows, fresh === undefined ? [] : [fresh], marked);
  await registry.receipts.forgetKey(kid);
  return marked;
}
