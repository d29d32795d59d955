import type { MiddlewareHandler } from 'hono';
import { Fault } from '../../core/fault.ts';
import { secondMs } from '../../core/time.ts';
import { secretCookie, secretOf } from '../../http/secret-cookie.ts';
import { type SessionOpened, subscriberOfSession } from '../../registry/access/open-session.ts';
import { prolongSession, sessionTotalMs } from '../../registry/access/prolong-session.ts';
import type { Registry } from '../../registry/registry.ts';
import type { WebContext, WebEnv } from '../web-context.ts';

const sessionCookie = 'dnd-subscriber';

/** Lets in the holder of a number whose session a one-time code opened; sends everybody else to the start. */
export const subscribersOnly: MiddlewareHandler<WebEnv> = async (c, next) => {
  try {
    const subscriber = await subscriberOfSession(c.get('registry'), sessionTokenOf(c), 'WEB');
    const endsAt = await prolongSession(c.get('registry'), subscriber, sessionTokenOf(c));
    if (endsAt === undefined) throw new Fault('UNAUTHENTICATED', 'the session ended this moment');
    c.set('subscriber', subscriber);
    c.set('sessionEndsAt', endsAt);
  } catch (error) {
    if (!(error instanceof Fault && error.code === 'UNAUTHENTICATED') || c.req.method !== 'GET') throw error;
    return c.redirect('/', 303);
  }
  return next();
};

/** Empty where there is none, which no session has. */
export function sessionTokenOf(c: WebContext): string {
  return secretOf(c, c.get('registry'), sessionCookie);
}

/** `set-cookie` of a session just opened. The browser keeps it as long as a session may be prolonged: the store knows its end. */
export function openedCookie(registry: Registry, { token }: SessionOpened): string {
  const maxAgeSec = Math.floor(sessionTotalMs / secondMs);
  return secretCookie(registry, { name: sessionCookie, value: token, maxAgeSec, sameSite: 'Lax' });
}

export function endedCookie(registry: Registry): string {
  return secretCookie(registry, { name: sessionCookie, value: '', maxAgeSec: 0, sameSite: 'Lax' });
}
