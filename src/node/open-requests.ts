import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { failurePolicy } from '../api/problem.ts';
import { refuse } from './refusal.ts';
import type { ServerLimits } from './server-limits.ts';

type Limits = Pick<ServerLimits, 'inFlightMax' | 'largeBodiesBytesMax' | 'bodyBytesPerLookMin' | 'requestMsMax'>;

/** Smaller bodies are kept small by the number of connections. */
const largeBodyBytesMin = 4_096;
/** What a body of undeclared length is taken for: the largest that any operation reads. */
const undeclaredBytes = 8 * 2 ** 20;
/** What of a list is in memory at once while it comes in. */
const streamedBytes = 4 * 2 ** 20;
const retryAfterSec = 1;
/** Who asks only whether the process answers gets to hear it, whatever waits. */
const livenessPath = '/healthz';

/** The requests that were accepted and whose answers have not been handed to the network whole. */
export class OpenRequests {
  readonly #limits: Limits;
  readonly #now: () => number;
  /** With the bytes of its body, where that is large. */
  readonly #open = new Map<ServerResponse, Entered>();
  /** Those that at the last look waited for their own client, with the bytes that its connection had brought. */
  #held = new Map<ServerResponse, number>();
  #largeBytes = 0;
  #isLast: boolean = false;

  /** One for all requests: it finds the response as its `this`. */
  readonly #onClose: (this: ServerResponse) => void;

  constructor(limits: Limits, now: () => number = () => performance.now()) {
    this.#limits = limits;
    this.#now = now;
    const leave = (response: ServerResponse): void => this.#leave(response);
    this.#onClose = function () {
      leave(this);
    };
  }

  /** Without those that wait for their own client. */
  get inFlight(): number {
    return this.#open.size - this.#held.size;
  }

  /** Takes a request in, or answers 503 where there is no room; beyond this door nobody asks what class it is of. */
  admits(request: IncomingMessage, response: ServerResponse): boolean {
    const isList = takesList(request);
    const largeBytes = isList ? streamedBytes : largeBytesOf(request);
    const isFull = this.inFlight >= this.#limits.inFlightMax && request.url !== livenessPath;
    if (isFull || (largeBytes > 0 && this.#largeBytes + largeBytes > this.#limits.largeBodiesBytesMax)) {
      refuseForLoad(response);
      return false;
    }
    this.#open.set(response, { largeBytes, isList, at: this.#now() });
    this.#largeBytes += largeBytes;
    response.on('close', this.#onClose);
    if (this.#isLast) response.setHeader('connection', 'close');
    return true;
  }

  /** From now on each answer is the last of its connection. */
  closeConnectionsBehind(): void {
    this.#isLast = true;
    for (const response of this.#open.keys()) if (!response.headersSent) response.setHeader('connection', 'close');
  }

  /** The connections that wait for us. */
  busySockets(): Set<Socket> {
    return new Set([...this.#open.keys()].map(({ req }) => req.socket));
  }

  /** Cuts clients that send their bodies too slowly, and says how many; what has arrived must have been read before. */
  look(): number {
    let cut = 0;
    const held = new Map<ServerResponse, number>();
    for (const [response, entered] of this.#open) {
      const { req } = response;
      const { socket } = req;
      if (socket.destroyed) this.#leave(response);
      else if (response.writableEnded) held.set(response, 0);
      else if (!req.complete) {
        if (this.#isTooSlow(response, entered)) {
          socket.destroy();
          this.#leave(response);
          cut++;
        } else held.set(response, socket.bytesRead);
      }
    }
    this.#held = held;
    return cut;
  }

  /** A list may take as long as it needs, while it keeps its pace or waits for us: the others have a time to be there. */
  #isTooSlow(response: ServerResponse, { isList, at }: Entered): boolean {
    const { req } = response;
    if (!isList && this.#now() - at > this.#limits.requestMsMax) return true;
    const before = this.#held.get(response);
    if (before === undefined || (isList && req.readableLength > 0)) return false;
    return req.socket.bytesRead - before < this.#limits.bodyBytesPerLookMin;
  }

  #leave(response: ServerResponse): void {
    this.#largeBytes -= this.#open.get(response)?.largeBytes ?? 0;
    this.#open.delete(response);
    this.#held.delete(response);
  }
}

/** A request as it was taken in. */
interface Entered {
  readonly largeBytes: number;
  /** Its body is a list, which is not gathered but passed on as it comes. */
  readonly isList: boolean;
  readonly at: number;
}

const listPath = /^\/v1\/scrubs(?:\/[0-9a-z]+\/input)?(?:\?|$)/;

function takesList({ method, url = '' }: IncomingMessage): boolean {
  return (method === 'POST' || method === 'PATCH') && listPath.test(url);
}

function largeBytesOf({ headers }: IncomingMessage): number {
  const declared = headers['content-length'];
  if (declared === undefined) return headers['transfer-encoding'] === undefined ? 0 : undeclaredBytes;
  return Number(declared) > largeBodyBytesMin ? Number(declared) : 0;
}

function refuseForLoad(response: ServerResponse): void {
  refuse(response, {
    status: 503,
    code: 'UNAVAILABLE',
    message: 'too much is asked at once',
    headers: { 'retry-after': String(retryAfterSec) },
    members: { failurePolicy },
  });
}
