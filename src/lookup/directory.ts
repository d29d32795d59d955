import type { Position } from '../core/change.ts';
import type { OrganisationDocument } from '../core/organisation.ts';
import type { SenderIdentityDocument } from '../core/sender-identity.ts';
import type { SigningKeyRing } from '../core/signing-key-ring.ts';
import type { Release } from '../core/statistics/release.ts';

/**
 * Organisations, sender identities and keys as the log has them now, from memory. Every read sees what was
 * acknowledged before it, in whichever process: permissions are read here on each request and never cached.
 */
export interface Directory {
  organisation(organisationId: string): Found<OrganisationDocument> | undefined;
  senderIdentity(senderId: string): Found<SenderIdentityDocument> | undefined;
  signingKeys(): Found<SigningKeyRing> | undefined;
  policyId(): string | undefined;
  /** Moves whenever any document may have changed: what was derived from documents at the same version still holds. */
  version(): number;
  /** Every organisation with the role CARRIER, suspended ones too: few, and asked for whose range a number is. */
  carriers(): readonly Found<OrganisationDocument>[];
  /** Every release of figures, by its period's id. */
  releases(): readonly Found<Release>[];
}

/** A document and the position of the entry that set it: its ETag, and its part in the receipt cache's key. */
export interface Found<D> {
  readonly document: D;
  readonly position: Position;
}
