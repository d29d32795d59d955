import { Fault } from '../../core/fault.ts';
import type { CategoryId, Policy } from '../../core/policy.ts';
import type { SenderIdentityDocument } from '../../core/sender-identity.ts';
import type { Found } from '../../lookup/directory.ts';
import type { Actor } from '../access/actor.ts';
import { requireScopeOrConsole } from '../access/permission.ts';
import { type AgentInput, agentOf, agentsMax } from './authorise-agent.ts';
import { addEntity, type EntityRegistry } from './entity-change.ts';

export interface RegisterSenderIdentityInput {
  /** What the called person sees, exactly as it is sent. */
  readonly senderId: string;
  readonly kind: SenderIdentityDocument['kind'];
  /** Organisation id. */
  readonly brand: string;
  readonly categories: readonly CategoryId[];
  readonly agents?: readonly AgentInput[] | undefined;
}

export const senderIdMax = 64;

/**
 * No character that cannot be seen or typed: no control, no format, no unpaired surrogate, no line separator. And
 * neither `.` nor `..`, which no URL can hold as a segment (WHATWG URL 4.4).
 */
export const senderIdPattern = /^(?!\.{1,2}$)[^\p{C}\p{Zl}\p{Zp}]{1,64}$/u;

/**
 * Registers what the called person sees as one brand's, active at once. Faults: INVALID_ARGUMENT, ALREADY_EXISTS,
 * INCOMPATIBLE_STATE where the brand or an agent is not an organisation of this registry.
 */
export async function registerSenderIdentity(
  registry: EntityRegistry,
  actor: Actor,
  { senderId, kind, brand, categories, agents = [] }: RegisterSenderIdentityInput,
): Promise<Found<SenderIdentityDocument>> {
  requireScopeOrConsole(actor, 'dnd:senders:manage');
  if (!senderIdPattern.test(senderId) || senderId.trim() !== senderId || senderId.length > senderIdMax) {
    throw new Fault('INVALID_ARGUMENT', 'not a sender identity', {
      field: 'senderId',
      limit: `1 to ${senderIdMax} visible characters, no space at either end`,
    });
  }
  if (registry.directory.organisation(brand) === undefined) {
    throw new Fault('INCOMPATIBLE_STATE', 'no organisation has this id', { field: 'brand' });
  }
  if (agents.length > agentsMax) {
    throw new Fault('INVALID_ARGUMENT', 'too many agents', { field: 'agents', limit: `at most ${agentsMax} items` });
  }
  const document = {
    senderId,
    kind,
    brand,
    categories: checkedCategories(registry.policy, categories),
    status: 'ACTIVE',
    agents: agents.map((agent, index) => agentOf(registry, agent, `agents[${index}].`)),
  } as const;
  requireDifferent(document.agents.map(({ organisationId }) => organisationId));
  return addEntity(registry, actor, 'SENDER_IDENTITY', senderId, document);
}

/** Categories in the policy's order. Fault INVALID_ARGUMENT names the one that the policy does not know. */
export function checkedCategories(policy: Policy, categories: readonly CategoryId[]): readonly CategoryId[] {
  const known = policy.categories.map(({ id }) => id);
  if (categories.length === 0) {
    throw new Fault('INVALID_ARGUMENT', 'no category is named', { field: 'categories', limit: 'at least 1 items' });
  }
  const index = categories.findIndex((category) => !known.includes(category));
  if (index === -1) return known.filter((id) => categories.includes(id));
  throw new Fault('INVALID_ARGUMENT', 'the policy knows no such category', {
    field: `categories[${index}]`,
    limit: `one of ${known.join(', ')}`,
  });
}

function requireDifferent(organisationIds: readonly string[]): void {
  const index = organisationIds.findIndex((id, at) => organisationIds.indexOf(id) !== at);
  if (index === -1) return;
  throw new Fault('INVALID_ARGUMENT', 'this agent is named twice', { field: `agents[${index}].organisationId` });
}
