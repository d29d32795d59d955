import { Fault } from '../core/fault.ts';
import { largeBytesOf } from '../runtime/request-room.ts';

interface Limits {
  readonly inFlightMax: number;
  readonly largeBodiesBytesMax: number;
}

const retryAfterSec = 1;
/** Who asks only whether the object answers gets to hear it, whatever waits. */
const livenessPath = '/healthz';

/** The requests of one object that were taken in and are not answered: a list's, until the last byte has gone. */
export class ObjectRequests {
  readonly #limits: Limits;
  #inFlight: number = 0;
  #largeBytes: number = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Answers by `answer` where there is room. Fault UNAVAILABLE where there is none. */
  async within(request: Request, answer: () => Response | Promise<Response>): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    const declared = request.headers.get('content-length');
    const largeBytes = largeBytesOf({
      ...{ method: request.method, url: pathname + search, hasBody: request.body !== null },
      declaredBytes: declared === null ? undefined : Number(declared),
    });
    const { inFlightMax, largeBodiesBytesMax } = this.#limits;
    const isFull = this.#inFlight >= inFlightMax && pathname !== livenessPath;
    if (isFull || (largeBytes > 0 && this.#largeBytes + largeBytes > largeBodiesBytesMax)) {
      throw new Fault('UNAVAILABLE', 'too much is asked at once', { retryAfterSec });
    }
    this.#enter(1, largeBytes);
    let isStreaming = false;
    const leave = () => this.#enter(-1, -largeBytes);
    try {
      const response = await answer();
      isStreaming = largeBytes > 0 && response.body !== null;
      return isStreaming ? untilSent(response, leave) : response;
    } finally {
      if (!isStreaming) leave();
    }
  }

  #enter(requests: number, largeBytes: number): void {
    this.#inFlight += requests;
    this.#largeBytes += largeBytes;
  }
}

/** The same answer; `sent` is called once, when its body has gone, broken off, or is wanted no more. */
function untilSent(response: Response, sent: () => void): Response {
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  let isSent = false;
  const end = () => {
    if (!isSent) sent();
    isSent = true;
  };
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (!done) return controller.enqueue(value);
        end();
        controller.close();
      } catch (error) {
        end();
        controller.error(error);
      }
    },
    async cancel(reason) {
      end();
      await reader.cancel(reason);
    },
  });
  return new Response(body, response);
}
