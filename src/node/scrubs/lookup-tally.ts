import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';

/** Each request as Node's servers take it in. */
const channel = 'http.server.request.start';
/** Who waits for a list asks about it again and again. */
const listPath = /^\/(?:v1\/scrubs|lists)(?:[/?]|$)/;

/** Counts the requests of this process, those about lists left out, where another thread can see it: see `ListPace`. */
export class LookupTally {
  /** One number, which wraps around; nobody wakes who waits for it. */
  readonly count: Int32Array<SharedArrayBuffer> = new Int32Array(new SharedArrayBuffer(4));
  readonly #take = (message: unknown): void => {
    const { url = '' } = (message as { readonly request: IncomingMessage }).request;
    if (!listPath.test(url)) Atomics.add(this.count, 0, 1);
  };

  start(): void {
    subscribe(channel, this.#take);
  }

  stop(): void {
    unsubscribe(channel, this.#take);
  }
}
