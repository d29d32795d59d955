import type { MiddlewareHandler } from 'hono';
import { Fault } from '../core/fault.ts';
import { secretCookie, secretOf } from '../http/secret-cookie.ts';
import { base64url, keyedHash } from '../registry/access/keyed-hash.ts';
import type { Registry } from '../registry/registry.ts';
import type { FormFields } from './form-fields.ts';
import type { WebContext, WebEnv } from './web-context.ts';

/** Name of the hidden field that every form has. */
export const formTokenField = 'formToken';

const visitCookie = 'dnd-visit';
const visitPattern = /^[A-Za-z0-9_-]{43}$/;
const visitMaxAgeSec = 86_400;

/**
 * Gives a browser a random number to know it by, and the forms that it is shown a keyed hash of it: a form that
 * another site made up has not the hash (double submit, as OWASP has it). The number is no permission.
 */
export function visits(registry: Registry): MiddlewareHandler<WebEnv> {
  return async (c, next) => {
    const known = secretOf(c, registry, visitCookie);
    const visit = visitPattern.test(known) ? known : base64url(crypto.getRandomValues(new Uint8Array(32)));
    c.set('visit', visit);
    c.set('formToken', await keyedHash(registry, 'form', visit));
    await next();
    if (visit === known || c.req.method !== 'GET') return;
    const cookie = { name: visitCookie, value: visit, maxAgeSec: visitMaxAgeSec, sameSite: 'Lax' } as const;
    c.header('set-cookie', secretCookie(registry, cookie), { append: true });
  };
}

/** Refuses a form that did not come from a page of ours. Fault PERMISSION_DENIED. */
export function requireOwnForm(c: WebContext, form: FormFields): void {
  requireFormToken(c, form.text(formTokenField, 64));
}

/** The same where the token comes another way, as with a script's requests. */
export function requireFormToken(c: WebContext, token: string | undefined): void {
  requireOwnSite(c);
  if (token !== c.get('formToken')) throw notOwnForm();
}

/** Refuses what a page of another site sent, before any of it is read. Fault PERMISSION_DENIED. */
export function requireOwnSite(c: WebContext): void {
  if (comesFromElsewhere(c)) throw notOwnForm();
}

function notOwnForm(): Fault {
  return new Fault('PERMISSION_DENIED', 'the form is not one of this browser’s', { field: formTokenField });
}

/** What browsers say of where a request was made; old ones say nothing. */
function comesFromElsewhere(c: WebContext): boolean {
  const site = c.req.header('sec-fetch-site');
  if (site !== undefined && site !== 'same-origin') return true;
  const origin = c.req.header('origin');
  if (origin === undefined) return false;
  const host = URL.canParse(origin) ? new URL(origin).host : '';
  return host !== c.req.header('host') && host !== new URL(c.get('registry').issuer).host;
}
