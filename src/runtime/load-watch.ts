import { type MessageClass, messageClasses } from '../core/policy.ts';
import type { Overload } from '../registry/overload.ts';

/** What a class of lookups is sent away for. */
export interface ShedAt {
  /** The event loop runs this late, milliseconds: what arrives waits as long before anybody looks at it. */
  readonly delayMs: number;
  /** So many requests are in flight, as a share of those that the process takes at once. */
  readonly inFlightShare: number;
}

/** Promotional traffic can wait for an hour; a code for a payment cannot. Beyond a share of 1 the door is shut to all. */
export const shedAt: Readonly<Record<MessageClass, ShedAt>> = {
  PROMOTIONAL: { delayMs: 250, inFlightShare: 0.5 },
  SERVICE: { delayMs: 750, inFlightShare: 0.75 },
  TRANSACTIONAL: { delayMs: Number.POSITIVE_INFINITY, inFlightShare: Number.POSITIVE_INFINITY },
  GOVERNMENT: { delayMs: Number.POSITIVE_INFINITY, inFlightShare: Number.POSITIVE_INFINITY },
};

/** A single look this late tells enough: whatever waits has waited that long. */
const suddenDelayMs = 1_500;
/** Fewer late looks in a row may be pauses to collect garbage, or a machine that was busy with something else. */
const lateLooks = 5;
/** So many looks in a row below half of the limit, about two seconds, before a class is let in again. */
const calmLooks = 40;

export interface LoadWatchOptions {
  readonly inFlight: () => number;
  /** Requests that the process takes at once. */
  readonly inFlightMax: number;
}

/** Sends lookups away before the queue in front of the event loop grows, and lets them in once it has been calm. */
export class LoadWatch implements Overload {
  readonly #inFlight: () => number;
  readonly #inFlightMax: Readonly<Record<MessageClass, number>>;
  readonly #delayed = { ...everyClass(false) };
  readonly #late = { ...everyClass(0) };
  readonly #calm = { ...everyClass(0) };

  constructor({ inFlight, inFlightMax }: LoadWatchOptions) {
    this.#inFlight = inFlight;
    const most = (name: MessageClass) => [name, shedAt[name].inFlightShare * inFlightMax] as const;
    this.#inFlightMax = Object.fromEntries(messageClasses.map(most)) as Record<MessageClass, number>;
  }

  sheds(messageClass: MessageClass): boolean {
    return this.#delayed[messageClass] || this.#inFlight() > this.#inFlightMax[messageClass];
  }

  /** Takes in how late the event loop was at one look; looks come at an even pace. */
  look(delayMs: number): void {
    for (const name of messageClasses) {
      const { delayMs: limitMs } = shedAt[name];
      this.#late[name] = delayMs >= limitMs ? this.#late[name] + 1 : 0;
      this.#calm[name] = delayMs < limitMs / 2 ? this.#calm[name] + 1 : 0;
      const sudden = delayMs >= suddenDelayMs && delayMs >= limitMs;
      if (sudden || this.#late[name] >= lateLooks) this.#delayed[name] = true;
      else if (this.#calm[name] >= calmLooks) this.#delayed[name] = false;
    }
  }
}

/** How often the event loop is looked at, milliseconds. */
const lookMs = 50;

/** Looks at the event loop until stopped; a timer that comes late says how late everything else does. */
export function watchEventLoop(watch: Pick<LoadWatch, 'look'>): () => void {
  let lookedAt = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    watch.look(now - lookedAt - lookMs);
    lookedAt = now;
  }, lookMs).unref();
  return () => clearInterval(timer);
}

function everyClass<T>(value: T): Record<MessageClass, T> {
  return { PROMOTIONAL: value, SERVICE: value, TRANSACTIONAL: value, GOVERNMENT: value };
}
