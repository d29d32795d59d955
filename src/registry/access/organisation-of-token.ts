import { Fault } from '../../core/fault.ts';
import type { OrganisationDocument } from '../../core/organisation.ts';
import type { EpochMs } from '../../core/time.ts';
import type { AccessToken } from '../../receipts/access-token.ts';
import type { Registry } from '../registry.ts';
import type { OrganisationActor } from './actor.ts';

/**
 * Who an access token speaks for, now: the token's verification may be remembered, but whether the organisation is
 * active and which scopes it holds is read from the log at each call. One answer for every way a token can be bad.
 */
export async function organisationOfToken(registry: Registry, token: string): Promise<OrganisationActor> {
  return registry.atOneMoment(() => {
    const verified = registry.tokens.verify(token, registry.now());
    return verified instanceof Promise
      ? verified.then((claims) => actorOf(registry, claims))
      : actorOf(registry, verified);
  });
}

function actorOf(registry: Registry, claims: AccessToken | undefined): OrganisationActor {
  if (claims === undefined) throw unauthenticated();
  const organisation = registry.directory.organisation(claims.clientId)?.document;
  if (organisation?.status !== 'ACTIVE') {
    throw new Fault('PERMISSION_DENIED', 'the organisation is not active', { field: 'header:Authorization' });
  }
  if (!holdsKey(organisation, claims.clientKeyId, registry.now())) throw unauthenticated();
  const scopes = claims.scopes.filter((scope) => organisation.scopes.includes(scope));
  return { kind: 'ORGANISATION', organisationId: organisation.organisationId, role: organisation.role, scopes };
}

function holdsKey({ keys }: OrganisationDocument, kid: string, now: EpochMs): boolean {
  const key = keys.find((one) => one.kid === kid);
  return key !== undefined && (key.withdrawnAt === undefined || now < key.withdrawnAt);
}

function unauthenticated(): Fault {
  return new Fault('UNAUTHENTICATED', 'a valid bearer token is needed', { field: 'header:Authorization' });
}
