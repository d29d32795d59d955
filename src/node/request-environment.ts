import type { IncomingMessage } from 'node:http';

/** What is asked of a request to learn where it came from. */
export interface ReceivedRequest {
  readonly socket: Pick<IncomingMessage['socket'], 'remoteAddress'> & { destroy?(): unknown };
  readonly headers: IncomingMessage['headers'];
  /** Where the door has read it: see `small-body.ts`. */
  readonly rawBody?: Buffer;
}

/** What the door knows of a request, found out only where a route asks for it. */
export class RequestEnvironment {
  readonly #request: ReceivedRequest;
  readonly #proxyHops: number;

  constructor(request: ReceivedRequest, proxyHops: number) {
    this.#request = request;
    this.#proxyHops = proxyHops;
  }

  /**
   * Where the request came from. Behind `proxyHops` proxies of our own each has appended whom it heard, so the client
   * is that many from the right of `X-Forwarded-For`; what stands further left anybody may have written. A request
   * that did not pass them all is its peer's.
   */
  get clientAddress(): string {
    const { socket, headers } = this.#request;
    const peer = socket.remoteAddress ?? '';
    if (this.#proxyHops === 0) return peer;
    const forwarded = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
    return forwarded.at(-this.#proxyHops)?.trim() || peer;
  }

  /** As `Request.text()` has it, without a byte order mark. Undefined where the body has not been read. */
  get bodyText(): string | undefined {
    const text = this.#request.rawBody?.toString();
    return text?.startsWith('\uFEFF') ? text.slice(1) : text;
  }

  /** Breaks the connection off: nobody takes for a whole answer what went out so far. */
  breakOff(): void {
    this.#request.socket.destroy?.();
  }
}
