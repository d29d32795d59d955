import { Fault } from '../core/fault.ts';
import type { Scope } from '../core/organisation.ts';
import { personCookie, secretOf } from '../http/secret-cookie.ts';
import type { OrganisationActor } from '../registry/access/actor.ts';
import { subscriberOfSession } from '../registry/access/open-session.ts';
import { organisationOfToken } from '../registry/access/organisation-of-token.ts';
import { personOfSession } from '../registry/access/sign-in-session.ts';
import type { Check } from './mount.ts';

/** Lets in organisations whose token and whose present standing hold the scope. */
export function organisationGuard(scope: Scope): Check {
  return organisationCheck((actor) => {
    if (actor.scopes.includes(scope)) return;
    throw new Fault('PERMISSION_DENIED', `this operation needs the scope ${scope}`, { field: 'header:Authorization' });
  });
}

/** Lets in every organisation with a valid token that is active now. */
export const anyOrganisationGuard: Check = organisationCheck(() => undefined);

function organisationCheck(require: (actor: OrganisationActor) => void): Check {
  return (c) => {
    const enter = (actor: OrganisationActor): void => {
      require(actor);
      c.set('actor', actor);
    };
    const actor = organisationOfToken(c.get('registry'), bearerOf(c.req.header('authorization')));
    return actor instanceof Promise ? actor.then(enter) : enter(actor);
  };
}

/** Lets in a person of an organisation whose session a sign-in link opened. */
export const signInGuard: Check = async (c) => {
  const registry = c.get('registry');
  c.set('person', await personOfSession(registry, secretOf(c, registry, personCookie)));
};

/** Lets in the holder of a number whose session a one-time code opened. */
export const subscriberGuard: Check = async (c) => {
  c.set('actor', await subscriberOfSession(c.get('registry'), bearerOf(c.req.header('authorization'))));
};

const maxTokenLength = 4_096;

/** The bearer token of RFC 6750, its scheme in any case (RFC 9110 11.1); one answer for none, a malformed and a wrong one. */
export function bearerOf(authorization: string | undefined): string {
  if (authorization !== undefined && authorization.length <= maxTokenLength && /^bearer /i.test(authorization)) {
    return authorization.slice(7);
  }
  throw new Fault('UNAUTHENTICATED', 'a valid bearer token is needed', { field: 'header:Authorization' });
}
