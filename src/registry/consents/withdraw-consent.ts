import { Fault } from '../../core/fault.ts';
import type { Actor } from '../access/actor.ts';
import { requireSubscriber } from '../access/permission.ts';
import { changeOwnNumber, type NumberNow, ownDraft } from '../numbers/change-numbers.ts';
import type { Registry } from '../registry.ts';
import { permissionOf } from './sender-permissions.ts';

/**
 * `DELETE /v1/subscriber/consents/{brand}`: ends a consent, and declines one that is asked for. Fault NOT_FOUND where
 * there is neither.
 */
export async function withdrawConsent(registry: Registry, actor: Actor, brand: string): Promise<NumberNow> {
  const subscriber = requireSubscriber(actor);
  return changeOwnNumber(registry, subscriber, ({ record }) => {
    const permission = permissionOf(record, brand);
    if (permission === undefined || (permission.status === 'REFUSED' && permission.request === undefined)) {
      throw new Fault('NOT_FOUND', 'this brand has no consent and asks for none', { field: 'path:brand' });
    }
    return ownDraft(subscriber, { kind: 'CONSENT_WITHDRAWN', brand });
  });
}
