import type { ConsentScope } from '../../core/consent.ts';
import { Fault } from '../../core/fault.ts';
import type { NumberRecord } from '../../core/number-record.ts';
import type { PhoneNumber } from '../../core/phone-number.ts';
import type { CategoryId } from '../../core/policy.ts';
import type { SenderIdentityDocument, SenderStanding } from '../../core/sender-identity.ts';
import { dayMs, type EpochMs, secondMs } from '../../core/time.ts';
import type { Actor, OrganisationActor } from '../access/actor.ts';
import { actorName, requireOrganisation } from '../access/permission.ts';
import { consentRequestLimits, countUses } from '../access/rate-limits.ts';
import { standingOfSender } from '../lookups/standing-of-sender.ts';
import { changeNumber } from '../numbers/change-numbers.ts';
import { numberInPlan } from '../numbers/number-in-plan.ts';
import { entriesOfTenure, presentTenure } from '../numbers/present-tenure.ts';
import type { Registry } from '../registry.ts';
import { linePut, newTurn, readLine, withTurn } from '../texts/text-line.ts';
import { textsOf } from '../texts.ts';
import { checkedExpiry, checkedScope, type ScopeWords } from './consent-terms.ts';
import { brandName, permissionOf, permissionsMax } from './sender-permissions.ts';

export interface ConsentRequestInput {
  readonly phoneNumber: string;
  /** The sender identity under which is to be sent: its brand gets the consent. */
  readonly sender: string;
  /** Categories absent: all that the identity is registered for. */
  readonly scope: ScopeWords;
  readonly expiresAt?: EpochMs | undefined;
  readonly evidence?: string | undefined;
}

/**
 * `POST /v1/consent-requests`: asks a subscriber for consent, by one text. It permits nothing before he confirms it.
 * Whether the request was put to him is not told: who has consented, refused, or refused all lately is not asked, nor
 * is a number that many brands ask at once, and no answer may give that away.
 * Faults: SERVICE_NOT_APPLICABLE, PERMISSION_DENIED, INVALID_ARGUMENT, OUT_OF_RANGE, TOO_MANY_REQUESTS.
 */
export async function requestConsent(registry: Registry, actor: Actor, input: ConsentRequestInput): Promise<void> {
  const asker = requireOrganisation(actor, 'dnd:consents:request');
  const number = numberInPlan(registry, input.phoneNumber);
  const identity = usableIdentity(registry, asker, input.sender);
  const { brand } = identity;
  const terms = requestedTerms(registry, asker, identity, input);
  await countUses(registry, [{ limit: consentRequestLimits.brand, subject: `${number}/${brand}` }]);
  const { changed, record } = await changeNumber(registry, number, async (present) => {
    if (!(await mayAsk(registry, number, present.record, brand))) return undefined;
    return {
      event: { kind: 'CONSENT_REQUESTED', brand, ...terms },
      actor: actorName(asker),
      wayIn: 'API',
      proof: 'NONE',
    };
  });
  const askedAt = askedAtOf(record, brand);
  if (askedAt === undefined) return;
  const asked: AskedConsent = { number, tenure: presentTenure(record) ?? 1, brand, askedAt };
  if (changed || (await wasBrokenOff(registry, record, asked))) await sendRequest(registry, asked);
}

/** Whether it was written lately that a brand asks, and its text did not get as far: their code is written with it. */
async function wasBrokenOff(registry: Registry, { state }: NumberRecord, asked: AskedConsent): Promise<boolean> {
  const isOpen = state.service !== 'QUARANTINED' && state.preferences.base !== 'REFUSE_ALL';
  if (!isOpen || asked.askedAt <= registry.now() - dayMs) return false;
  const { turns } = await readLine(registry, asked.number, asked.tenure);
  return !turns.some(({ step }) => step?.does === 'CONSENT' && step.isAsked && step.brand === asked.brand);
}

interface AskedConsent {
  readonly number: PhoneNumber;
  readonly tenure: number;
  readonly brand: string;
  readonly askedAt: EpochMs;
}

function askedAtOf(record: NumberRecord, brand: string): EpochMs | undefined {
  const permission = permissionOf(record, brand);
  return permission?.status === 'REQUESTED' ? permission.at : permission?.request?.at;
}

const attemptsMax = 16;

/** Puts a request to the subscriber: its text is on its way and its code holds, or neither. */
async function sendRequest(registry: Registry, { number, tenure, brand, askedAt }: AskedConsent): Promise<void> {
  const expiresAt = askedAt + dayMs;
  const cause = `consent\n${number}\n${brand}\n${askedAt}`;
  const step = { does: 'CONSENT', brand, isAsked: true } as const;
  const { code, turn } = await newTurn(registry, number, { step }, expiresAt);
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const { language } = await readLine(registry, number, tenure);
    const text = textsOf(registry.policy, language).consentRequest(brandName(registry, brand), code);
    const line = await linePut(registry, number, tenure, withTurn(turn));
    const neededWhile = { kind: line.kind, id: line.id, holds: turn.codeHash };
    const asked = { cause, priority: 'CONSENT_REQUEST', to: number, text, expiresAt, neededWhile } as const;
    if (await registry.sms.send(asked, [line])) return;
  }
  throw new Fault('ABORTED', 'many texts came from this number at the same time', { retryAfterSec: 1 });
}

function requestedTerms(
  registry: Registry,
  asker: OrganisationActor,
  identity: SenderIdentityDocument,
  { scope, expiresAt, evidence }: ConsentRequestInput,
): { readonly scope: ConsentScope; readonly expiresAt?: EpochMs; readonly evidence?: string } {
  const checked = checkedScope(registry, { ...scope, categories: scope.categories ?? identity.categories });
  for (const category of checked.categories ?? []) {
    if (standingNow(registry, identity, asker, category) === 'AUTHORISED') continue;
    throw new Fault('PERMISSION_DENIED', 'the sender identity is not registered for this category', {
      field: 'scope.categories',
      limit: `one of ${identity.categories.join(', ')}`,
    });
  }
  const until = checkedExpiry(registry, expiresAt);
  return {
    scope: checked,
    ...(until === undefined ? {} : { expiresAt: until }),
    ...(evidence === undefined ? {} : { evidence }),
  };
}

/** Fault PERMISSION_DENIED, the same for an identity that is not known and for another's. */
function usableIdentity(registry: Registry, asker: OrganisationActor, sender: string): SenderIdentityDocument {
  const identity = registry.directory.senderIdentity(sender)?.document;
  const usable = identity?.categories.some(
    (category) => standingNow(registry, identity, asker, category) === 'AUTHORISED',
  );
  if (identity !== undefined && usable === true) return identity;
  throw new Fault('PERMISSION_DENIED', 'the organisation may not use this sender identity now', { field: 'sender' });
}

function standingNow(
  { directory, now }: Registry,
  identity: SenderIdentityDocument,
  { organisationId }: OrganisationActor,
  category: CategoryId,
): SenderStanding {
  const brand = directory.organisation(identity.brand)?.document;
  return standingOfSender(identity, brand, organisationId, category, now());
}

/** Room that brands cannot fill with mere requests: the subscriber's own refusals and consents must find some. */
const requestsMax = permissionsMax / 10;

async function mayAsk(registry: Registry, number: PhoneNumber, record: NumberRecord, brand: string): Promise<boolean> {
  const { state, detail } = record;
  if (state.service === 'QUARANTINED' || state.preferences.base === 'REFUSE_ALL') return false;
  const now = registry.now();
  const coolingOffFrom = now - registry.policy.clocks.consentCoolingOffSec * secondMs;
  const permission = permissionOf(record, brand);
  const consented = permission?.status === 'CONSENTED' && (permission.expiresAt ?? now + 1) > now;
  if (consented || (permission?.request?.at ?? 0) > coolingOffFrom) return false;
  if (permission !== undefined && permission.status !== 'CONSENTED' && permission.at > coolingOffFrom) return false;
  const pending = detail.permissions.filter(({ status }) => status === 'REQUESTED').length;
  if (permission === undefined && (pending >= requestsMax || detail.permissions.length >= permissionsMax)) return false;
  return !(await endedSince(registry, number, brand, coolingOffFrom)) && (await withinNumberLimit(registry, number));
}

/** Whether the subscriber turned the brand away since: a withdrawal or a refusal taken back leaves no permission. */
async function endedSince(registry: Registry, number: PhoneNumber, brand: string, since: EpochMs): Promise<boolean> {
  for await (const entry of entriesOfTenure(registry, number)) {
    if (entry.at <= since) return false;
    if (!('number' in entry) || !('brand' in entry.event) || entry.event.brand !== brand) continue;
    if (entry.event.kind === 'CONSENT_WITHDRAWN' || entry.event.kind === 'SENDER_REFUSED') return true;
  }
  return false;
}

async function withinNumberLimit(registry: Registry, number: PhoneNumber): Promise<boolean> {
  try {
    await countUses(registry, [{ limit: consentRequestLimits.number, subject: String(number) }]);
    return true;
  } catch (error) {
    if (error instanceof Fault && error.code === 'TOO_MANY_REQUESTS') return false;
    throw error;
  }
}
