import type { Context } from 'hono';

/** Whether `If-None-Match` names this version: RFC 9110 13.1.2, by weak comparison. `etag`: as in the header. */
export function isKnown(c: Context, etag: string): boolean {
  const known = (c.req.header('if-none-match') ?? '').split(',').map(strong);
  return known.includes(strong(etag)) || known.includes('*');
}

function strong(tag: string): string {
  return tag.trim().replace(/^W\//, '');
}
