import { Fault } from '../../core/fault.ts';
import { type OrganisationDocument, type OrganisationRole, usualScopes } from '../../core/organisation.ts';
import type { Found } from '../../lookup/directory.ts';
import type { Actor } from '../access/actor.ts';
import { requireScopeOrConsole } from '../access/permission.ts';
import { clientKeys, type GivenKey } from './client-key.ts';
import { addEntity, type EntityRegistry } from './entity-change.ts';
import { type OrganisationTerms, withTerms } from './organisation-terms.ts';

export interface AdmitOrganisationInput extends OrganisationTerms {
  /** Its OAuth client id; made up where absent. */
  readonly organisationId?: string | undefined;
  readonly name: string;
  readonly role: OrganisationRole;
  /** Public keys (RFC 7517) with which it signs its client assertions. */
  readonly keys: readonly GivenKey[];
  /** Marks what is made for trying out; only a demo registry takes it. */
  readonly demo?: true | undefined;
}

export const organisationIdPattern = /^[a-z0-9][a-z0-9-]{2,62}$/;

/**
 * Admits an organisation, active at once, with the usual scopes of its role unless others are named.
 * Faults: INVALID_ARGUMENT, OUT_OF_RANGE, ALREADY_EXISTS, INCOMPATIBLE_STATE where another carrier holds a range.
 */
export async function admitOrganisation(
  registry: EntityRegistry,
  actor: Actor,
  input: AdmitOrganisationInput,
): Promise<Found<OrganisationDocument>> {
  requireScopeOrConsole(actor, 'dnd:organisations:manage');
  const { organisationId = madeUpId(), role, keys, demo } = input;
  if (!organisationIdPattern.test(organisationId)) {
    throw new Fault('INVALID_ARGUMENT', 'not an organisation id', {
      field: 'organisationId',
      limit: organisationIdPattern.source,
    });
  }
  if (demo === true && !registry.demo)
    throw new Fault('INCOMPATIBLE_STATE', 'only a demo registry admits demo clients');
  const blank: OrganisationDocument = {
    organisationId,
    name: '',
    role,
    status: 'ACTIVE',
    scopes: usualScopes(role),
    admittedClasses: [],
    keys: await clientKeys(keys, 'jwks.keys', registry.now()),
    numberRanges: [],
    ...(demo === undefined ? {} : { demo }),
  };
  return addEntity(registry, actor, 'ORGANISATION', organisationId, withTerms(registry, blank, input));
}

function madeUpId(): string {
  return `org-${crypto.randomUUID()}`;
}
