import { textKey } from '../../../core/statistics/use-keys.ts';
import { minuteMs } from '../../../core/time.ts';
import type { Actor } from '../../access/actor.ts';
import { requireOrganisation } from '../../access/permission.ts';
import type { Registry } from '../../registry.ts';
import { type KeptReceipt, receiptId, type TextReceipt } from './kept-receipt.ts';
import type { TextFate } from './queued-text.ts';

/** Between a link's answer and the write of it lie milliseconds; a receipt of no text of ours is forgotten after this. */
const earlyMs = 10 * minuteMs;
const attemptsMax = 16;
const reasonCharactersMax = 64;

/**
 * What became of a text that a link took. One that comes before the link's answer is written waits for it; the same
 * again, and one of a text that is not known, does nothing. Fault PERMISSION_DENIED.
 */
export async function receiveReceipt(registry: Registry, actor: Actor, receipt: TextReceipt): Promise<void> {
  requireOrganisation(actor, 'dnd:inbound-texts:write');
  const { store, now, counts } = registry;
  const id = await receiptId(registry, receipt.link, receipt.messageId);
  const { status } = receipt;
  const reason = receipt.reason === undefined ? {} : { reason: receipt.reason.slice(0, reasonCharactersMax) };
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const at = now();
    const record = store.shortRecord('TEXT_RECEIPT', id, at);
    if (record === undefined) {
      const body = JSON.stringify({ status, ...reason } satisfies KeptReceipt);
      const put = { kind: 'TEXT_RECEIPT', id, expected: 0, body, expiresAt: at + earlyMs, now: at } as const;
      if (await store.putShortRecord(put)) return;
      continue;
    }
    const kept = JSON.parse(record.body) as KeptReceipt;
    if ('status' in kept) return;
    const taken = { kind: 'TEXT_RECEIPT', id, body: undefined, expected: record.version } as const;
    const known = store.shortRecord('OUTGOING_TEXT', kept.textId, at);
    const fate = known === undefined ? [] : [{ ...known, body: fateBody(known.body, status, reason) }];
    const puts = fate.map(({ body, version, expiresAt }) => ({
      ...({ kind: 'OUTGOING_TEXT', id: kept.textId, expected: version, body, expiresAt, now: at } as const),
    }));
    if (!(await store.putShortRecords([{ ...taken, expiresAt: at, now: at }, ...puts]))) continue;
    counts.add(textKey(counts.dayOf(at), kept.priority, status), 1);
    return;
  }
}

function fateBody(body: string, status: TextFate['status'], reason: { readonly reason?: string }): string {
  return JSON.stringify({ ...(JSON.parse(body) as TextFate), status, ...reason } satisfies TextFate);
}
