import type { Position } from '../../core/change.ts';
import type { CategoryId } from '../../core/policy.ts';
import type { SenderIdentityDocument } from '../../core/sender-identity.ts';
import type { Found } from '../../lookup/directory.ts';
import type { Actor } from '../access/actor.ts';
import { requireScopeOrConsole } from '../access/permission.ts';
import { type EntityRegistry, rewriteEntity } from './entity-change.ts';
import { checkedCategories } from './register-sender-identity.ts';

export interface ChangeSenderIdentityInput {
  readonly senderId: string;
  /** Change it only if this is still its position; absent: as it stands. */
  readonly expected?: Position | undefined;
  readonly status?: SenderIdentityDocument['status'] | undefined;
  readonly categories?: readonly CategoryId[] | undefined;
}

/**
 * Changes what is named and leaves the rest; binds the next lookup. Kind and brand of an identity never change.
 * Faults: INVALID_ARGUMENT, NOT_FOUND, FAILED_PRECONDITION.
 */
export async function changeSenderIdentity(
  registry: EntityRegistry,
  actor: Actor,
  { senderId, expected, status, categories }: ChangeSenderIdentityInput,
): Promise<Found<SenderIdentityDocument>> {
  requireScopeOrConsole(actor, 'dnd:senders:manage');
  return rewriteEntity(registry, actor, 'SENDER_IDENTITY', senderId, expected, (present) => ({
    ...present,
    status: status ?? present.status,
    categories: categories === undefined ? present.categories : checkedCategories(registry.policy, categories),
  }));
}
