import { Fault } from '../../core/fault.ts';
import type { Actor } from '../access/actor.ts';
import { requireSubscriber } from '../access/permission.ts';
import { changeOwnNumber, type NumberNow, ownDraft } from '../numbers/change-numbers.ts';
import type { Registry } from '../registry.ts';
import { permissionOf } from './sender-permissions.ts';

/** `DELETE /v1/subscriber/sender-refusals/{brand}`: takes a refusal back. Fault NOT_FOUND where there is none. */
export async function readmitSender(registry: Registry, actor: Actor, brand: string): Promise<NumberNow> {
  const subscriber = requireSubscriber(actor);
  return changeOwnNumber(registry, subscriber, ({ record }) => {
    if (permissionOf(record, brand)?.status !== 'REFUSED') {
      throw new Fault('NOT_FOUND', 'this brand is not refused', { field: 'path:brand' });
    }
    return ownDraft(subscriber, { kind: 'SENDER_READMITTED', brand });
  });
}
