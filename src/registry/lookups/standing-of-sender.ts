import type { OrganisationDocument } from '../../core/organisation.ts';
import type { CategoryId } from '../../core/policy.ts';
import { type SenderIdentityDocument, type SenderStanding, senderStanding } from '../../core/sender-identity.ts';
import type { EpochMs } from '../../core/time.ts';

/** How an identity stands for who wants to send under it: what a suspended brand has is suspended with it. */
export function standingOfSender(
  identity: SenderIdentityDocument | undefined,
  brand: OrganisationDocument | undefined,
  organisationId: string,
  category: CategoryId,
  at: EpochMs,
): SenderStanding {
  const standing = senderStanding(identity, organisationId, category, at);
  return standing === 'AUTHORISED' && brand?.status === 'SUSPENDED' ? 'SUSPENDED' : standing;
}
