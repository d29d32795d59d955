import { Fault } from '../core/fault.ts';
import type { Scope } from '../core/organisation.ts';
import { subscriberOfSession } from '../registry/access/open-session.ts';
import { organisationOfToken } from '../registry/access/organisation-of-token.ts';
import { personOfSession } from '../registry/access/sign-in-session.ts';
import type { ApiContext } from './context.ts';
import { sessionTokenOf } from './session-cookie.ts';

/** Throws the fault of a request that may not go on, or leaves who it comes from. */
export type Check = (c: ApiContext) => void | Promise<void>;

/** Lets in organisations whose token and whose present standing hold the scope. */
export function organisationGuard(scope: Scope): Check {
  return async (c) => {
    const actor = await organisationOfToken(c.get('registry'), bearerOf(c.req.header('authorization')));
    if (!actor.scopes.includes(scope)) {
      throw new Fault('PERMISSION_DENIED', `this operation needs the scope ${scope}`, {
        field: 'header:Authorization',
      });
    }
    c.set('actor', actor);
  };
}

/** Lets in every organisation with a valid token that is active now. */
export const anyOrganisationGuard: Check = async (c) => {
  c.set('actor', await organisationOfToken(c.get('registry'), bearerOf(c.req.header('authorization'))));
};

/** Lets in a person of an organisation whose session a sign-in link opened. */
export const signInGuard: Check = async (c) => {
  c.set('person', await personOfSession(c.get('registry'), sessionTokenOf(c)));
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
