import { formatPhoneNumber, type PhoneNumber } from '../../../core/phone-number.ts';
import type { Registry } from '../../registry.ts';
import type { TextPriority } from '../../sms-gateway.ts';
import { queuedTexts } from './read-text-queue.ts';
import { conclude } from './settle-text.ts';

/** A text that goes on meanwhile stands elsewhere: the queue is gone through again. */
const attemptsMax = 8;

/**
 * Takes the texts that are queued for a number out of the queue. One that is being handed over cannot be called back:
 * it may arrive, but is not tried again, and nothing of it stays.
 */
export async function dropTextsTo(
  registry: Registry,
  number: PhoneNumber,
  priorities: readonly TextPriority[],
): Promise<void> {
  const to = formatPhoneNumber(number);
  for (let attempt = 0, isDone = false; !isDone && attempt < attemptsMax; attempt++) {
    isDone = true;
    for await (const text of queuedTexts(registry)) {
      if (text.to !== to || !priorities.includes(text.priority)) continue;
      isDone = (await conclude(registry, text, 'DROPPED', 'erased')) && isDone;
    }
  }
}
