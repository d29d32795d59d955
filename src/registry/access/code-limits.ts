import { blockOf, type PhoneNumber } from '../../core/phone-number.ts';
import type { Policy } from '../../core/policy.ts';
import { dayMs, hourMs, minuteMs } from '../../core/time.ts';
import { maskedBlock, maskedSite } from '../abuse/masked.ts';
import { clientNetwork, networkSite, type RateLimit } from './rate-limit.ts';
import type { LimitedUse } from './rate-limits.ts';

const number = { per: 'for one number', field: 'phoneNumber' };
const client = { per: 'from one network', field: 'client' };

/**
 * What a request for a one-time code is counted against: SMS cost money, and annoy. Those of networks count codes that
 * opened no session: a crowd that shares an address and uses its codes never meets them.
 */
export const codeLimits = {
  numberShort: {
    ...number,
    name: 'code number 15m',
    max: 3,
    windowMs: 15 * minuteMs,
    reason: 'nobody is flooded with codes',
  },
  numberDay: {
    ...number,
    name: 'code number day',
    max: 10,
    windowMs: dayMs,
    reason: 'nor over a day, and guesses need codes',
  },
  numberNetwork: {
    per: 'for one number from one network',
    field: 'phoneNumber',
    name: 'code number network day',
    max: 5,
    windowMs: dayMs,
    reason: 'who asks for somebody else leaves half of the day’s codes to him',
  },
  prefix: {
    per: 'for one range of 10,000 numbers',
    field: 'phoneNumber',
    name: 'code prefix',
    max: 60,
    windowMs: 10 * minuteMs,
    reason: 'SMS pumping runs through one range',
  },
  address: {
    ...client,
    name: 'code address',
    max: 100,
    windowMs: 15 * minuteMs,
    reason: 'many subscribers share one address',
  },
  site: {
    per: 'from networks beside each other',
    field: 'client',
    name: 'code site',
    max: 500,
    windowMs: 15 * minuteMs,
    reason: 'who has a /48 of IPv6 has 65,536 networks',
  },
  link: {
    per: 'by texts of numbers that the carrier does not serve',
    field: 'from',
    name: 'code link',
    max: 300,
    windowMs: 15 * minuteMs,
    reason: 'a text names its sender, and a link may be made to lie',
  },
  total: {
    per: 'for everybody',
    name: 'code total',
    max: 600,
    windowMs: minuteMs,
    reason: 'half of what the SMS budget bears',
  },
  reserve: {
    per: 'for everybody',
    name: 'code reserve',
    max: 600,
    windowMs: minuteMs,
    reason: 'the other half, for networks and ranges that were quiet: an attacker’s are not',
  },
} as const satisfies Record<string, RateLimit>;

/** A network, its neighbourhood, a range is quiet up to so many codes in the window of its limit. */
export const quietMax = { address: 3, site: 30, link: 30, prefix: 5 } as const;

/** What a wrong code is counted against, beyond the tries that each code has. */
export const tryLimits = {
  numberNetwork: {
    per: 'for one number from one network',
    field: 'code',
    name: 'try number network',
    max: 15,
    windowMs: 30 * minuteMs,
    reason: 'from one place nobody can use up the tries of every code of a number',
  },
  address: {
    ...client,
    name: 'session address',
    max: 100,
    windowMs: 15 * minuteMs,
    reason: 'guessing over many numbers',
  },
  site: {
    per: 'from networks beside each other',
    field: 'client',
    name: 'session site',
    max: 500,
    windowMs: 15 * minuteMs,
    reason: 'the same with a /48 of IPv6',
  },
} as const satisfies Record<string, RateLimit>;

/** Wrong tries of several codes of one number, after which it gets no new ones until the window ends. */
export const wrongTriesLimit: RateLimit = {
  ...number,
  name: 'wrong tries number',
  max: 20,
  windowMs: 12 * hourMs,
  reason: '40 guesses a day at a million codes; the line itself can still text',
};

/**
 * The same for codes by which everything is forgotten. Only who has opened a session asks for one or tries it, and no text
 * gets one: what strangers use up of the number's, its range's and its network's must not stand in his way.
 */
export const erasureCodeLimits = {
  short: { per: number.per, name: 'erasure code 15m', max: 3, windowMs: 15 * minuteMs, reason: 'an SMS each' },
  day: { per: number.per, name: 'erasure code day', max: 10, windowMs: dayMs, reason: 'nor over a day' },
  tries: { ...tryLimits.numberNetwork, per: number.per, name: 'erasure try', reason: 'as many as of sessions’ codes' },
  wrongTries: { ...wrongTriesLimit, name: 'wrong erasure tries', reason: '40 guesses a day by who has a session' },
} as const satisfies Record<string, RateLimit>;

/** Where a request for a code, or a try, came from: a client's address, or a carrier's link for texts. */
export type Origin = { readonly clientAddress: string | undefined } | { readonly link: string };

/** Requests for codes by and for whom; the number's pause after wrong tries is looked at, not counted. */
export function codeUses(policy: Policy, phoneNumber: PhoneNumber, origin: Origin): readonly LimitedUse[] {
  const subject = String(phoneNumber);
  const instead = textInstead(policy);
  const shown = { block: maskedBlock(blockOf(phoneNumber)) };
  const flood = { signal: { kind: 'CODE_FLOOD_NUMBER', subject, shown }, instead } as const;
  const pumping = { kind: 'CODE_PUMPING', subject: String(blockOf(phoneNumber)), shown } as const;
  return [
    { limit: codeLimits.numberShort, subject, ...flood },
    { limit: codeLimits.numberDay, subject, ...flood },
    { limit: codeLimits.numberNetwork, subject: `${subject}\n${originName(origin)}`, ...flood, isGivenBack: true },
    { limit: wrongTriesLimit, subject, ...flood, countsNothing: true },
    {
      limit: codeLimits.prefix,
      subject: String(blockOf(phoneNumber)),
      signal: pumping,
      instead,
      quietMax: quietMax.prefix,
    },
    ...originUses(codeLimits, origin, 'CODE_FLOOD_ADDRESS', instead).map((use) => ({ ...use, isGivenBack: true })),
    { ...totalUse, instead },
  ];
}

const totalUse: LimitedUse = {
  limit: codeLimits.total,
  subject: '',
  signal: { kind: 'CODE_FLOOD_TOTAL', subject: '', shown: {} },
  reserve: codeLimits.reserve,
};

/** Requests for codes by which everything is forgotten. */
export function erasureCodeUses(phoneNumber: PhoneNumber): readonly LimitedUse[] {
  const { short, day, wrongTries } = erasureCodeLimits;
  const subject = String(phoneNumber);
  const looked = { limit: wrongTries, subject, countsNothing: true };
  return [{ limit: short, subject }, { limit: day, subject }, looked, totalUse];
}

/** Tries of such a code, given back where it was right. */
export function erasureTryUses(phoneNumber: PhoneNumber): readonly LimitedUse[] {
  return [{ limit: erasureCodeLimits.tries, subject: String(phoneNumber), isGivenBack: true }];
}

/** Tries of a code by and for whom, each given back where it was right. */
export function tryUses(phoneNumber: PhoneNumber, origin: Origin): readonly LimitedUse[] {
  const subject = `${phoneNumber}\n${originName(origin)}`;
  const shown = { block: maskedBlock(blockOf(phoneNumber)) };
  const signal = { kind: 'CODE_GUESSING', subject: String(phoneNumber), shown } as const;
  return [
    { limit: tryLimits.numberNetwork, subject, signal },
    ...originUses({ ...tryLimits, link: codeLimits.link }, origin, 'CODE_GUESSING'),
  ].map((use) => ({ ...use, isGivenBack: true }));
}

/** What tells one origin from another, as far as tries of a code are concerned. */
export function originName(origin: Origin): string {
  return 'link' in origin ? `link:${origin.link}` : clientNetwork(origin.clientAddress);
}

function originUses(
  limits: Readonly<Record<'address' | 'site' | 'link', RateLimit>>,
  origin: Origin,
  kind: 'CODE_FLOOD_ADDRESS' | 'CODE_GUESSING',
  instead = '',
): readonly LimitedUse[] {
  if ('link' in origin) {
    const signal = { kind, subject: `link:${origin.link}`, shown: { organisationId: origin.link } };
    return [{ limit: limits.link, subject: origin.link, signal, instead, quietMax: quietMax.link }];
  }
  const network = clientNetwork(origin.clientAddress);
  const site = networkSite(network);
  const shown = { network: maskedSite(site) };
  return [
    {
      limit: limits.address,
      subject: network,
      signal: { kind, subject: network, shown },
      instead,
      quietMax: quietMax.address,
    },
    { limit: limits.site, subject: site, signal: { kind, subject: site, shown }, instead, quietMax: quietMax.site },
  ];
}

/** What the holder of a number can do while strangers use up what its number may have. */
function textInstead({ texts }: Policy): string {
  const own = texts.numbers.slice(0, 3).map(({ number: one }) => one);
  return own.length === 0 ? '' : `; who texts CODE to ${own.join(' or ')} from the line itself gets one all the same`;
}
