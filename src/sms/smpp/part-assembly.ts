import { randomUUID } from 'node:crypto';
import { minuteMs } from '../../core/time.ts';
import { commandStatus } from './command-status.ts';
import type { CountedNotes } from './counted-notes.ts';
import type { Seen } from './inbound-memory.ts';
import type { PartOf } from './user-data-header.ts';

/** Octets of a text and how they are to be read. */
export interface TextOctets {
  readonly octets: Buffer;
  readonly dataCoding: number;
  readonly singleShift: number | undefined;
}

export interface InboundPart extends PartOf, TextOctets {
  readonly from: string;
  readonly to: string;
  readonly seen: Seen;
}

/** Takes a text that is whole now, its parts in order; resolves to the status that they are answered with. */
export type TakeWhole = (id: string, parts: readonly InboundPart[]) => Promise<number>;

/** Longer texts are refused: none that the registry reads comes near. */
export const inboundPartsMax = 20;
const textsMax = 1_000;
const octetsMax = 1 << 20;
/** Half of what a peer is read before it is answered: parts whose others do not come leave the rest to whole texts. */
const heldMax = 32;
/** Message centres try a part again for minutes where a phone's signal breaks off. */
const waitMs = 10 * minuteMs;

interface Whole {
  readonly key: string;
  readonly id: string;
  readonly parts: Map<number, InboundPart>;
  /** Parts that are not acknowledged yet. */
  readonly held: Map<number, (status: number) => void>;
  readonly timer: NodeJS.Timeout;
  taking: Promise<number> | undefined;
}

/**
 * Puts the parts of long texts together, in whatever order they come. What is acknowledged and held in memory is lost
 * by a crash: so a part is acknowledged with its whole, or after `holdMs` where the others do not come meanwhile, for
 * a message centre that sends one message at a time would wait for ever. To one that was seen to do so, parts are
 * acknowledged at once; the last always with the whole.
 */
export class PartAssembly {
  readonly #holdMs: number;
  readonly #notes: CountedNotes;
  readonly #take: TakeWhole;
  readonly #texts = new Map<string, Whole>();
  /** Oldest first. */
  readonly #held = new Set<(status: number) => void>();
  #octets = 0;
  #arrivals = 0;
  #sendsOneAtATime = false;
  #stance: 'OPEN' | 'CLOSED' = 'OPEN';

  constructor(holdMs: number, notes: CountedNotes, take: TakeWhole) {
    this.#holdMs = holdMs;
    this.#notes = notes;
    this.#take = take;
  }

  /** A message came, while others were unanswered or not. */
  arrived(othersUnderWay: boolean): void {
    this.#arrivals++;
    if (othersUnderWay) this.#sendsOneAtATime = false;
  }

  /** Resolves to the status that this part is answered with, when it may be. */
  add(part: InboundPart): Promise<number> {
    const whole = this.#wholeOf(part);
    if (whole.taking !== undefined) return whole.taking;
    const before = whole.parts.get(part.place);
    this.#octets += part.octets.length - (before?.octets.length ?? 0);
    whole.parts.set(part.place, part);
    if (whole.parts.size < part.total) {
      this.#makeRoom(whole);
      return this.#hold(whole, part.place);
    }
    whole.taking = this.#complete(whole, part.place);
    return whole.taking;
  }

  /** What was not acknowledged is put off: the peer keeps it. */
  close(): void {
    this.#stance = 'CLOSED';
    for (const whole of [...this.#texts.values()]) this.#drop(whole, commandStatus.temporaryAppError);
  }

  #wholeOf(part: InboundPart): Whole {
    const key = `${part.from} ${part.to} ${part.reference} ${part.total}`;
    const known = this.#texts.get(key);
    const same = known?.parts.get(part.place);
    if (known !== undefined && (same === undefined || same.octets.equals(part.octets))) return known;
    // References come round again: another text began under this one.
    if (known !== undefined) this.#drop(known, commandStatus.ok);
    const timer = setTimeout(() => this.#drop(whole, commandStatus.ok), waitMs).unref();
    const whole: Whole = { key, id: randomUUID(), parts: new Map(), held: new Map(), timer, taking: undefined };
    this.#texts.set(key, whole);
    return whole;
  }

  #makeRoom(current: Whole): void {
    for (const whole of this.#texts.values()) {
      if (this.#texts.size <= textsMax && this.#octets <= octetsMax) return;
      if (whole !== current) this.#drop(whole, commandStatus.temporaryAppError);
    }
  }

  #hold(whole: Whole, place: number): Promise<number> {
    if (this.#stance === 'CLOSED') return Promise.resolve(commandStatus.temporaryAppError);
    if (this.#holdMs === 0 || this.#sendsOneAtATime) return Promise.resolve(commandStatus.ok);
    whole.held.get(place)?.(commandStatus.ok);
    const [oldest] = this.#held;
    if (this.#held.size >= heldMax) oldest?.(commandStatus.ok);
    const arrivals = this.#arrivals;
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        if (arrivals === this.#arrivals) this.#sendsOneAtATime = true;
        answer(commandStatus.ok);
      }, this.#holdMs);
      const answer = (status: number): void => {
        clearTimeout(timer);
        if (whole.held.get(place) === answer) whole.held.delete(place);
        this.#held.delete(answer);
        resolve(status);
      };
      whole.held.set(place, answer);
      this.#held.add(answer);
    });
  }

  async #complete(whole: Whole, last: number): Promise<number> {
    const inOrder = [...whole.parts.values()].sort((a, b) => a.place - b.place);
    const status = await this.#take(whole.id, inOrder);
    if (status === commandStatus.ok) {
      for (const { seen } of inOrder) seen.isDone = true;
      this.#forget(whole);
    } else {
      // These come again; those that were acknowledged before stay.
      for (const place of [last, ...whole.held.keys()]) this.#takeOut(whole, place);
      whole.taking = undefined;
    }
    for (const answer of [...whole.held.values()]) answer(status);
    return status;
  }

  #takeOut(whole: Whole, place: number): void {
    this.#octets -= whole.parts.get(place)?.octets.length ?? 0;
    whole.parts.delete(place);
  }

  #drop(whole: Whole, status: number): void {
    if (whole.taking !== undefined) return;
    const isLost = status === commandStatus.ok ? whole.parts.size > 0 : whole.parts.size > whole.held.size;
    if (isLost) this.#notes.note('a long text never became whole and was dropped');
    this.#forget(whole);
    for (const answer of [...whole.held.values()]) answer(status);
  }

  #forget(whole: Whole): void {
    clearTimeout(whole.timer);
    if (this.#texts.get(whole.key) === whole) this.#texts.delete(whole.key);
    for (const place of [...whole.parts.keys()]) this.#takeOut(whole, place);
  }
}
