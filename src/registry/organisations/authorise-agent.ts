import { Fault } from '../../core/fault.ts';
import type { AgentAuthorisation, SenderIdentityDocument } from '../../core/sender-identity.ts';
import type { Found } from '../../lookup/directory.ts';
import type { Actor } from '../access/actor.ts';
import { requireScopeOrConsole } from '../access/permission.ts';
import { type EntityRegistry, rewriteEntity } from './entity-change.ts';
import { instantOf } from './organisation-terms.ts';

/** Leave to send under an identity, `[from, until)`; times are RFC 3339, from now on and for good where absent. */
export interface AgentInput {
  readonly organisationId: string;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

export interface AuthoriseAgentInput extends AgentInput {
  readonly senderId: string;
}

export const agentsMax = 500;

/**
 * Lets an organisation send under an identity; binds the next lookup. An authorisation that has ended is replaced.
 * Faults: INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS where one stands (withdraw it first), INCOMPATIBLE_STATE where
 * the agent is not an organisation of this registry.
 */
export async function authoriseAgent(
  registry: EntityRegistry,
  actor: Actor,
  { senderId, ...input }: AuthoriseAgentInput,
): Promise<Found<SenderIdentityDocument>> {
  requireScopeOrConsole(actor, 'dnd:senders:manage');
  const agent = agentOf(registry, input, '');
  return rewriteEntity(registry, actor, 'SENDER_IDENTITY', senderId, undefined, (present) => {
    const standing = present.agents.find(({ organisationId }) => organisationId === agent.organisationId);
    if (standing !== undefined && (standing.until === undefined || standing.until > registry.now())) {
      throw new Fault('ALREADY_EXISTS', 'the organisation is authorised already', { field: 'organisationId' });
    }
    const others = present.agents.filter((one) => one !== standing);
    if (others.length >= agentsMax) {
      throw new Fault('INCOMPATIBLE_STATE', 'the sender identity has too many agents', {
        field: 'organisationId',
        limit: `at most ${agentsMax} agents`,
      });
    }
    return { ...present, agents: [...others, agent] };
  });
}

/** Checks an authorisation; `prefix` leads to its fields in the request. */
export function agentOf(registry: EntityRegistry, input: AgentInput, prefix: string): AgentAuthorisation {
  const { organisationId } = input;
  if (registry.directory.organisation(organisationId) === undefined) {
    throw new Fault('INCOMPATIBLE_STATE', 'no organisation has this id', { field: `${prefix}organisationId` });
  }
  const from = input.from === undefined ? registry.now() : instantOf(input.from, `${prefix}from`);
  if (input.until === undefined) return { organisationId, from };
  const until = instantOf(input.until, `${prefix}until`);
  if (until > from) return { organisationId, from, until };
  throw new Fault('INVALID_ARGUMENT', 'the authorisation ends before it begins', { field: `${prefix}until` });
}
