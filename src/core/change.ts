import type { BulkAssertion } from './bulk-assertion.ts';
import type { ConsentScope } from './consent.ts';
import type { OrganisationDocument } from './organisation.ts';
import type { PendingAssertion } from './pending-assertion.ts';
import type { PhoneNumber } from './phone-number.ts';
import type { Preferences } from './preferences.ts';
import type { RegistryExport } from './registry-export.ts';
import type { SenderIdentityDocument } from './sender-identity.ts';
import type { SenderPermission } from './sender-permission.ts';
import type { SigningKeyRing } from './signing-key-ring.ts';
import type { FiguresShown, Release } from './statistics/release.ts';
import type { Service, Tenure } from './tenure.ts';
import type { EpochMs } from './time.ts';

/** Place of an entry in the change log: 1, 2, 3 … without a gap. 0 stands before the first. */
export type Position = number;

/** How control of the line was shown. `NONE`: it was not, as in a brand's request for consent, which permits nothing. */
export const proofs = ['MO_SMS', 'OTP', 'CARRIER_ASSERTED', 'IMPORT', 'NONE'] as const;
export type Proof = (typeof proofs)[number];

/** Through which door a change came. */
export const waysIn = ['API', 'WEB', 'SMS', 'CLI', 'IMPORT'] as const;
export type WayIn = (typeof waysIn)[number];

export type NumberEvent =
  | {
      readonly kind: 'PREFERENCES_SET';
      readonly preferences: Preferences;
      /** The list by which it came, where proof is `IMPORT`: its batch. */
      readonly batchId?: string;
      /** The bulk assertion by which it came, at once or after it waited. */
      readonly assertionId?: string;
    }
  | ({ readonly kind: 'CONSENT_REQUESTED' | 'CONSENT_GIVEN' } & ConsentTerms)
  | { readonly kind: 'CONSENT_WITHDRAWN' | 'SENDER_REFUSED' | 'SENDER_READMITTED'; readonly brand: string }
  | {
      readonly kind: 'NUMBER_DISCONNECTED' | 'NUMBER_RECLAIMED';
      readonly occurredAt: EpochMs;
    }
  | {
      readonly kind: 'NUMBER_REASSIGNED';
      readonly occurredAt: EpochMs;
      /** The preferences on record are the new holder's own: he made them before the report came. */
      readonly keepsPreferences?: true;
      /** The bulk assertion in which it waited. */
      readonly assertionId?: string;
    }
  | AssertionWaits
  | { readonly kind: 'ASSERTION_ENDED'; readonly assertionId: string }
  | NumberRestored
  | HistoryErased
  | RecordErased
  | { readonly kind: 'NUMBER_PORTED'; readonly occurredAt: EpochMs; readonly servingCarrier: string };

/** A carrier's assertion that does not bind yet, or not wholly. */
interface AssertionWaits extends PendingAssertion {
  readonly kind: 'ASSERTION_WAITS';
  /** What refuses in what stood and in what is asserted: it binds at once. Absent: what stood. */
  readonly meanwhile?: Preferences;
}

/** A bulk assertion is undone: all but who serves the number is as it was before the entry at `undoes`. */
interface NumberRestored {
  readonly kind: 'NUMBER_RESTORED';
  readonly assertionId: string;
  /** From this entry on, whatever the log says of the number is void. */
  readonly undoes: Position;
  readonly preferences: Preferences;
  readonly service: Service;
  readonly permissions: readonly SenderPermission[];
  readonly tenures: readonly Tenure[];
  readonly pending?: PendingAssertion;
}

interface Erasing {
  /**
   * The entry that gave the holder the number, 0 for its first one. What was written about the number after it and
   * before this entry is blanked together with it, but for what a carrier reported of the line: see `erasure.ts`.
   */
  readonly after: Position;
  /** What carriers reported, as it stands: not the holder's to erase. */
  readonly service: Service;
  readonly tenures: readonly Tenure[];
}

/** The holder had his past blanked: the present stands as it is said here, and nothing waits. */
interface HistoryErased extends Erasing {
  readonly kind: 'HISTORY_ERASED';
  readonly preferences: Preferences;
  readonly permissions: readonly SenderPermission[];
}

/** The holder had everything blanked: he has chosen nothing. */
interface RecordErased extends Erasing {
  readonly kind: 'RECORD_ERASED';
}

interface ConsentTerms {
  readonly brand: string;
  readonly scope: ConsentScope;
  readonly expiresAt?: EpochMs;
  /** What the brand says it holds as evidence; at most 500 characters. */
  readonly evidence?: string;
}

/** What is not about a number: each entry holds the whole document as it stands from then on. */
export type EntityEvent =
  | { readonly kind: 'ORGANISATION_SET'; readonly document: OrganisationDocument }
  | { readonly kind: 'SENDER_IDENTITY_SET'; readonly document: SenderIdentityDocument }
  | { readonly kind: 'SIGNING_KEYS_SET'; readonly document: SigningKeyRing }
  | { readonly kind: 'BULK_ASSERTION_SET'; readonly document: BulkAssertion }
  | { readonly kind: 'POLICY_SET'; readonly document: { readonly policyId: string } }
  | { readonly kind: 'RELEASE_SET'; readonly document: Release }
  | { readonly kind: 'FIGURES_SHOWN_SET'; readonly document: FiguresShown }
  | { readonly kind: 'REGISTRY_EXPORT_SET'; readonly document: RegistryExport };

export const entityKinds = [
  'ORGANISATION',
  'SENDER_IDENTITY',
  'SIGNING_KEYS',
  'BULK_ASSERTION',
  'POLICY',
  'RELEASE',
  'FIGURES_SHOWN',
  'REGISTRY_EXPORT',
] as const;
export type EntityKind = (typeof entityKinds)[number];

/** Which event carries which entity. */
export const entityKindOf: Readonly<Record<EntityEvent['kind'], EntityKind>> = {
  ORGANISATION_SET: 'ORGANISATION',
  SENDER_IDENTITY_SET: 'SENDER_IDENTITY',
  SIGNING_KEYS_SET: 'SIGNING_KEYS',
  BULK_ASSERTION_SET: 'BULK_ASSERTION',
  POLICY_SET: 'POLICY',
  RELEASE_SET: 'RELEASE',
  FIGURES_SHOWN_SET: 'FIGURES_SHOWN',
  REGISTRY_EXPORT_SET: 'REGISTRY_EXPORT',
};

export interface Documents {
  readonly ORGANISATION: OrganisationDocument;
  readonly SENDER_IDENTITY: SenderIdentityDocument;
  readonly SIGNING_KEYS: SigningKeyRing;
  readonly BULK_ASSERTION: BulkAssertion;
  readonly POLICY: { readonly policyId: string };
  readonly RELEASE: Release;
  readonly FIGURES_SHOWN: FiguresShown;
  readonly REGISTRY_EXPORT: RegistryExport;
}

interface ChangeCommon {
  /** Position of the subject's last entry that the change was made in knowledge of; 0 where there is none. */
  readonly follows: Position;
  readonly at: EpochMs;
  /** Who did it: `subscriber`, `organisation:ID`, `operator:NAME`. */
  readonly actor: string;
  /** The person at an organisation, where one acted for the subscriber. */
  readonly agent?: string;
  readonly wayIn: WayIn;
}

export interface NumberChange extends ChangeCommon {
  readonly number: PhoneNumber;
  readonly event: NumberEvent;
  readonly proof: Proof;
}

export interface EntityChange extends ChangeCommon {
  /** `signing-keys` and `policy` have one document each, under the id `current`. */
  readonly entityId: string;
  readonly event: EntityEvent;
}

/** One fact to be added to the log. */
export type Change = NumberChange | EntityChange;

/** The bulk assertion that an event belongs to. */
export function assertionOf(event: NumberEvent): string | undefined {
  return 'assertionId' in event ? event.assertionId : undefined;
}

export function isNumberChange(change: Change): change is NumberChange {
  return 'number' in change;
}
