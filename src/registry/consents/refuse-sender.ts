import type { Position } from '../../core/change.ts';
import { Fault } from '../../core/fault.ts';
import type { Actor } from '../access/actor.ts';
import { requireSubscriber } from '../access/permission.ts';
import { changeOwnNumber, ownDraft } from '../numbers/change-numbers.ts';
import type { Registry } from '../registry.ts';
import { refusalsOf, type SenderRefusal } from './read-sender-refusals.ts';
import { knownBrand, permissionOf, requireRoomForBrand } from './sender-permissions.ts';

/** By what the called person saw, or by the brand behind it. */
export type RefusedSender = { readonly sender: string } | { readonly brand: string };

/**
 * `POST /v1/subscriber/sender-refusals`: shuts one brand out, under all its sender identities, and ends its consent.
 * Faults: NOT_FOUND, QUOTA_EXCEEDED.
 */
export async function refuseSender(
  registry: Registry,
  actor: Actor,
  refused: RefusedSender,
): Promise<{ readonly refusal: SenderRefusal; readonly changed: boolean; readonly position: Position }> {
  const subscriber = requireSubscriber(actor);
  const brand =
    'brand' in refused ? knownBrand(registry, refused.brand).organisationId : brandOf(registry, refused.sender);
  const { record, changed, position } = await changeOwnNumber(registry, subscriber, (present) => {
    requireRoomForBrand(present.record, brand);
    if (permissionOf(present.record, brand)?.status === 'REFUSED') return undefined;
    return ownDraft(subscriber, { kind: 'SENDER_REFUSED', brand });
  });
  const refusal = refusalsOf(registry, record).find((one) => one.brand === brand);
  if (refusal === undefined) throw new Error('a refusal just made is not on record');
  return { refusal, changed, position };
}

function brandOf({ directory }: Registry, sender: string): string {
  const brand = directory.senderIdentity(sender)?.document.brand;
  if (brand !== undefined) return brand;
  throw new Fault('NOT_FOUND', 'nobody is registered under this sender identity', { field: 'sender' });
}
