import type { PhoneNumber } from '../core/phone-number.ts';
import type { EpochMs } from '../core/time.ts';

/** One text on its way out. */
export interface OutgoingText {
  /** The registry's own, one for each text, and the same where it is handed over again. */
  readonly id: string;
  /** The number of the registry that it comes from. */
  readonly from: string;
  readonly to: PhoneNumber;
  readonly text: string;
  /** From then on it is of no use, and is not delivered. */
  readonly expiresAt: EpochMs;
}

/** What became of a text that was handed over. */
export type HandOver =
  /** `messageId`: the other side's, by which its delivery receipts name the text. */
  | { readonly status: 'ACCEPTED'; readonly messageId?: string }
  /** For good: the same text would not be taken later either. */
  | { readonly status: 'REJECTED'; readonly reason: string }
  /** Not taken, which is known for certain: it may be tried again, after `waitMs` where the other side says so. */
  | { readonly status: 'LATER'; readonly reason: string; readonly waitMs?: number }
  /** The link broke before it was answered: it may have been taken or not. */
  | { readonly status: 'IN_DOUBT'; readonly reason: string };

/** What the network says later of a text that the other side accepted. */
export interface DeliveryReceipt {
  readonly messageId: string;
  readonly status: 'DELIVERED' | 'FAILED';
  /** The other side's word for it, at most 64 characters. */
  readonly reason?: string;
}

/** A link by which texts leave the registry. */
export interface Outlet {
  readonly name: string;
  /** Of the same id twice the other side delivers one: what is in doubt may be handed over again. */
  readonly takesAnIdOnce: boolean;
  /** Texts that may be under way at once. */
  readonly window: number;
  /** Rejects only on a defect of ours: whatever the other side does is a `HandOver`. */
  handOver(text: OutgoingText): Promise<HandOver>;
  /** Finishes what is under way, then lets go of the link. */
  close(): Promise<void>;
}
