import type { MessageClass } from './policy.ts';
import type { AbuseResponse, Quotas } from './quota.ts';
import type { EpochMs } from './time.ts';

export const organisationRoles = ['CARRIER', 'RESELLER', 'CALL_CENTRE', 'BRAND', 'REGULATOR', 'OPERATOR'] as const;
export type OrganisationRole = (typeof organisationRoles)[number];

export const scopes = [
  'dnd:lookups:check',
  'dnd:registrations:write',
  'dnd:number-events:write',
  'dnd:inbound-texts:write',
  'dnd:consents:request',
  'dnd:log:read',
  'dnd:organisations:manage',
  'dnd:senders:manage',
  'dnd:keys:manage',
  'dnd:status:read',
  'dnd:statistics:read',
  'dnd:registry:export',
] as const;
export type Scope = (typeof scopes)[number];

/** The most that an organisation of a role may hold. */
export const scopesOfRole: Readonly<Record<OrganisationRole, readonly Scope[]>> = {
  CARRIER: [
    'dnd:lookups:check',
    'dnd:registrations:write',
    'dnd:number-events:write',
    'dnd:inbound-texts:write',
    'dnd:consents:request',
  ],
  RESELLER: ['dnd:lookups:check', 'dnd:consents:request'],
  CALL_CENTRE: ['dnd:lookups:check', 'dnd:consents:request'],
  BRAND: ['dnd:lookups:check', 'dnd:consents:request'],
  REGULATOR: ['dnd:log:read', 'dnd:status:read', 'dnd:statistics:read'],
  OPERATOR: [
    'dnd:organisations:manage',
    'dnd:senders:manage',
    'dnd:keys:manage',
    'dnd:status:read',
    'dnd:registry:export',
  ],
};

/** What nobody holds who was not given it by name: everything that is on record of everybody. */
const scopesByName: readonly Scope[] = ['dnd:registry:export'];

/** What an organisation of a role holds unless others are named. */
export function usualScopes(role: OrganisationRole): readonly Scope[] {
  return scopesOfRole[role].filter((scope) => !scopesByName.includes(scope));
}

/** A public key (RFC 7517) with which an organisation signs its client assertions. */
export interface ClientKey {
  readonly kid: string;
  readonly jwk: Readonly<Record<string, string>>;
  readonly addedAt: EpochMs;
  /** From then on assertions signed with it are refused. */
  readonly withdrawnAt?: EpochMs;
}

/** An organisation as it stands. Its id is its OAuth client id. */
export interface OrganisationDocument {
  readonly organisationId: string;
  readonly name: string;
  readonly role: OrganisationRole;
  readonly status: 'ACTIVE' | 'SUSPENDED';
  readonly scopes: readonly Scope[];
  /** Classes that need admission and that it may claim. */
  readonly admittedClasses: readonly MessageClass[];
  readonly keys: readonly ClientKey[];
  /** A carrier's number ranges, as leading digits with the country calling code: `86139`. */
  readonly numberRanges: readonly string[];
  /** Since when the carrier reports every disconnection of its numbers; absent: not all are reported. */
  readonly reportsSince?: EpochMs;
  /** Absent: those of its role. */
  readonly quotas?: Quotas;
  /** Absent: `SIGNAL`. */
  readonly abuseResponse?: AbuseResponse;
  /** Set on what `npm start` makes for trying out: production refuses a folder that ever held one. */
  readonly demo?: true;
}
