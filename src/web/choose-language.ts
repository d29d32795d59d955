import { accepts } from 'hono/accepts';
import { getCookie } from 'hono/cookie';
import type { Policy } from '../core/policy.ts';
import type { WebContext } from './web-context.ts';

const languageCookie = 'dnd-language';
const keptForSec = 400 * 86_400;

/** What the person chose before, else what the browser asks for (RFC 9110 12.5.4), else the policy's first. */
export function languageOf(c: WebContext, { languages }: Policy): string {
  const chosen = getCookie(c, languageCookie);
  if (chosen !== undefined && languages.includes(chosen)) return chosen;
  const supports = [...languages];
  return accepts(c, {
    header: 'Accept-Language',
    supports,
    default: supports[0] ?? 'en',
    match: (wanted, { default: otherwise }) => {
      const ranked = wanted.filter(({ q }) => q > 0).sort((a, b) => b.q - a.q);
      const found = ranked.map(({ type }) => supports.find((tag) => isSameLanguage(tag, type)));
      return found.find((tag) => tag !== undefined) ?? otherwise;
    },
  });
}

/** `?language=es` on any page: remembered, and the same page again without it. Undefined where nothing is chosen. */
export function chosenLanguage(c: WebContext, { languages }: Policy): Response | undefined {
  const chosen = c.req.query('language');
  if (chosen === undefined || !languages.includes(chosen)) return undefined;
  const url = new URL(c.req.url);
  url.searchParams.delete('language');
  return new Response(null, {
    status: 303,
    headers: {
      // Two slashes would lead to another host.
      location: `/${url.pathname.replace(/^\/+/, '')}${url.search}`,
      'set-cookie': `${languageCookie}=${chosen}; Path=/; Max-Age=${keptForSec}; HttpOnly; SameSite=Lax`,
    },
  });
}

function isSameLanguage(tag: string, wanted: string): boolean {
  return tag.split('-')[0]?.toLowerCase() === wanted.split('-')[0]?.toLowerCase();
}
