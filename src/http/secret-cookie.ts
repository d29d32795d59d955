import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';

/** Whether this is the demo, which speaks http with the loopback address: a browser takes a `__Host-` cookie over https only. */
interface Demo {
  readonly demo: boolean;
}

/** The cookie of a signed-in person of an organisation: one for the API and for pages. */
export const personCookie = 'dnd-session';

export interface SecretCookie {
  readonly name: string;
  readonly value: string;
  /** 0 ends the cookie. */
  readonly maxAgeSec: number;
  /** `Strict`: no link or form of another site sends it. `Lax`: a link does. */
  readonly sameSite: 'Strict' | 'Lax';
}

/** `set-cookie` of a secret: out of reach of scripts, for this host alone. */
export function secretCookie(registry: Demo, { name, value, maxAgeSec, sameSite }: SecretCookie): string {
  const secure = registry.demo ? '' : '; Secure';
  return `${hostName(registry, name)}=${value}; Path=/; Max-Age=${maxAgeSec}; HttpOnly; SameSite=${sameSite}${secure}`;
}

/** The secret that a request's cookie holds; empty where there is none, which no secret is. */
export function secretOf(c: Context, registry: Demo, name: string): string {
  return getCookie(c, hostName(registry, name)) ?? '';
}

function hostName({ demo }: Demo, name: string): string {
  return demo ? name : `__Host-${name}`;
}
