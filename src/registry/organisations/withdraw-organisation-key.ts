import { Fault } from '../../core/fault.ts';
import type { OrganisationDocument } from '../../core/organisation.ts';
import type { Found } from '../../lookup/directory.ts';
import type { Actor } from '../access/actor.ts';
import { requireScopeOrConsole } from '../access/permission.ts';
import { isSelf } from './change-organisation.ts';
import { type EntityRegistry, rewriteEntity } from './entity-change.ts';

export interface WithdrawOrganisationKeyInput {
  readonly organisationId: string;
  readonly kid: string;
}

/**
 * From the next request on the key obtains no token, and the tokens that it obtained are refused. Withdrawing a
 * key twice changes nothing. Faults: NOT_FOUND, INCOMPATIBLE_STATE for an operator's own last key.
 */
export async function withdrawOrganisationKey(
  registry: EntityRegistry,
  actor: Actor,
  { organisationId, kid }: WithdrawOrganisationKeyInput,
): Promise<Found<OrganisationDocument>> {
  requireScopeOrConsole(actor, 'dnd:organisations:manage');
  return rewriteEntity(registry, actor, 'ORGANISATION', organisationId, undefined, (present) => {
    const key = present.keys.find((one) => one.kid === kid);
    if (key === undefined)
      throw new Fault('NOT_FOUND', 'the organisation has no key with this id', { field: 'path:kid' });
    if (key.withdrawnAt !== undefined) return present;
    const others = present.keys.filter((one) => one.kid !== kid && one.withdrawnAt === undefined);
    if (others.length === 0 && isSelf(actor, organisationId)) {
      throw new Fault('INCOMPATIBLE_STATE', 'an operator cannot withdraw its own last key', { field: 'path:kid' });
    }
    const withdrawn = { ...key, withdrawnAt: registry.now() };
    return { ...present, keys: present.keys.map((one) => (one.kid === kid ? withdrawn : one)) };
  });
}
