import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { failurePolicy } from '../api/problem.ts';
import { type AskedRoom, largeBytesOf, takesList } from '../runtime/request-room.ts';
import { ComingAndGoing } from './coming-and-going.ts';
import { refuse } from './refusal.ts';
import type { ServerLimits } from './server-limits.ts';

type Limits = Pick<ServerLimits, 'inFlightMax' | 'largeBodiesBytesMax' | 'bodyBytesPerLookMin' | 'requestMsMax'>;

const retryAfterSec = 1;
/** Who asks only whether the process answers gets to hear it, whatever waits. */
const livenessPath = '/healthz';

/** The requests that were accepted and whose answers have not been handed to the network whole. */
export class OpenRequests {
  readonly #limits: Limits;
  readonly #now: () => number;
  readonly #open = new ComingAndGoing<Entered>();
  #heldCount = 0;
  #largeBytes = 0;
  #isLast: boolean = false;

  constructor(limits: Limits, now: () => number = () => performance.now()) {
    this.#limits = limits;
    this.#now = now;
  }

  /** Without those that wait for their own client. */
  get inFlight(): number {
    return this.#open.size - this.#heldCount;
  }

  /** Takes a request in, or answers 503 where there is no room; beyond this door nobody asks what class it is of. */
  admits(request: IncomingMessage, response: ServerResponse): boolean {
    const asked = roomOf(request);
    const [isList, largeBytes] = [takesList(asked), largeBytesOf(asked)];
    const isFull = this.inFlight >= this.#limits.inFlightMax && request.url !== livenessPath;
    if (isFull || (largeBytes > 0 && this.#largeBytes + largeBytes > this.#limits.largeBodiesBytesMax)) {
      refuseForLoad(response);
      return false;
    }
    const entered = { response, largeBytes, isList, at: this.#now(), heldAt: undefined };
    const place = this.#open.add(entered);
    this.#largeBytes += largeBytes;
    response.on('close', () => this.#leave(place, entered));
    if (this.#isLast) response.setHeader('connection', 'close');
    return true;
  }

  /** From now on each answer is the last of its connection. */
  closeConnectionsBehind(): void {
    this.#isLast = true;
    for (const [, { response }] of this.#open) {
      if (!response.headersSent) response.setHeader('connection', 'close');
    }
  }

  /** The connections that wait for us. */
  busySockets(): Set<Socket> {
    return new Set(Array.from(this.#open, ([, { response }]) => response.req.socket));
  }

  /** Cuts clients that send their bodies too slowly, and says how many; what has arrived must have been read before. */
  look(): number {
    let cut = 0;
    for (const [place, entered] of this.#open) {
      const { response } = entered;
      const { req } = response;
      const { socket } = req;
      if (socket.destroyed) this.#leave(place, entered);
      else if (response.writableEnded) this.#hold(entered, 0);
      else if (req.complete) this.#hold(entered, undefined);
      else if (!this.#isTooSlow(entered)) this.#hold(entered, socket.bytesRead);
      else {
        socket.destroy();
        this.#leave(place, entered);
        cut++;
      }
    }
    return cut;
  }

  /** A list may take as long as it needs, while it keeps its pace or waits for us: the others have a time to be there. */
  #isTooSlow({ response: { req }, isList, at, heldAt }: Entered): boolean {
    if (!isList && this.#now() - at > this.#limits.requestMsMax) return true;
    if (heldAt === undefined || (isList && req.readableLength > 0)) return false;
    return req.socket.bytesRead - heldAt < this.#limits.bodyBytesPerLookMin;
  }

  #hold(entered: Entered, bytesRead: number | undefined): void {
    this.#heldCount += Number(bytesRead !== undefined) - Number(entered.heldAt !== undefined);
    entered.heldAt = bytesRead;
  }

  #leave(place: number, entered: Entered): void {
    if (!this.#open.delete(place, entered)) return;
    this.#largeBytes -= entered.largeBytes;
    this.#hold(entered, undefined);
  }
}

/** A request as it was taken in. */
interface Entered {
  readonly response: ServerResponse;
  /** Of its body, where that is large. */
  readonly largeBytes: number;
  /** Its body is a list, which is not gathered but passed on as it comes. */
  readonly isList: boolean;
  readonly at: number;
  /** What its connection had brought at the last look, where it waited for its own client then. */
  heldAt: number | undefined;
}

function roomOf({ method = '', url = '', headers }: IncomingMessage): AskedRoom {
  const declared = headers['content-length'];
  const hasBody = declared !== undefined || headers['transfer-encoding'] !== undefined;
  return { method, url, declaredBytes: declared === undefined ? undefined : Number(declared), hasBody };
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
