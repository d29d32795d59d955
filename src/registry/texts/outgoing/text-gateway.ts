import { Fault } from '../../../core/fault.ts';
import { formatPhoneNumber } from '../../../core/phone-number.ts';
import { secondMs } from '../../../core/time.ts';
import { keyedHash, type Peppered } from '../../access/keyed-hash.ts';
import type { SmsGateway, TextPriority, TextToSend } from '../../sms-gateway.ts';
import { fatePut, type QueuedText, queueId, queuePut, type TextQueue } from './queued-text.ts';

/** Some 100 MB; minutes of a whole country's codes. */
export const queuedTextsMax = 100_000;
/** What is left to codes alone: nobody signs in where replies to a flood fill the queue. */
const roomForCodes = 20_000;
/** Queued texts are counted again after so many, or so long: counting them costs a millisecond or two. */
const recountTexts = 100;
const recountMs = secondMs;

/** Puts texts into the durable queue, from which a dispatcher takes them. `onQueued`: called after each. */
export function textGateway(queue: TextQueue & Peppered, onQueued: () => void = () => undefined): SmsGateway {
  const size = new QueueSize(queue);
  return {
    async send(text, together = []) {
      const textId = await outgoingTextId(queue, text.cause);
      const { store, now } = queue;
      const isKnown = () => store.shortRecord('OUTGOING_TEXT', textId, now()) !== undefined;
      if (!isKnown()) {
        size.requireRoom(text.priority);
        const queued = queuedText(text, textId, now());
        const fate = fatePut(queue, queued, 0, { status: 'QUEUED', priority: text.priority });
        const place = { id: queueId(queued), expiresAt: queued.expiresAt };
        if (await store.putShortRecords([...together, fate, queuePut(queue, place, 0, queued)])) {
          size.add();
          onQueued();
          return true;
        }
        if (!isKnown()) return false;
      }
      return together.length === 0 || store.putShortRecords(together);
    },
  };
}

/** Tells nothing of the cause to who sees it, as links do. */
export function outgoingTextId(registry: Peppered, cause: string): Promise<string> {
  return keyedHash(registry, 'outgoing text', cause);
}

function queuedText(
  { priority, from, to, text, expiresAt, neededWhile }: TextToSend,
  textId: string,
  queuedAt: number,
): QueuedText {
  return {
    ...{ textId, priority, to: formatPhoneNumber(to), text, queuedAt, expiresAt },
    ...{ state: 'WAITING', attempts: 0, notBefore: queuedAt },
    ...(from === undefined ? {} : { from }),
    ...(neededWhile === undefined ? {} : { neededWhile }),
  };
}

/** How many texts wait, as far as this process knows. What comes at the same time may pass the limit by `recountTexts`. */
class QueueSize {
  readonly #queue: TextQueue;
  #counted = 0;
  #added = 0;
  #countedAt: number = Number.NEGATIVE_INFINITY;

  constructor(queue: TextQueue) {
    this.#queue = queue;
  }

  requireRoom(priority: TextPriority): void {
    const now = this.#queue.now();
    if (this.#added >= recountTexts || Math.abs(now - this.#countedAt) >= recountMs) {
      this.#counted = this.#queue.store.shortRecordCount('OUTBOX');
      this.#added = 0;
      this.#countedAt = now;
    }
    const max = priority === 'CODE' ? queuedTextsMax : queuedTextsMax - roomForCodes;
    if (this.#counted + this.#added < max) return;
    throw new Fault('UNAVAILABLE', 'too many texts wait to be sent', {
      limit: `at most ${max} texts`,
      retryAfterSec: 30,
    });
  }

  add(): void {
    this.#added += 1;
  }
}
