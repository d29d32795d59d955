import { Fault } from '../core/fault.ts';
import { parsePhoneNumber } from '../core/phone-number.ts';
import { heldBackKey } from '../core/statistics/use-keys.ts';
import { type EpochMs, hourMs, minuteMs, secondMs } from '../core/time.ts';
import type { Peppered } from '../registry/access/keyed-hash.ts';
import { DueTexts, type Lane, orderOf } from '../registry/texts/outgoing/due-texts.ts';
import {
  type HeldText,
  isNeeded,
  type QueuedText,
  storedText,
  type TextQueue,
} from '../registry/texts/outgoing/queued-text.ts';
import { queuedTexts } from '../registry/texts/outgoing/read-text-queue.ts';
import { conclude, concludeAccepted, requeue } from '../registry/texts/outgoing/settle-text.ts';
import type { LinkLog } from './link.ts';
import { LinkRoom, type OpenLink } from './link-room.ts';
import type { HandOver } from './outlet.ts';

export interface DispatcherOptions {
  readonly queue: TextQueue & Peppered;
  readonly links: readonly OpenLink[];
  /** More than these wait for the next minute, whoever caused them: what the SMS budget bears. */
  readonly textsPerMinuteMax: number;
  readonly log: LinkLog;
  readonly wait: (ms: number) => Promise<void>;
  /** From 0 to 1: spreads tries. */
  readonly random: () => number;
}

/** How often all that waits is gone through, for what has expired and for what no link will take. */
const wholeLookMs = 10 * secondMs;
/** Others have their turn after so many of them. */
const pageTexts = 100;
const firstRetryMs = secondMs;
const retryMsMax = 5 * minuteMs;
const waitMsMax = hourMs;
const storeRetryMs = 250;

/**
 * Hands queued texts to the links, in the one place of all processes where that is done. A text is written as under way
 * before it is handed over; what is found under way and is not ours was left by a process that ended.
 */
export class TextDispatcher {
  readonly #options: DispatcherOptions;
  readonly #links: readonly LinkRoom[];
  readonly #underWay = new Set<string>();
  /** Of which it is not known whether they stand as under way; they were not handed over. */
  readonly #unbegun = new Set<string>();
  #minute = { number: 0, texts: 0 };
  #begunTexts = 0;
  #lastWholeLookAt: EpochMs = Number.NEGATIVE_INFINITY;
  #isLooking: boolean = false;
  #looksAgain: boolean = false;
  #isClosed: boolean = false;
  #idle = Promise.withResolvers<void>();

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#links = options.links.map((link) => new LinkRoom(link, options));
  }

  /** Starts to hand over whatever is due and there is room for. */
  async look(): Promise<void> {
    this.#looksAgain = true;
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      while (this.#looksAgain && !this.#isClosed) {
        this.#looksAgain = false;
        await this.#lookOnce();
      }
    } catch (err) {
      this.#options.log.error({ err }, 'the queue of texts cannot be worked on');
    } finally {
      this.#isLooking = false;
      this.#tellIdle();
    }
  }

  /** Resolves when nothing is under way and nothing more was due. */
  async idle(): Promise<void> {
    while (this.#isLooking || this.#underWay.size > 0) await this.#idle.promise;
  }

  /** Begins nothing more; what is under way is finished and written. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.idle();
    await Promise.all(this.#links.map(({ link }) => link.outlet.close()));
  }

  async #lookOnce(): Promise<void> {
    await this.#handOutDue();
    const { queue } = this.#options;
    if (Math.abs(queue.now() - this.#lastWholeLookAt) < wholeLookMs) return;
    for await (const text of queuedTexts(queue, pageTexts)) {
      if (this.#isClosed) return;
      if (!this.#underWay.has(text.id)) await this.#isAtEnd(text);
      if (!this.#looksAgain) continue;
      this.#looksAgain = false;
      await this.#handOutDue();
    }
    this.#lastWholeLookAt = queue.now();
  }

  async #handOutDue(): Promise<void> {
    const { queue } = this.#options;
    const due = new DueTexts(queue);
    while (!this.#isClosed) {
      const text = due.next(orderOf(this.#begunTexts), (lane) => this.#linkFor(lane) !== undefined);
      if (text === undefined) return;
      if (this.#underWay.has(text.id) || (await this.#isAtEnd(text))) continue;
      if (!isNeeded(queue, text)) await conclude(queue, text, 'NOT_NEEDED');
      else if (this.#isMinuteFull(true)) return;
      else this.#begin(text);
    }
  }

  /** Whether it is not to be handed over any more, at least not by us; which is then written. */
  async #isAtEnd(text: HeldText): Promise<boolean> {
    const now = this.#options.queue.now();
    if (text.expiresAt <= now) {
      await this.#expire(text, text);
      return true;
    }
    if (text.state === 'IN_DOUBT') return true;
    const isLeft = text.state === 'UNDER_WAY' && !this.#unbegun.has(text.id);
    const pinned = this.#links.find(({ name }) => name === text.link);
    if (isLeft && pinned?.link.outlet.takesAnIdOnce !== true) {
      await this.#leaveInDoubt(text, 'the registry ended while it was handed over');
      return true;
    }
    if (text.state !== 'WAITING' || text.link === undefined || pinned !== undefined) return false;
    await this.#leaveInDoubt(text, 'its link is no more');
    return true;
  }

  #begin(text: HeldText): void {
    const link = this.#linkFor(text);
    if (link === undefined) return;
    this.#minute.texts += 1;
    this.#begunTexts += 1;
    this.#underWay.add(text.id);
    link.enter();
    void this.#handOver(text, link)
      .catch((err: unknown) => this.#options.log.error({ link: link.name, err }, 'a text could not be handed over'))
      .then(() => {
        link.leave();
        this.#underWay.delete(text.id);
        this.#tellIdle();
        if (!this.#isClosed) void this.look();
      });
  }

  /** One with room: the one that it is bound to; else of those of its number, or of all where no link has that number. */
  #linkFor({ from, link: bound }: Pick<QueuedText | Lane, 'from' | 'link'>): LinkRoom | undefined {
    if (bound !== undefined) return this.#links.find((link) => link.name === bound && link.hasRoom());
    const own = this.#links.filter(({ link }) => from === undefined || link.numbers.includes(from));
    return (own.length > 0 ? own : this.#links).find((link) => link.hasRoom());
  }

  async #handOver(text: HeldText, link: LinkRoom): Promise<void> {
    const begun = await this.#begun(text, link.name);
    if (begun === undefined) {
      this.#minute.texts -= 1;
      return;
    }
    if (begun.expiresAt <= this.#options.queue.now()) return this.#kept(() => this.#expire(text, begun));
    const { outlet, numbers } = link.link;
    const to = parsePhoneNumber(begun.to);
    const from = begun.from !== undefined && numbers.includes(begun.from) ? begun.from : numbers[0];
    if (to === undefined || from === undefined) throw new Error('a queued text has no number to go to or from');
    let answer: HandOver;
    try {
      const { textId: id, text: words, expiresAt } = begun;
      answer = await outlet.handOver({ id, from, to, text: words, expiresAt });
    } catch (error) {
      this.#options.log.error({ link: link.name, err: error }, 'a link failed');
      answer = { status: 'IN_DOUBT', reason: 'the link failed' };
    }
    link.heard(answer);
    await this.#kept(() => this.#settle(begun, answer, link, text.link !== undefined));
  }

  /** Written before anything is handed over. Undefined where it is not written, or somebody else was quicker. */
  async #begun(text: HeldText, link: string): Promise<HeldText | undefined> {
    const { reason: _reason, ...rest } = storedText(text);
    this.#unbegun.add(text.id);
    try {
      const begun = await requeue(this.#options.queue, text, {
        ...{ ...rest, state: 'UNDER_WAY', link, attempts: text.attempts + 1 },
      });
      this.#unbegun.delete(text.id);
      return begun;
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      await this.#options.wait(storeRetryMs);
      return undefined;
    }
  }

  async #settle(text: HeldText, answer: HandOver, { name, link }: LinkRoom, mayHaveGone: boolean): Promise<unknown> {
    const { queue, log } = this.#options;
    const { link: _link, ...rest } = storedText(text);
    switch (answer.status) {
      case 'ACCEPTED':
        return concludeAccepted(queue, text, answer.messageId);
      case 'REJECTED':
        log.warn({ link: name, reason: answer.reason, textId: text.textId }, 'a text was rejected');
        return conclude(queue, text, 'REJECTED', answer.reason);
      case 'LATER': {
        const notBefore = this.#retryAt(text, answer.waitMs);
        const kept = mayHaveGone ? { link: name } : {};
        return requeue(queue, text, { ...rest, ...kept, state: 'WAITING', notBefore, reason: answer.reason });
      }
      case 'IN_DOUBT':
        if (!link.outlet.takesAnIdOnce) return this.#leaveInDoubt(text, answer.reason);
        return requeue(queue, text, {
          ...{ ...rest, link: name, state: 'WAITING', notBefore: this.#retryAt(text), reason: answer.reason },
        });
    }
  }

  async #leaveInDoubt(text: HeldText, reason: string): Promise<void> {
    const { queue, log } = this.#options;
    if ((await requeue(queue, text, { ...storedText(text), state: 'IN_DOUBT', reason })) === undefined) return;
    log.warn({ link: text.link, reason, textId: text.textId }, 'whether a text went is not known: see dnd texts');
  }

  /** `before`: the text before it was written as it stands now; it was not handed over since. */
  async #expire(before: HeldText, text: HeldText): Promise<void> {
    this.#unbegun.delete(text.id);
    const mayHaveGone = before.state !== 'WAITING' || before.link !== undefined;
    await conclude(this.#options.queue, text, mayHaveGone ? 'EXPIRED_IN_DOUBT' : 'EXPIRED', text.reason);
  }

  /** What a link has answered is written, however long the storage takes: nothing else may be made of that text. */
  async #kept(write: () => Promise<unknown>): Promise<void> {
    for (let tries = 0; ; tries++) {
      try {
        await write();
        return;
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        if (tries === 0) this.#options.log.warn({ err: error }, 'what a link answered cannot be written yet');
        if (this.#isClosed && tries >= closingTriesMax) return;
        await this.#options.wait(storeRetryMs);
      }
    }
  }

  /** Ever later, at most a quarter of what is left of its life, and not before the other side wants it. */
  #retryAt({ attempts, expiresAt }: HeldText, waitMs = 0): EpochMs {
    const { queue, random } = this.#options;
    const now = queue.now();
    const backOffMs = Math.min(firstRetryMs * 2 ** (attempts - 1), retryMsMax, (expiresAt - now) / 4);
    return now + Math.ceil(Math.max(backOffMs * (0.5 + random() / 2), Math.min(waitMs, waitMsMax)));
  }

  #isMinuteFull(tells: boolean): boolean {
    const { queue, textsPerMinuteMax, log } = this.#options;
    const number = Math.floor(queue.now() / minuteMs);
    if (number !== this.#minute.number) this.#minute = { number, texts: 0 };
    if (this.#minute.texts < textsPerMinuteMax) return false;
    if (tells && this.#minute.texts === textsPerMinuteMax) {
      this.#minute.texts += 1;
      queue.counts.add(heldBackKey(queue.counts.dayOf(queue.now()), 'texts a minute'), 1);
      log.warn({ textsPerMinuteMax }, 'the rest of the texts wait for the next minute');
    }
    return true;
  }

  #tellIdle(): void {
    this.#idle.resolve();
    this.#idle = Promise.withResolvers();
  }
}

const closingTriesMax = 8;
