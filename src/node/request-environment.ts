import type { IncomingMessage } from 'node:http';

/** What is asked of a request to learn where it came from. */
export interface ReceivedRequest {
  readonly socket: Pick<IncomingMessage['socket'], 'remoteAddress'>;
  readonly headers: IncomingMessage['headers'];
}

/**
 * Where a request came from, read only where a route asks for it: most never do. Behind `proxyHops` proxies of our
 * own each has appended whom it heard, so the client is that many from the right of `X-Forwarded-For`; what stands
 * further left anybody may have written. A request that did not pass them all is its peer's.
 */
export class ClientOf {
  readonly #request: ReceivedRequest;
  readonly #proxyHops: number;

  constructor(request: ReceivedRequest, proxyHops: number) {
    this.#request = request;
    this.#proxyHops = proxyHops;
  }

  get clientAddress(): string {
    const { socket, headers } = this.#request;
    const peer = socket.remoteAddress ?? '';
    if (this.#proxyHops === 0) return peer;
    const forwarded = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
    return forwarded.at(-this.#proxyHops)?.trim() || peer;
  }
}
