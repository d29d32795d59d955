import type { Hono } from 'hono';
import { closeSession } from '../../registry/access/close-session.ts';
import { readForm } from '../form-fields.ts';
import { requireOwnForm } from '../visit.ts';
import type { WebEnv } from '../web-context.ts';
import { pagePathIn } from './subscriber-page.tsx';
import { endedCookie, sessionTokenOf, subscribersOnly } from './subscriber-session.ts';

/** Staying signed in, and signing out. That a session is looked at prolongs it. */
export function sessionPages(app: Hono<WebEnv>): void {
  app.post('/me/stay', subscribersOnly, async (c) => {
    const form = await readForm(c);
    requireOwnForm(c, form);
    return c.redirect(pagePathIn(form), 303);
  });
  app.post('/me/sign-out', subscribersOnly, async (c) => {
    requireOwnForm(c, await readForm(c));
    const registry = c.get('registry');
    await closeSession(registry, c.get('subscriber'), sessionTokenOf(c));
    c.header('set-cookie', endedCookie(registry), { append: true });
    return c.redirect('/', 303);
  });
}
