import { Fault } from '../../core/fault.ts';
import { inPlan } from '../../core/numbering-plan.ts';
import { parsePhoneNumber } from '../../core/phone-number.ts';
import type { Policy } from '../../core/policy.ts';
import { secondMs } from '../../core/time.ts';
import { clientNetwork } from '../../registry/access/rate-limit.ts';
import type { LinkDoor, LinkEnds, LinkRequest } from '../link.ts';
import { isForLater } from './door-answer.ts';
import { bodyBytes, requiredText, textLimits } from './inbound-body.ts';
import type { KannelSettings } from './kannel-link.ts';

/**
 * `POST /links/NAME/SECRET/texts?id=%I`: a text that came in, as smsbox posts it for a `post-url` with `send-sender`:
 * the words are the body, the numbers stand in headers. `GET …/reports?id=&status=%d`: what became of one that went
 * out. The answer is always empty: replies go through the queue.
 */
export function kannelDoor(settings: KannelSettings, ends: LinkEnds, policy: Policy): LinkDoor {
  const { pathSecret, allowFrom } = settings;
  const addresses = new Set(allowFrom.map(clientNetwork));
  return async (asked) => {
    const [secret = '', what = ''] = asked.path.split('/');
    if (!isSame(secret, pathSecret) || !addresses.has(clientNetwork(asked.clientAddress))) throw notKannel;
    try {
      if (what === 'texts' && asked.request.method === 'POST') await takeText(asked, ends, policy);
      else if (what === 'reports' && asked.request.method === 'GET') await takeReport(asked, ends);
      else throw new Fault('NOT_FOUND', 'there is nothing at this path', { field: 'path' });
    } catch (error) {
      // What is refused for good Kannel would ask again, and then text an apology of its own to the subscriber.
      if (!(error instanceof Fault) || isForLater(error)) throw error;
      ends.log.warn({ link: settings.name, code: error.code, field: error.field }, 'Kannel’s request is refused');
    }
    return new Response('', { headers: { 'content-type': 'text/plain; charset=utf-8' } });
  };
}

const notKannel = new Fault('UNAUTHENTICATED', 'the secret of the path is wrong, or the address is not allowed', {
  field: 'path',
});

/** Takes as long whichever character differs. */
function isSame(given: string, secret: string): boolean {
  let difference = given.length ^ secret.length;
  for (let at = 0; at < secret.length; at++) difference |= given.charCodeAt(at % given.length) ^ secret.charCodeAt(at);
  return difference === 0;
}

async function takeText({ request }: LinkRequest, { takeText: take }: LinkEnds, policy: Policy): Promise<void> {
  const messageId = requiredText(new URL(request.url).searchParams.get('id'), 'query:id', textLimits.messageId);
  const from = requiredText(request.headers.get('x-kannel-from'), 'header:x-kannel-from', textLimits.from);
  const to = requiredText(request.headers.get('x-kannel-to'), 'header:x-kannel-to', textLimits.to);
  const text = requiredText(decoded(await bodyBytes(request), request.headers), 'body', textLimits.text, 0);
  const networkTime = networkTimeOf(request.headers.get('x-kannel-time'));
  await take({ from: internationalNumber(policy, from), to: to.replace(/^\+/, ''), text, networkTime, messageId });
}

/** UCS-2 comes as UTF-16BE, which older smsboxes do not say. */
function decoded(bytes: Uint8Array, headers: Headers): string {
  const type = headers.get('content-type') ?? '';
  const named = /charset="?([\w-]+)/i.exec(type)?.[1];
  const charset = named ?? (headers.get('x-kannel-coding') === '2' ? 'utf-16be' : 'utf-8');
  try {
    return new TextDecoder(charset, { ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Fault('UNSUPPORTED_MEDIA_TYPE', 'the charset is not known', { field: 'header:content-type' });
  }
}

/** `+91…` where the SMSC says that it is international, else digits that may be of either kind. */
function internationalNumber(policy: Policy, given: string): string {
  const digits = given.replace(/^00/, '+').replaceAll(/[\s-]/g, '');
  if (digits.startsWith('+')) return digits;
  const national = `+${policy.countryCallingCode}${digits.replace(/^0+/, '')}`;
  const found = [`+${digits}`, national].find((one) => {
    const number = parsePhoneNumber(one);
    return number !== undefined && inPlan(policy, number);
  });
  return found ?? `+${digits}`;
}

/** `2026-11-22 04:00:00`, in UTC. */
function networkTimeOf(value: string | null): number | undefined {
  if (value === null || !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(value)) return undefined;
  const at = Date.parse(`${value.replace(' ', 'T')}Z`);
  return Number.isNaN(at) ? undefined : Math.floor(at / secondMs) * secondMs;
}

/** By the word of Kannel's mask; the others are of steps on the way. */
const statusOfReport: Readonly<Record<string, 'DELIVERED' | 'FAILED'>> = { 1: 'DELIVERED', 2: 'FAILED', 16: 'FAILED' };

async function takeReport({ request }: LinkRequest, { receipt }: LinkEnds): Promise<void> {
  const query = new URL(request.url).searchParams;
  const messageId = requiredText(query.get('id'), 'query:id', textLimits.messageId);
  const report = requiredText(query.get('status'), 'query:status', 8);
  const status = statusOfReport[report];
  if (status !== undefined) await receipt({ messageId, status, reason: `report ${report}` });
}
