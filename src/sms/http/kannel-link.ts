import { isGsm } from '../../registry/texts/one-message.ts';
import { type GivenSettings, isSafeUrl, safeUrlWords } from '../given-settings.ts';
import type { LinkSettings } from '../link.ts';
import type { HandOver, OutgoingText, Outlet } from '../outlet.ts';
import { type Fetched, posted, usualTimeoutMs } from './fetched.ts';

/** A link to Kannel's smsbox (1.4): its sendsms for what goes out, an sms-service's `post-url` for what comes in. */
export interface KannelSettings extends LinkSettings {
  /** Of sendsms: `http://127.0.0.1:13013/cgi-bin/sendsms`. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** Under which Kannel reaches the registry, for its delivery reports. */
  readonly registryUrl: string;
  /** Stands in the path of everything that Kannel asks of the registry. */
  readonly pathSecret: string;
  /** Addresses that Kannel may ask from. */
  readonly allowFrom: readonly string[];
  readonly window: number;
  readonly timeoutMs: number;
}

export function kannelSettings(common: LinkSettings, given: GivenSettings): KannelSettings {
  return {
    ...common,
    url: given.text('url', safeUrlWords, isSafeUrl),
    username: given.text('username', 'printable ASCII', isPrintable, 64),
    password: given.text('password', 'printable ASCII', isPrintable, 64),
    registryUrl: given.text('registryUrl', safeUrlWords, isSafeUrl, 255).replace(/\/+$/, ''),
    pathSecret: given.text('pathSecret', '24 to 64 letters, digits, - or _', (text) => /^[\w-]{24,64}$/.test(text)),
    allowFrom: given.texts('allowFrom', 'IP addresses', (text) => /^[0-9a-f.:]{3,45}$/i.test(text), 16),
    window: given.integer('window', 1, 200, 20),
    timeoutMs: given.integer('timeoutMs', 100, 60_000, usualTimeoutMs),
  };
}

/** A header's value. */
function isPrintable(text: string): boolean {
  return /^[!-~]+$/.test(text);
}

/** Kannel's words for what its reports are wanted of: delivered (1), not delivered (2), refused by the SMSC (16). */
const reportMask = '19';

/**
 * Posts each text with numbers and credentials in headers, so that no number stands in a URL or in a log of URLs.
 * Kannel sends what it is given twice twice.
 */
export function kannelOutlet(settings: KannelSettings, now: () => number): Outlet {
  return {
    name: settings.name,
    takesAnIdOnce: false,
    window: settings.window,
    async handOver(text) {
      const answer = await posted(settings.url, headersOf(settings, text, now()), text.text, settings.timeoutMs);
      return typeof answer.status === 'string' ? (answer as HandOver) : handOverOf(answer as Fetched, text.id);
    },
    async close() {},
  };
}

function headersOf(settings: KannelSettings, text: OutgoingText, now: number): Record<string, string> {
  const { name, username, password, registryUrl, pathSecret } = settings;
  return {
    'content-type': 'text/plain; charset=utf-8',
    'x-kannel-username': username,
    'x-kannel-password': password,
    'x-kannel-from': text.from,
    'x-kannel-to': `+${text.to}`,
    // Without it Kannel makes question marks of what the GSM alphabet has not.
    'x-kannel-coding': isGsm(text.text) ? '0' : '2',
    'x-kannel-validity': String(Math.max(1, Math.ceil((text.expiresAt - now) / 60_000))),
    'x-kannel-dlr-mask': reportMask,
    'x-kannel-dlr-url': `${registryUrl}/links/${name}/${pathSecret}/reports?id=${encodeURIComponent(text.id)}&status=%d`,
  };
}

/** What sendsms answers; other 5xx leave it in doubt, and what is wrong with the link itself is no fault of the text. */
const meanings: Readonly<Record<number, HandOver['status']>> = {
  200: 'ACCEPTED',
  202: 'ACCEPTED',
  400: 'REJECTED',
  503: 'LATER',
};

function handOverOf({ status, retryAfterMs }: Fetched, textId: string): HandOver {
  const meaning = meanings[status] ?? (status < 500 ? 'LATER' : 'IN_DOUBT');
  const reason = `HTTP ${status}`;
  switch (meaning) {
    case 'ACCEPTED':
      return { status: meaning, messageId: textId };
    case 'LATER':
      return { status: meaning, reason, ...(retryAfterMs === undefined ? {} : { waitMs: retryAfterMs }) };
    default:
      return { status: meaning, reason };
  }
}
