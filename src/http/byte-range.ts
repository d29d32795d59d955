import type { Context } from 'hono';

/** The bytes from `from` on, before `to`. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/**
 * The one range of a file that a request asks for (RFC 9110 14); undefined where it asks for all, for several, or for
 * a range of another version. OUTSIDE: there are no such bytes.
 */
export function rangeOf(c: Context, bytes: number, etag: string): ByteRange | 'OUTSIDE' | undefined {
  const header = c.req.header('range');
  const condition = c.req.header('if-range');
  if (header === undefined || (condition !== undefined && condition !== etag)) return undefined;
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header.trim()) ?? [];
  if (first === '' && last === '') return undefined;
  const from = first === '' ? Math.max(0, bytes - Number(last)) : Number(first);
  const to = first === '' || last === '' ? bytes : Math.min(bytes, Number(last) + 1);
  if (from < to) return { from, to };
  // A range whose end lies before its beginning is none at all.
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  return 'OUTSIDE';
}
