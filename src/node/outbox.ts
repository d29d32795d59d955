import { appendFileSync } from 'node:fs';
import { formatPhoneNumber, type PhoneNumber } from '../core/phone-number.ts';
import { formatInstant } from '../core/time.ts';
import type { SmsGateway } from '../registry/sms-gateway.ts';
import type { Store } from '../storage/store.ts';

/** Shows what would have been sent: only a demo does. */
export type ShowText = (to: PhoneNumber, text: string) => void;

/** Texts wait in the store, while they are of use, for whoever delivers them. */
export function outboxGateway(store: Store, now: () => number, show: ShowText | undefined): SmsGateway {
  return {
    async send(to, text, expiresAt) {
      const at = now();
      const id = `${at}-${crypto.randomUUID()}`;
      const body = JSON.stringify({ to: formatPhoneNumber(to), text, at: formatInstant(at) });
      await store.putShortRecord({ kind: 'OUTBOX', id, expected: 0, body, expiresAt, now: at });
      show?.(to, text);
    },
  };
}

/** Appends each text to a file that only its owner may read. */
export function textsToFile(file: string, now: () => number): ShowText {
  return (to, text) => {
    const line = JSON.stringify({ to: formatPhoneNumber(to), text, at: formatInstant(now()) });
    appendFileSync(file, `${line}\n`, { mode: 0o600 });
  };
}
