import type { DisclosedReason } from '../../core/enquiry.ts';
import type { MessageClass } from '../../core/policy.ts';
import type { ReceiptForm, ReceiptReport } from '../../receipts/verify-receipt.ts';

/** What a receipt is worth, and what it says. */
export interface CheckWords {
  readonly heading: string;
  readonly lead: string;
  readonly pasteLabel: string;
  readonly pasteHint: string;
  readonly fileLabel: string;
  readonly fileHint: string;
  readonly check: string;
  readonly empty: string;
  readonly another: string;
  readonly outcomes: Readonly<Record<ReceiptReport['outcome'], { readonly title: string; readonly text: string }>>;
  readonly forms: Readonly<Record<ReceiptForm, string>>;
  /** The answer that came with it. */
  readonly content: Readonly<Record<ReceiptReport['content'], string>>;
  /** Names of parts that are not what was signed, as the file has them. */
  differing(parts: string): string;
  readonly says: string;
  readonly whatItIs: string;
  readonly issuer: string;
  readonly askedBy: string;
  readonly onBehalfOf: string;
  readonly answeredAt: string;
  readonly holdsUntil: string;
  readonly number: string;
  readonly category: string;
  readonly channel: string;
  readonly messageClass: string;
  readonly classes: Readonly<Record<MessageClass, string>>;
  readonly sender: string;
  readonly plannedAt: string;
  readonly decision: string;
  readonly decisions: Readonly<Record<'ALLOW' | 'BLOCK' | 'REJECTED' | 'UNAVAILABLE', string>>;
  readonly reason: string;
  readonly reasons: Readonly<Record<DisclosedReason, string>>;
  readonly nextPermittedAt: string;
  /** Of a manifest of published figures. */
  readonly period: string;
  /** Of a receipt of a change. */
  readonly change: string;
  readonly madeAt: string;
  readonly rows: string;
  rowCounts(counts: RowNumbers): string;
  readonly row: string;
  readonly rowText: string;
  readonly place: string;
  readonly policy: string;
  readonly key: string;
}

/** Written as the language writes numbers. */
export type RowNumbers = Readonly<Record<'count' | 'allowed' | 'blocked' | 'rejected' | 'unavailable', string>>;
