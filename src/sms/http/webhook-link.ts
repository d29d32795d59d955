import { Webhook } from 'standardwebhooks';
import { formatInstant } from '../../core/time.ts';
import { type GivenSettings, isSafeUrl, safeUrlWords } from '../given-settings.ts';
import type { LinkSettings } from '../link.ts';
import type { HandOver, OutgoingText, Outlet } from '../outlet.ts';
import { type Fetched, posted, usualTimeoutMs } from './fetched.ts';

/** A link to an aggregator by signed webhooks both ways (Standard Webhooks 1.0.0). */
export interface WebhookSettings extends LinkSettings {
  /** Where texts go. */
  readonly url: string;
  /** `whsec_` and base64. Signs what goes out. */
  readonly secret: string;
  /** What comes in is signed with one of these: two while one replaces the other. */
  readonly inboundSecrets: readonly string[];
  readonly window: number;
  readonly timeoutMs: number;
}

const secretWords = '`whsec_` and base64 of 24 to 64 bytes';

export function webhookSettings(common: LinkSettings, given: GivenSettings): WebhookSettings {
  return {
    ...common,
    url: given.text('url', safeUrlWords, isSafeUrl),
    secret: given.text('secret', secretWords, isSecret),
    inboundSecrets: given.texts('inboundSecrets', secretWords, isSecret, 2),
    window: given.integer('window', 1, 200, 20),
    timeoutMs: given.integer('timeoutMs', 100, 60_000, usualTimeoutMs),
  };
}

function isSecret(text: string): boolean {
  const base64 = /^whsec_((?:[0-9a-zA-Z+/]{4})*(?:[0-9a-zA-Z+/]{2}==|[0-9a-zA-Z+/]{3}=)?)$/.exec(text)?.[1];
  if (base64 === undefined) return false;
  const bytes = atob(base64).length;
  return bytes >= 24 && bytes <= 64;
}

/** Posts each text under its id as `webhook-id`, by which the standard has the other side take it once. */
export function webhookOutlet(settings: WebhookSettings, now: () => number): Outlet {
  const webhook = new Webhook(settings.secret);
  return {
    name: settings.name,
    takesAnIdOnce: true,
    window: settings.window,
    async handOver(text) {
      const at = new Date(now());
      const body = bodyOf(text, at);
      const headers = {
        'content-type': 'application/json',
        'webhook-id': text.id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
        'webhook-signature': webhook.sign(text.id, at, body),
      };
      const answer = await posted(settings.url, headers, body, settings.timeoutMs);
      return typeof answer.status === 'string' ? (answer as HandOver) : handOverOf(answer as Fetched, text.id);
    },
    async close() {},
  };
}

function bodyOf({ id, from, to, text, expiresAt }: OutgoingText, at: Date): string {
  const data = { textId: id, from, to: `+${to}`, text, expiresAt: formatInstant(expiresAt) };
  return JSON.stringify({ type: 'text.send', timestamp: formatInstant(at.getTime()), data });
}

/** What statuses mean; 2xx and 5xx are not listed. What is wrong with the link itself is no fault of the text. */
const meanings: Readonly<Record<number, HandOver['status']>> = {
  400: 'REJECTED',
  408: 'LATER',
  409: 'ACCEPTED',
  413: 'REJECTED',
  422: 'REJECTED',
  425: 'LATER',
  429: 'LATER',
  503: 'LATER',
};

function handOverOf({ status, retryAfterMs, body }: Fetched, textId: string): HandOver {
  const meaning = meanings[status] ?? (status < 300 ? 'ACCEPTED' : status < 500 ? 'LATER' : 'IN_DOUBT');
  const reason = `HTTP ${status}`;
  switch (meaning) {
    case 'ACCEPTED':
      return { status: meaning, messageId: messageIdIn(body) ?? textId };
    case 'LATER':
      return { status: meaning, reason, ...(retryAfterMs === undefined ? {} : { waitMs: retryAfterMs }) };
    default:
      return { status: meaning, reason };
  }
}

function messageIdIn(body: string): string | undefined {
  try {
    const { messageId } = JSON.parse(body) as { readonly messageId?: unknown };
    return typeof messageId === 'string' && messageId.length > 0 && messageId.length <= 128 ? messageId : undefined;
  } catch {
    return undefined;
  }
}
