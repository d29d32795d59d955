import { Fault } from '../../core/fault.ts';
import type { OrganisationDocument, Scope } from '../../core/organisation.ts';
import type { EpochMs } from '../../core/time.ts';
import type { AccessToken } from '../../receipts/access-token.ts';
import type { Registry } from '../registry.ts';
import type { OrganisationActor } from './actor.ts';

/**
 * Who an access token speaks for, now: the token's verification may be remembered, but whether the organisation is
 * active and which scopes it holds is read from the log at each call. Without a promise where the token was verified
 * before. One answer for every way a token can be bad.
 */
export function organisationOfToken(registry: Registry, token: string): OrganisationActor | Promise<OrganisationActor> {
  return registry.atOneMoment((position) => {
    const now = registry.now();
    const verified = registry.tokens.verify(token, now);
    return verified instanceof Promise
      ? verified.then((claims) => actorOf(registry, claims))
      : actorOf(registry, verified, { position, at: now });
  });
}

function actorOf(
  registry: Registry,
  claims: AccessToken | undefined,
  seen?: OrganisationActor['seen'],
): OrganisationActor {
  if (claims === undefined) throw unauthenticated();
  const organisation = registry.directory.organisation(claims.clientId)?.document;
  if (organisation?.status !== 'ACTIVE') {
    throw new Fault('PERMISSION_DENIED', 'the organisation is not active', { field: 'header:Authorization' });
  }
  if (!holdsKey(organisation, claims.clientKeyId, registry.now())) throw unauthenticated();
  const { organisationId, role } = organisation;
  const scopes = scopesNow(claims, organisation);
  return seen === undefined
    ? { kind: 'ORGANISATION', organisationId, role, scopes }
    : { kind: 'ORGANISATION', organisationId, role, scopes, seen };
}

/** Those of the last document that a token was looked at with: claims and documents are never changed, only replaced. */
const scopesOf = new WeakMap<AccessToken, { readonly of: OrganisationDocument; readonly scopes: readonly Scope[] }>();

function scopesNow(claims: AccessToken, organisation: OrganisationDocument): readonly Scope[] {
  const known = scopesOf.get(claims);
  if (known?.of === organisation) return known.scopes;
  const scopes = claims.scopes.filter((scope) => organisation.scopes.includes(scope));
  scopesOf.set(claims, { of: organisation, scopes });
  return scopes;
}

function holdsKey({ keys }: OrganisationDocument, kid: string, now: EpochMs): boolean {
  const key = keys.find((one) => one.kid === kid);
  return key !== undefined && (key.withdrawnAt === undefined || now < key.withdrawnAt);
}

function unauthenticated(): Fault {
  return new Fault('UNAUTHENTICATED', 'a valid bearer token is needed', { field: 'header:Authorization' });
}
