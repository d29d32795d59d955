import type { PhoneNumber } from '../core/phone-number.ts';
import type { EpochMs } from '../core/time.ts';
import type { ShortRecordKind, ShortRecordPut } from '../storage/store.ts';

/** What goes first where not everything can go at once. */
export const textPriorities = ['CODE', 'REPLY', 'CONSENT_REQUEST'] as const;
export type TextPriority = (typeof textPriorities)[number];

/** A short record, and what its body must hold. */
export interface Need {
  readonly kind: ShortRecordKind;
  readonly id: string;
  readonly holds: string;
}

export interface TextToSend {
  /** What it is sent for: of one cause there is one text, however often it is asked for. */
  readonly cause: string;
  readonly priority: TextPriority;
  /** The number of the registry that it answers for; absent: whichever there is. */
  readonly from?: string | undefined;
  readonly to: PhoneNumber;
  readonly text: string;
  /** From then on it is of no use: it is neither sent nor kept. */
  readonly expiresAt: EpochMs;
  /** It is of use only while this stands: a code that was used, or that another took the place of, is not sent. */
  readonly neededWhile?: Need | undefined;
}

/** Takes texts that are to be sent. */
export interface SmsGateway {
  /**
   * Takes one, in one write with the records `together`: resolves when all of it is durable, to false where one of them
   * was not as expected and nothing was written. Where the cause has its text already, `together` alone is written.
   * Fault UNAVAILABLE where too many texts wait.
   */
  send(text: TextToSend, together?: readonly ShortRecordPut[]): Promise<boolean>;
}
