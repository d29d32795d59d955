import { secondMs } from '../core/time.ts';
import type { Registry } from '../registry/registry.ts';
import type { SmsGateway } from '../registry/sms-gateway.ts';
import { outgoingTextId } from '../registry/texts/outgoing/text-gateway.ts';
import { kannelDoor } from '../sms/http/kannel-door.ts';
import { kannelOutlet, kannelSettings } from '../sms/http/kannel-link.ts';
import { linksDoor } from '../sms/http/links-door.ts';
import { webhookDoor } from '../sms/http/webhook-door.ts';
import { webhookOutlet, webhookSettings } from '../sms/http/webhook-link.ts';
import type { LinkDoor } from '../sms/link.ts';
import { endsOf, type LinkKind, type Links, mayTakeTexts } from '../sms/links.ts';
import type { Log } from './log.ts';

/** The kinds of link that need no more than HTTP; each reads the settings that are its own. */
export const httpLinkKinds = {
  WEBHOOK(common, given) {
    const settings = webhookSettings(common, given);
    return {
      outlet: (_ends, now) => webhookOutlet(settings, now),
      door: (ends) => webhookDoor(settings, ends),
    };
  },
  KANNEL(common, given) {
    const settings = kannelSettings(common, given);
    return {
      outlet: (_ends, now) => kannelOutlet(settings, now),
      door: (ends, policy) => kannelDoor(settings, ends, policy),
    };
  },
} as const satisfies Readonly<Record<string, LinkKind>>;

/** Answers the other side of a link that comes in by HTTP. */
export type TextDoor = (request: Request, clientAddress: string) => Promise<Response>;

/** The door of the links that come in by HTTP; undefined where there are none. */
export function textDoor(registry: Registry, links: Links | undefined, log: Log): TextDoor | undefined {
  const doors = (links?.links ?? []).flatMap((link): [string, LinkDoor][] => {
    const door = link.door?.(endsOf(registry, link, log), registry.policy);
    return door === undefined ? [] : [[link.name, door]];
  });
  return doors.length === 0 ? undefined : linksDoor(new Map(doors), log);
}

/** Tells the operator what texts will not come or go. */
export function warnOfLinks(registry: Registry, links: Links | undefined, log: Log): void {
  if (links === undefined && !registry.demo) {
    log.warn({ setting: 'SMS_LINKS' }, 'there is no link: texts wait until they expire, and nobody gets a code');
  }
  for (const { name: link, organisation } of links?.links.filter((one) => !mayTakeTexts(registry, one)) ?? []) {
    log.warn({ link, organisation }, 'the link’s organisation is no active carrier that may hand in texts');
  }
}

const handedOnMsMax = 2 * secondMs;
const lookMs = 2;

/** Answers once a text was handed over, by whichever process: who tries the demo looks for it at once. */
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

export function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
