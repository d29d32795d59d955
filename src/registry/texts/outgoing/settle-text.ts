import { textKey } from '../../../core/statistics/use-keys.ts';
import type { ShortRecordPut } from '../../../storage/store.ts';
import type { Peppered } from '../../access/keyed-hash.ts';
import { type KeptReceipt, receiptId } from './kept-receipt.ts';
import {
  fatePut,
  type HeldText,
  type QueuedText,
  queueId,
  queuePut,
  receiptsMs,
  type TextFate,
  type TextOutcome,
  type TextQueue,
} from './queued-text.ts';

/** Writes a queued text as it goes on, at the place where it then belongs; undefined where somebody else has changed it meanwhile. */
export async function requeue(queue: TextQueue, text: HeldText, next: QueuedText): Promise<HeldText | undefined> {
  // Its place is of no account while it is under way.
  const id = next.state === 'UNDER_WAY' ? text.id : queueId(next);
  const isMoved = id !== text.id;
  const gone = isMoved ? [queuePut(queue, text, text.version, undefined)] : [];
  const expected = isMoved ? 0 : text.version;
  const put = queuePut(queue, { id, expiresAt: next.expiresAt }, expected, next);
  return (await queue.store.putShortRecords([...gone, put])) ? { ...next, id, version: expected + 1 } : undefined;
}

/** Takes a text out of the queue for good. False where somebody else has changed it meanwhile. */
export async function conclude(
  queue: TextQueue,
  text: HeldText,
  status: TextOutcome,
  reason?: string,
  more: readonly ShortRecordPut[] = [],
): Promise<boolean> {
  const { store, now, counts } = queue;
  const known = store.shortRecord('OUTGOING_TEXT', text.textId, now());
  const fate: TextFate = {
    ...{ status, priority: text.priority },
    ...(text.link === undefined ? {} : { link: text.link }),
    ...(reason === undefined ? {} : { reason }),
  };
  const gone = queuePut(queue, text, text.version, undefined);
  const written = await store.putShortRecords([gone, fatePut(queue, text, known?.version ?? 0, fate), ...more]);
  if (written) counts.add(textKey(counts.dayOf(now()), text.priority, status), 1);
  return written;
}

const attemptsMax = 16;

/** The same for a text that its link has taken, of which a receipt may have come already, or come at this moment. */
export async function concludeAccepted(
  queue: TextQueue & Peppered,
  text: HeldText,
  messageId: string | undefined,
): Promise<boolean> {
  if (messageId === undefined || text.link === undefined) return conclude(queue, text, 'ACCEPTED');
  const id = await receiptId(queue, text.link, messageId);
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    if (await concludeUnder(queue, text, id)) return true;
    if (queue.store.shortRecord('OUTBOX', text.id, queue.now())?.version !== text.version) return false;
  }
  return false;
}

async function concludeUnder(queue: TextQueue, text: HeldText, id: string): Promise<boolean> {
  const now = queue.now();
  const early = queue.store.shortRecord('TEXT_RECEIPT', id, now);
  const receipt = early === undefined ? undefined : (JSON.parse(early.body) as KeptReceipt);
  const expected = early?.version ?? 0;
  if (receipt !== undefined && 'status' in receipt) {
    const taken = { kind: 'TEXT_RECEIPT', id, expected, body: undefined, expiresAt: now, now } as const;
    if (!(await conclude(queue, text, receipt.status, receipt.reason, [taken]))) return false;
    queue.counts.add(textKey(queue.counts.dayOf(now), text.priority, 'ACCEPTED'), 1);
    return true;
  }
  const awaited: KeptReceipt = { textId: text.textId, priority: text.priority };
  const expiresAt = text.expiresAt + receiptsMs;
  const put = { kind: 'TEXT_RECEIPT', id, expected, body: JSON.stringify(awaited), expiresAt, now } as const;
  return conclude(queue, text, 'ACCEPTED', undefined, [put]);
}
