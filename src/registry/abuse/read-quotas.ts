import type { OrganisationDocument } from '../../core/organisation.ts';
import type { Actor } from '../access/actor.ts';
import { requireScopeOrConsole } from '../access/permission.ts';
import { entityNow } from '../organisations/entity-change.ts';
import type { Registry } from '../registry.ts';
import type { QuotaUse } from './quota-desk.ts';

export interface QuotasReport {
  readonly organisationId: string;
  readonly abuseResponse: NonNullable<OrganisationDocument['abuseResponse']>;
  /** Whether its quotas for questions are a tenth today. */
  readonly isSlowedDown: boolean;
  readonly quotas: readonly (QuotaUse & {
    /** The operator set it for this organisation; else it is its role's. */
    readonly isOwn: boolean;
  })[];
}

/**
 * The quotas of an organisation and what is used of them now: over all processes, as of two seconds ago; read by the
 * command line, of which no server tells, without what is used. Fault NOT_FOUND.
 */
export function readQuotas(
  registry: Registry,
  actor: Actor,
  { organisationId }: { readonly organisationId: string },
): QuotasReport {
  requireScopeOrConsole(actor, 'dnd:organisations:manage');
  const { document } = entityNow(registry, 'ORGANISATION', organisationId);
  const { quotas } = registry.abuse;
  const now = registry.now();
  return {
    organisationId,
    abuseResponse: document.abuseResponse ?? 'SIGNAL',
    isSlowedDown: quotas.isSlowedDown(document, now),
    quotas: quotas
      .uses(document, now)
      .map((use) => ({ ...use, isOwn: document.quotas?.[use.kind.name] !== undefined })),
  };
}
