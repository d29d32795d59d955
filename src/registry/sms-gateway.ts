import type { PhoneNumber } from '../core/phone-number.ts';
import type { EpochMs } from '../core/time.ts';

/** Hands one text message to whoever delivers it; resolves when the hand-over is durable. */
export interface SmsGateway {
  /** From `expiresAt` on the text is of no use: it is neither delivered nor kept. */
  send(to: PhoneNumber, text: string, expiresAt: EpochMs): Promise<void>;
}
