import { type ReceiptReport, verifyReceipt } from '../../receipts/verify-receipt.ts';
import type { Registry } from '../registry.ts';

/** What a receipt is worth by this registry's keys, now. Open to anyone: whoever holds a receipt may ask. */
export function verifyGivenReceipt(
  { receipts, now }: Pick<Registry, 'receipts' | 'now'>,
  text: string,
): Promise<ReceiptReport> {
  return verifyReceipt(text, receipts, now(), receipts.sha256);
}
