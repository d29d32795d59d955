import type { MiddlewareHandler } from 'hono';
import { Fault } from '../../core/fault.ts';
import { secondMs } from '../../core/time.ts';
import { personCookie, secretCookie, secretOf } from '../../http/secret-cookie.ts';
import { organisationOfPerson } from '../../registry/access/organisation-of-person.ts';
import type { SignInOpened } from '../../registry/access/redeem-sign-in-link.ts';
import type { Registry } from '../../registry/registry.ts';
import type { WebContext, WebEnv } from '../web-context.ts';
import type { PeoplePlace } from '../words/people-words.ts';
import { notForPage } from './not-for-page.tsx';
import { mayEnter } from './places.ts';

/** Lets in people of organisations that hold the place's scope, for as long as they do; sends others to the way in. */
export function peopleOf(place: PeoplePlace): MiddlewareHandler<WebEnv> {
  return async (c, next) => {
    try {
      const { session, actor } = await organisationOfPerson(c.get('registry'), personTokenOf(c));
      c.set('person', session);
      c.set('caller', actor);
    } catch (error) {
      if (!(error instanceof Fault && error.code === 'UNAUTHENTICATED') || c.req.method !== 'GET') throw error;
      return c.redirect('/sign-in', 303);
    }
    if (!mayEnter(place, c.get('caller'))) return notForPage(c, place);
    return next();
  };
}

/** Empty where there is none, which no session has. */
export function personTokenOf(c: WebContext): string {
  return secretOf(c, c.get('registry'), personCookie);
}

/** `set-cookie` of a session just opened. */
export function personCookieOf(registry: Registry, { token, expiresAt }: SignInOpened): string {
  const maxAgeSec = Math.floor((expiresAt - registry.now()) / secondMs);
  return secretCookie(registry, { name: personCookie, value: token, maxAgeSec, sameSite: 'Strict' });
}

export function endedPersonCookie(registry: Registry): string {
  return secretCookie(registry, { name: personCookie, value: '', maxAgeSec: 0, sameSite: 'Strict' });
}
