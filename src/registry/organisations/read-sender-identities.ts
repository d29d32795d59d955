import type { SenderIdentityDocument } from '../../core/sender-identity.ts';
import type { Found } from '../../lookup/directory.ts';
import type { Actor } from '../access/actor.ts';
import { requireScopeOrConsole } from '../access/permission.ts';
import { type Page, type PageInput, pageOf } from '../page.ts';
import { type EntityRegistry, entityNow } from './entity-change.ts';

/** One sender identity as the log has it now. Fault NOT_FOUND. */
export function readSenderIdentity(
  registry: EntityRegistry,
  actor: Actor,
  { senderId }: { readonly senderId: string },
): Found<SenderIdentityDocument> {
  requireScopeOrConsole(actor, 'dnd:senders:manage');
  return entityNow(registry, 'SENDER_IDENTITY', senderId);
}

/** Sender identities by id. */
export function listSenderIdentities(
  { store }: EntityRegistry,
  actor: Actor,
  { after = '', limit }: PageInput,
): Page<SenderIdentityDocument> {
  requireScopeOrConsole(actor, 'dnd:senders:manage');
  return pageOf(store.entities('SENDER_IDENTITY', after, limit + 1), limit);
}
