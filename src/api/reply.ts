import type { ApiContext } from './context.ts';

type Headers = Readonly<Record<string, string>>;

/**
 * The finished answer of a JSON route, from text, from its bytes or from a value. All headers are given at once: a header changed
 * on a finished response costs more than the whole lookup.
 */
export function reply(
  c: ApiContext,
  status: 200 | 201 | 202,
  body: string | Uint8Array<ArrayBuffer> | object,
  headers?: Headers,
): Response {
  const ready = typeof body === 'string' || body instanceof Uint8Array;
  return new Response(ready ? body : JSON.stringify(body), {
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
