import type { OrganisationDocument } from '../../core/organisation.ts';
import type { Found } from '../../lookup/directory.ts';
import type { Actor } from '../access/actor.ts';
import { requireScopeOrConsole } from '../access/permission.ts';
import { type Page, type PageInput, pageOf } from '../page.ts';
import { type EntityRegistry, entityNow } from './entity-change.ts';

/** One organisation as the log has it now. Fault NOT_FOUND. */
export function readOrganisation(
  registry: EntityRegistry,
  actor: Actor,
  { organisationId }: { readonly organisationId: string },
): Found<OrganisationDocument> {
  requireScopeOrConsole(actor, 'dnd:organisations:manage');
  return entityNow(registry, 'ORGANISATION', organisationId);
}

/** Organisations by id. */
export function listOrganisations(
  { store }: EntityRegistry,
  actor: Actor,
  { after = '', limit }: PageInput,
): Page<OrganisationDocument> {
  requireScopeOrConsole(actor, 'dnd:organisations:manage');
  return pageOf(store.entities('ORGANISATION', after, limit + 1), limit);
}
