import type { ApiContext } from './context.ts';

type Headers = Readonly<Record<string, string>>;

/**
 * The finished answer of a JSON route, from text or from a value. All headers are given at once: a header changed
 * on a finished response costs more than the whole lookup.
 */
export function reply(c: ApiContext, status: 200 | 201 | 202, body: string | object, headers?: Headers): Response {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return new Response(text, {
    status,
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-correlator': c.get('correlator'),
      ...headers,
    },
  });
}

export function replyEmpty(c: ApiContext, headers?: Headers): Response {
  return new Response(null, { status: 204, headers: { 'x-correlator': c.get('correlator'), ...headers } });
}
