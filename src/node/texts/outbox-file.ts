import { appendFileSync } from 'node:fs';
import { formatPhoneNumber } from '../../core/phone-number.ts';
import { formatInstant } from '../../core/time.ts';
import type { Outlet } from '../../sms/outlet.ts';

/** Appends each text to a file that only its owner may read: the demo's way out. */
export function outboxFileOutlet(file: string, now: () => number): Outlet {
  return {
    name: 'outbox-file',
    takesAnIdOnce: false,
    window: 100,
    async handOver({ to, text }) {
      const line = JSON.stringify({ to: formatPhoneNumber(to), text, at: formatInstant(now()) });
      appendFileSync(file, `${line}\n`, { mode: 0o600 });
      return { status: 'ACCEPTED' };
    },
    async close() {},
  };
}
