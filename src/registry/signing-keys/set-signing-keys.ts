import type { Position } from '../../core/change.ts';
import { Fault } from '../../core/fault.ts';
import type { SigningKeyRing } from '../../core/signing-key-ring.ts';
import type { NewSigningKey } from '../../receipts/key-ring.ts';
import type { Actor } from '../access/actor.ts';
import { requireScopeOrConsole } from '../access/permission.ts';
import type { Registry } from '../registry.ts';

/** What the verbs about signing keys need. */
export type KeyRegistry = Pick<Registry, 'store' | 'receipts' | 'now'>;

/** The ring as the log has it, and its position. Fault FAILED_PRECONDITION before the first key. */
export function signingKeysNow({ store }: KeyRegistry): { readonly ring: SigningKeyRing; readonly follows: Position } {
  const entity = store.entity('SIGNING_KEYS', 'current');
  if (entity === undefined) throw new Fault('FAILED_PRECONDITION', 'the registry has no signing keys yet');
  return { ring: entity.document, follows: entity.position };
}

/**
 * Writes the next state of the ring with fresh keys in it. Their private halves are durable before the log names
 * them, so a crash in between leaves a private key that nothing names, never a name without its key. Who lost
 * against another change gets Fault ABORTED, and its fresh keys are deleted.
 */
export async function setSigningKeys(
  registry: KeyRegistry,
  actor: Actor,
  follows: Position,
  fresh: readonly NewSigningKey[],
  document: SigningKeyRing,
): Promise<SigningKeyRing> {
  const actorName = requireScopeOrConsole(actor, 'dnd:keys:manage');
  const wayIn = actor.kind === 'CONSOLE' ? 'CLI' : 'API';
  const change = { follows, at: registry.now(), actor: actorName, wayIn, entityId: 'current' } as const;
  const [result] = await registry.store.append([{ ...change, event: { kind: 'SIGNING_KEYS_SET', document } }]);
  if (result?.status === 'APPENDED') return document;
  for (const { kid } of fresh) await registry.receipts.forgetKey(kid);
  throw new Fault('ABORTED', 'the signing keys were changed by somebody else meanwhile');
}
