import { Fault } from '../../core/fault.ts';
import { startOfLocalDate } from '../../core/local-time.ts';
import { type MessageClass, messageClasses, type Policy } from '../../core/policy.ts';
import { type SenderStanding, senderBoundaryAfter } from '../../core/sender-identity.ts';
import { dayMs, type EpochMs, parseInstant } from '../../core/time.ts';
import type { OrganisationActor } from '../access/actor.ts';
import type { Registry } from '../registry.ts';
import { standingOfSender } from './standing-of-sender.ts';
import { carriersPosition, lastVerifiedInstant } from './tenure-answer.ts';

/** The part of a question that a batch states once. */
export interface EnquiryWords {
  readonly category: string;
  readonly channel: string;
  readonly messageClass?: MessageClass | undefined;
  readonly sender?: string | undefined;
  readonly plannedAt?: string | undefined;
  readonly lastVerifiedOn?: string | undefined;
}

/** The same, checked and resolved at one moment. */
export interface EnquiryTerms {
  readonly category: string;
  readonly channel: string;
  readonly messageClass: MessageClass;
  readonly sender: string | undefined;
  readonly at: EpochMs;
  readonly planned: boolean;
  readonly lastVerifiedOn: string | undefined;
  readonly lastVerifiedAt: EpochMs | undefined;
  /** How the sender stands at a time, as its documents are now. */
  readonly senderStandingAt: (at: EpochMs) => SenderStanding;
  /** When the sender's standing may change by the clock alone. */
  readonly senderUntil: EpochMs | undefined;
  readonly brand: string | undefined;
  readonly admittedClasses: readonly MessageClass[];
  /** Positions of all documents that the answer depends on: the asker's, the sender's, its brand's, the carriers'. */
  readonly standingKey: string;
}

const maxPlannedAheadMs = 366 * dayMs;
const maxPlannedBehindMs = dayMs;

/** Checks what an organisation asks about, and how it and the named sender stand at the planned time. */
export function enquiryTerms(registry: Registry, actor: OrganisationActor, words: EnquiryWords): EnquiryTerms {
  const { policy, directory } = registry;
  const { category, channel, sender, messageClass = 'PROMOTIONAL', lastVerifiedOn } = words;
  const now = registry.now();
  const { categories, channels } = known(policy);
  requireKnown('channel', channel, channels, now);
  const organisation = directory.organisation(actor.organisationId);
  const admittedClasses = organisation?.document.admittedClasses ?? [];
  requireAdmission(messageClass, admittedClasses);
  const at = words.plannedAt === undefined ? now : plannedInstant(words.plannedAt, now);
  requireKnown('category', category, categories, at);
  const identity = sender === undefined ? undefined : directory.senderIdentity(sender);
  const brand = identity === undefined ? undefined : directory.organisation(identity.document.brand);
  const senderStandingAt = (when: EpochMs) =>
    standingOfSender(identity?.document, brand?.document, actor.organisationId, category, when);
  const carriers = lastVerifiedOn === undefined ? 0 : carriersPosition(directory);
  return {
    category,
    channel,
    messageClass,
    sender,
    at,
    planned: words.plannedAt !== undefined,
    lastVerifiedOn,
    lastVerifiedAt: lastVerifiedOn === undefined ? undefined : lastVerifiedInstant(policy, lastVerifiedOn, now),
    senderStandingAt,
    senderUntil: senderBoundaryAfter(identity?.document, actor.organisationId, at),
    brand: identity?.document.brand,
    admittedClasses,
    standingKey: `${organisation?.position ?? 0}/${identity?.position ?? 0}/${brand?.position ?? 0}/${carriers}`,
  };
}

function plannedInstant(text: string, now: EpochMs): EpochMs {
  const at = parseInstant(text);
  if (at === undefined) {
    throw new Fault('INVALID_ARGUMENT', 'not a time', { field: 'plannedAt', limit: 'RFC 3339 with a zone' });
  }
  if (at < now - maxPlannedBehindMs || at > now + maxPlannedAheadMs) {
    throw new Fault('OUT_OF_RANGE', 'the planned time is too far off', {
      field: 'plannedAt',
      limit: 'from 1 day ago to 366 days ahead',
    });
  }
  return at;
}

/** Classes below the ladder's consent and choice rungs are a privilege: who lacks it is told so, not answered. */
function requireAdmission(messageClass: MessageClass, admitted: readonly MessageClass[]): void {
  if (messageClass === 'PROMOTIONAL' || messageClass === 'SERVICE' || admitted.includes(messageClass)) return;
  throw new Fault('PERMISSION_DENIED', `the organisation is not admitted for the class ${messageClass}`, {
    field: 'messageClass',
    limit: `one of ${messageClasses.filter((one) => one === 'PROMOTIONAL' || one === 'SERVICE' || admitted.includes(one)).join(', ')}`,
  });
}

function requireKnown(field: string, id: string, since: ReadonlyMap<string, EpochMs>, at: EpochMs): void {
  if ((since.get(id) ?? Number.POSITIVE_INFINITY) <= at) return;
  const ids = [...since].filter(([, from]) => from <= at).map(([known]) => known);
  throw new Fault('INVALID_ARGUMENT', `the policy knows no such ${field}`, {
    field,
    limit: `one of ${ids.join(', ')}`,
  });
}

/** Ids of a policy, and since when each is one: a category may be announced before its first day. */
interface Known {
  readonly categories: ReadonlyMap<string, EpochMs>;
  readonly channels: ReadonlyMap<string, EpochMs>;
}

const knownOf = new WeakMap<Policy, Known>();

function known(policy: Policy): Known {
  const remembered = knownOf.get(policy);
  if (remembered !== undefined) return remembered;
  const zone = policy.defaultZones[0] ?? 'UTC';
  const ids = {
    categories: new Map(policy.categories.map(({ id, since }) => [id, startOfLocalDate(zone, since) ?? 0])),
    channels: new Map(policy.channels.map(({ id }) => [id, 0])),
  };
  knownOf.set(policy, ids);
  return ids;
}
