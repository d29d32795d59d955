import type { Position } from '../../core/change.ts';
import { Fault } from '../../core/fault.ts';
import type { OrganisationDocument } from '../../core/organisation.ts';
import type { Found } from '../../lookup/directory.ts';
import type { Actor } from '../access/actor.ts';
import { requireScopeOrConsole } from '../access/permission.ts';
import { type EntityRegistry, rewriteEntity } from './entity-change.ts';
import { type OrganisationTerms, withTerms } from './organisation-terms.ts';

export interface ChangeOrganisationInput extends OrganisationTerms {
  readonly organisationId: string;
  /** Change it only if this is still its position; absent: as it stands. */
  readonly expected?: Position | undefined;
  readonly status?: OrganisationDocument['status'] | undefined;
}

/**
 * Changes what is named and leaves the rest. A suspension binds the organisation's very next request, whatever
 * tokens it holds. Who manages organisations cannot shut itself out: so somebody always can.
 * Faults: NOT_FOUND, FAILED_PRECONDITION, INCOMPATIBLE_STATE, and those of `admitOrganisation`.
 */
export async function changeOrganisation(
  registry: EntityRegistry,
  actor: Actor,
  input: ChangeOrganisationInput,
): Promise<Found<OrganisationDocument>> {
  requireScopeOrConsole(actor, 'dnd:organisations:manage');
  const { organisationId, expected, status } = input;
  return rewriteEntity(registry, actor, 'ORGANISATION', organisationId, expected, (present) => {
    const changed = { ...withTerms(registry, present, input), status: status ?? present.status };
    if (isSelf(actor, organisationId)) requireStillManages(changed);
    return changed;
  });
}

function requireStillManages({ status, scopes }: OrganisationDocument): void {
  if (status === 'ACTIVE' && scopes.includes('dnd:organisations:manage')) return;
  throw new Fault('INCOMPATIBLE_STATE', 'an operator cannot shut itself out: another operator has to', {
    field: status === 'ACTIVE' ? 'scopes' : 'status',
  });
}

export function isSelf(actor: Actor, organisationId: string): boolean {
  return actor.kind === 'ORGANISATION' && actor.organisationId === organisationId;
}
