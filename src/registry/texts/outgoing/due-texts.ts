import { textPriorities } from '../../sms-gateway.ts';
import { type HeldText, heldText, laneStart, type TextQueue } from './queued-text.ts';

/** Texts that the same links may take: see `queueId`. */
export interface Lane {
  readonly priority: number;
  /** By which alone they go. */
  readonly link: string | undefined;
  /** The number of the registry that they come from. */
  readonly from: string | undefined;
}

/** Sorts after every time. */
const laneEnd = '~';
const pageTexts = 32;

/**
 * What is due in the queue, read while it is taken: at the cost of what is taken, however much waits behind it or in
 * other lanes.
 */
export class DueTexts {
  readonly #queue: TextQueue;
  readonly #lanes: readonly DueLane[];

  constructor(queue: TextQueue) {
    this.#queue = queue;
    this.#lanes = this.#found();
  }

  /** The longest due in the first priority of `order` that has one in an open lane. Each text comes once. */
  next(order: readonly number[], isOpen: (lane: Lane) => boolean): HeldText | undefined {
    for (const priority of order) {
      let first: DueLane | undefined;
      for (const lane of this.#lanes) {
        if (lane.priority !== priority || !isOpen(lane)) continue;
        const time = lane.dueSince();
        if (time !== undefined && time < (first?.dueSince() ?? Number.POSITIVE_INFINITY)) first = lane;
      }
      if (first !== undefined) return first.take();
    }
    return undefined;
  }

  #found(): DueLane[] {
    const { store, now } = this.#queue;
    const lanes: DueLane[] = [];
    for (let afterId = ''; ; ) {
      const [record] = store.shortRecords('OUTBOX', now(), 1, afterId);
      if (record === undefined) return lanes;
      const [priority = '', lane = ''] = record.id.split('/');
      const start = laneStart(Number(priority), lane);
      if (!lane.startsWith('x')) lanes.push(new DueLane(this.#queue, Number(priority), lane));
      afterId = `${start}${laneEnd}`;
    }
  }
}

class DueLane implements Lane {
  readonly priority: number;
  readonly link: string | undefined;
  readonly from: string | undefined;
  readonly #queue: TextQueue;
  /** What was not tried yet is due, also where the clock was set back since. */
  readonly #isFresh: boolean;
  readonly #end: string;
  #afterId: string;
  #page: readonly HeldText[] = [];
  #at = 0;
  #isWhole: boolean = false;

  constructor(queue: TextQueue, priority: number, lane: string) {
    const name = lane.slice(1);
    this.priority = priority;
    this.link = lane.startsWith('l') ? name : undefined;
    this.from = this.link === undefined && name !== '' ? name : undefined;
    this.#queue = queue;
    this.#isFresh = lane.startsWith('f');
    this.#afterId = laneStart(priority, lane);
    this.#end = `${this.#afterId}${laneEnd}`;
  }

  dueSince(): number | undefined {
    const text = this.#head();
    if (text === undefined) return undefined;
    const time = this.#isFresh ? text.queuedAt : text.notBefore;
    return this.#isFresh || time <= this.#queue.now() ? time : undefined;
  }

  take(): HeldText | undefined {
    const text = this.#head();
    this.#at += 1;
    return text;
  }

  #head(): HeldText | undefined {
    if (this.#at >= this.#page.length && !this.#isWhole) {
      const { store, now } = this.#queue;
      const records = store.shortRecords('OUTBOX', now(), pageTexts, this.#afterId);
      const own = records.filter(({ id }) => id < this.#end);
      this.#isWhole = own.length < pageTexts;
      this.#afterId = own.at(-1)?.id ?? this.#afterId;
      this.#page = own.map(heldText);
      this.#at = 0;
    }
    return this.#page[this.#at];
  }
}

const [code, reply, request] = textPriorities.map((_, index) => index) as [number, number, number];

/**
 * Codes first, then replies, then requests for consent; but of ten texts one place is offered to replies first, and of
 * fifty one to requests: however many codes come, nothing waits for good. `begun`: how many went before.
 */
export function orderOf(begun: number): readonly number[] {
  if (begun % 50 === 49) return [request, code, reply];
  return begun % 10 === 9 ? [reply, code, request] : [code, reply, request];
}
