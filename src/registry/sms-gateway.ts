import type { PhoneNumber } from '../core/phone-number.ts';

/** Hands one text message to whoever delivers it; resolves when the hand-over is durable. */
export interface SmsGateway {
  send(to: PhoneNumber, text: string): Promise<void>;
}
