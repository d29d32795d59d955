import { appendFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { formatPhoneNumber } from '../../core/phone-number.ts';
import { formatInstant, secondMs } from '../../core/time.ts';
import type { Registry } from '../../registry/registry.ts';
import type { SmsGateway } from '../../registry/sms-gateway.ts';
import { outgoingTextId } from '../../registry/texts/outgoing/text-gateway.ts';
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

const handedOnMsMax = 2 * secondMs;
const lookMs = 2;

/** Answers once the text stands in the file, by whichever process: who tries the demo looks for it at once. */
export function seenGateway(gateway: SmsGateway, registry: Pick<Registry, 'store' | 'now' | 'pepper'>): SmsGateway {
  return {
    async send(text, together) {
      if (!(await gateway.send(text, together))) return false;
      const id = await outgoingTextId(registry, text.cause);
      const isQueued = () =>
        registry.store.shortRecord('OUTGOING_TEXT', id, registry.now())?.body.startsWith('{"status":"QUEUED"') === true;
      for (let waitedMs = 0; waitedMs < handedOnMsMax && isQueued(); waitedMs += lookMs) await wait(lookMs);
      return true;
    },
  };
}
