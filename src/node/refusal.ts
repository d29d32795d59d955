import type { ServerResponse } from 'node:http';

interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Further members of the problem document. */
  readonly members?: Readonly<Record<string, string>>;
}

/** A problem document (RFC 9457) for who does not get as far as the application. */
export function refuse(response: ServerResponse, { status, code, message, headers, members }: Refusal): void {
  const problem = { type: 'about:blank', title: code, status, detail: message, code, message, ...members };
  response.writeHead(status, {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    // Nobody would wait for what is left of the body.
    ...(response.req.complete ? {} : { connection: 'close' }),
    ...headers,
  });
  response.end(JSON.stringify(problem));
}
