import type { Hono } from 'hono';
import { page } from '../shell/page.tsx';
import type { WebEnv } from '../web-context.ts';
import { subscribersOnly } from './subscriber-session.ts';

/** Who may reach the holder of the number. */
export function choicesPage(app: Hono<WebEnv>): void {
  app.get('/me', subscribersOnly, (c) => {
    const { signIn } = c.get('words');
    return page(c, { title: signIn.heading }, <h1 class="govuk-heading-l">{signIn.heading}</h1>);
  });
}
