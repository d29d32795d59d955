import type { NumberEvent, WayIn } from '../core/change.ts';
import type { DisclosedReason } from '../core/enquiry.ts';
import type { OrganisationRole } from '../core/organisation.ts';
import type { BaseStance } from '../core/preferences.ts';
import type { DimensionId } from '../core/statistics/measures.ts';

const choices: Readonly<Record<'REFUSED' | 'ALLOWED' | 'UNSPOKEN', string>> = {
  REFUSED: 'refused',
  ALLOWED: 'allowed',
  UNSPOKEN: 'nothing said: the policy’s default decides',
};

const stances: Readonly<Record<BaseStance, string>> = {
  LAW: 'as the law says, with choices of their own',
  REFUSE_EXCEPT: 'refuses everything but what is allowed by name',
  REFUSE_ALL: 'refuses everything',
};

const changes: Readonly<
  Record<NumberEvent['kind'] | 'IMPORTED' | 'GIVEN' | 'WITHDRAWN' | 'EXPIRED' | 'ENDED', string>
> = {
  PREFERENCES_SET: 'choices were set',
  CONSENT_REQUESTED: 'a brand asked for consent',
  CONSENT_GIVEN: 'the holder consented to a brand',
  CONSENT_WITHDRAWN: 'a consent was withdrawn, or a request for it declined',
  SENDER_REFUSED: 'a brand was shut out',
  SENDER_READMITTED: 'a brand was let back in',
  NUMBER_DISCONNECTED: 'the carrier took the number out of service',
  NUMBER_RECLAIMED: 'the number is back with its holder',
  NUMBER_REASSIGNED: 'the number has another holder',
  NUMBER_PORTED: 'the number moved to another carrier',
  ASSERTION_WAITS: 'a carrier’s assertion waits before it binds',
  ASSERTION_ENDED: 'an assertion that waited came to nothing',
  NUMBER_RESTORED: 'a carrier’s assertion was undone',
  HISTORY_ERASED: 'the history was forgotten',
  RECORD_ERASED: 'everything was forgotten',
  IMPORTED: 'taken over from a list',
  GIVEN: 'a consent was given',
  WITHDRAWN: 'a consent was withdrawn',
  EXPIRED: 'ran out',
  ENDED: 'a consent ended by something else before it ran out',
};

const waysIn: Readonly<Record<WayIn, string>> = {
  API: 'a program, over HTTP',
  WEB: 'the registry’s pages',
  SMS: 'a text message',
  CLI: 'the operator’s command line',
  IMPORT: 'a bulk import',
};

const roles: Readonly<Record<OrganisationRole, string>> = {
  CARRIER: 'carrier',
  RESELLER: 'reseller',
  CALL_CENTRE: 'call centre',
  BRAND: 'brand',
  REGULATOR: 'regulator',
  OPERATOR: 'operator of the registry',
};

const calls = { LOOKUP: 'a single number', BATCH: 'a batch', SCRUB: 'a list' } as const;

const reasons: Readonly<Record<DisclosedReason, string>> = {
  EXEMPT: 'an authority or an emergency',
  TRANSACTIONAL: 'a code or an alert',
  SENDER_SUSPENDED: 'the sender is suspended',
  SENDER_UNKNOWN: 'the sender is not registered for this',
  QUIET_HOURS: 'quiet hours by law',
  QUARANTINE: 'the number was disconnected of late',
  SENDER_REFUSED: 'the holder shut the brand out',
  CONSENT: 'the holder consented to the brand',
  CATEGORY_REFUSED: 'the holder refused the category',
  CHANNEL_REFUSED: 'the holder refused the channel',
  ALL_REFUSED: 'the holder refused everything',
  REFUSED: 'refused',
  CATEGORY_ALLOWED: 'the holder allowed the category',
  CHANNEL_ALLOWED: 'the holder allowed the channel',
  HOURS_REFUSED: 'the holder refused the hours',
  DAY_REFUSED: 'the holder refused the day',
  DEFAULT: 'the policy’s default',
};

/** An outcome may be of several parts: `BLOCK/CATEGORY_REFUSED`. */
const outcomes: Readonly<Record<string, string>> = {
  ...reasons,
  ALLOW: 'may be disturbed',
  BLOCK: 'may not be disturbed',
  REJECTED: 'no usable number',
  UNAVAILABLE: 'could not be decided then',
  SENT: 'sent',
  REDEEMED: 'used',
  WRONG: 'a wrong code was entered',
  EXPIRED: 'ran out',
  ACCEPTED: 'accepted by the network',
  DELIVERED: 'delivered',
  FAILED: 'not delivered',
  DROPPED: 'given up',
  RECEIVED: 'received',
  UNDERSTOOD: 'received and understood',
  NOT_UNDERSTOOD: 'received and not understood',
};

const meanings: Readonly<Partial<Record<DimensionId, Readonly<Record<string, string>>>>> = {
  choice: choices,
  stance: stances,
  change: changes,
  wayIn: waysIn,
  role: roles,
  call: calls,
  outcome: outcomes,
};

/** What a member says that is of the registry’s own words; undefined of others, which speak for themselves or are named by the policy. */
export function memberMeaning(dimension: DimensionId, member: string): string | undefined {
  const known = meanings[dimension];
  if (known === undefined) return undefined;
  const parts = member.split(/[/:]/).map((part) => (Object.hasOwn(known, part) ? known[part] : undefined));
  return parts.includes(undefined) ? undefined : parts.join(': ');
}
