import { Fault } from '../../core/fault.ts';
import type { SenderIdentityDocument } from '../../core/sender-identity.ts';
import type { Found } from '../../lookup/directory.ts';
import type { Actor } from '../access/actor.ts';
import { requireScopeOrConsole } from '../access/permission.ts';
import { type EntityRegistry, rewriteEntity } from './entity-change.ts';

export interface WithdrawAgentInput {
  readonly senderId: string;
  readonly organisationId: string;
}

/** Ends an organisation's leave to send under an identity; binds the next lookup. Fault NOT_FOUND where it has none. */
export async function withdrawAgent(
  registry: EntityRegistry,
  actor: Actor,
  { senderId, organisationId }: WithdrawAgentInput,
): Promise<Found<SenderIdentityDocument>> {
  requireScopeOrConsole(actor, 'dnd:senders:manage');
  return rewriteEntity(registry, actor, 'SENDER_IDENTITY', senderId, undefined, (present) => {
    const agents = present.agents.filter((agent) => agent.organisationId !== organisationId);
    if (agents.length < present.agents.length) return { ...present, agents };
    throw new Fault('NOT_FOUND', 'the organisation is not authorised', { field: 'path:organisationId' });
  });
}
