import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import type { Registry } from '../registry/registry.ts';
import type { ApiEnv } from './context.ts';

/** A browser takes a `__Host-` cookie over https only; the demo speaks http with the loopback address. */
export function sessionCookieName({ demo }: Pick<Registry, 'demo'>): string {
  return demo ? 'dnd-session' : '__Host-dnd-session';
}

/** The session token of a request's cookie; empty where there is none, which no session has. */
export function sessionTokenOf(c: Context<ApiEnv>): string {
  return getCookie(c, sessionCookieName(c.get('registry'))) ?? '';
}

/** `set-cookie` of a session: out of reach of scripts and of other sites. An age of 0 ends it. */
export function sessionCookie(registry: Pick<Registry, 'demo'>, token: string, maxAgeSec: number): string {
  const secure = registry.demo ? '' : '; Secure';
  const name = sessionCookieName(registry);
  return `${name}=${token}; Path=/; Max-Age=${maxAgeSec}; HttpOnly; SameSite=Strict${secure}`;
}
