import { keyedHash, type Peppered } from '../../access/keyed-hash.ts';
import type { TextPriority } from '../../sms-gateway.ts';

/** What a link says of a text that it took: its own id for it, and what became of it. */
export interface TextReceipt {
  /** Name of the link. */
  readonly link: string;
  readonly messageId: string;
  readonly status: 'DELIVERED' | 'FAILED';
  /** The other side's word for it. */
  readonly reason?: string | undefined;
}

/**
 * The body of a short record of kind TEXT_RECEIPT, under link and message id: whose receipt is awaited, or a receipt
 * that came before the link's answer was written.
 */
export type KeptReceipt =
  | { readonly textId: string; readonly priority: TextPriority }
  | Pick<TextReceipt, 'status' | 'reason'>;

export function receiptId(registry: Peppered, link: string, messageId: string): Promise<string> {
  return keyedHash(registry, 'text receipt', `${link}\n${messageId}`);
}
