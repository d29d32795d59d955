import type { Position } from '../../core/change.ts';
import type { PhoneNumber } from '../../core/phone-number.ts';
import { formatInstant } from '../../core/time.ts';
import type { NumberStanding, Standings } from '../../lookup/shard.ts';
import { answerKey, answerUntil } from '../../receipts/answer-cache.ts';
import { plainReceipt, receiptTimes } from '../../receipts/receipt-payload.ts';
import type { Actor, OrganisationActor } from '../access/actor.ts';
import { requireOrganisation } from '../access/permission.ts';
import { numberInPlan } from '../numbers/number-in-plan.ts';
import { formatPosition } from '../position.ts';
import type { Registry } from '../registry.ts';
import { type Answer, answer, answerMembers } from './answer.ts';
import { type EnquiryTerms, type EnquiryWords, enquiryTerms } from './enquiry-terms.ts';
import { countKey, dayOf } from './lookup-counts.ts';
import { tenureAnswer } from './tenure-answer.ts';

export interface LookupQuestion extends EnquiryWords {
  readonly phoneNumber: string;
  /** Given back as sent; in no receipt. */
  readonly reference?: string | undefined;
}

/**
 * One signed answer, as the JSON text of the response. An answer given before is given again, byte for byte but
 * for the `reference`, as long as nothing that it depends on has changed.
 * Faults: INVALID_ARGUMENT, OUT_OF_RANGE, SERVICE_NOT_APPLICABLE, PERMISSION_DENIED, UNAVAILABLE.
 */
export async function lookUp(registry: Registry, actor: Actor, question: LookupQuestion): Promise<string> {
  const asker = requireOrganisation(actor, 'dnd:lookups:check');
  const number = numberInPlan(registry, question.phoneNumber);
  const asked = await registry.atOneMoment(() => {
    const terms = enquiryTerms(registry, asker, question);
    const looked = registry.shard.standings([number]);
    const key = (standings: Standings) => askedOf(registry, asker, number, terms, standings);
    return looked instanceof Promise ? looked.then(key) : key(looked);
  });
  const known = registry.answers.get(asked.key, registry.now());
  if (known !== undefined) {
    count(registry, asker, asked.terms, 'REUSED');
    return referenced(known, question.reference);
  }
  const signed = await signedAnswer(registry, asker, number, asked);
  registry.answers.put(asked.key, signed);
  return referenced(signed.body, question.reference);
}

/** A question with all that its answer depends on, as of one position. */
interface Asked {
  readonly terms: EnquiryTerms;
  readonly standing: NumberStanding;
  readonly position: Position;
  readonly key: string;
}

function askedOf(
  { directory, policy }: Registry,
  asker: OrganisationActor,
  number: PhoneNumber,
  terms: EnquiryTerms,
  { position, standings }: Standings,
): Asked {
  const standing = standings[0] as NumberStanding;
  const { category, channel, messageClass, sender, lastVerifiedOn, standingKey } = terms;
  const key = answerKey({
    asker: asker.organisationId,
    number,
    category,
    channel,
    messageClass,
    receiptForm: 'PLAIN',
    plannedAt: terms.planned ? terms.at : undefined,
    lastVerifiedOn,
    sender,
    blockVersion: standing.blockVersion,
    standingKey,
    keysPosition: directory.signingKeys()?.position ?? 0,
    policy: policy.id,
  });
  return { terms, standing, position, key };
}

async function signedAnswer(
  registry: Registry,
  asker: OrganisationActor,
  number: PhoneNumber,
  { terms, standing, position: atPosition }: Asked,
): Promise<{ readonly body: string; readonly until: number }> {
  const { policy, issuer, receipts } = registry;
  const decided = answer(registry, asker, terms, number, standing);
  const tenure =
    terms.lastVerifiedAt === undefined
      ? undefined
      : tenureAnswer(registry, number, standing.detail, terms.lastVerifiedAt);
  const now = registry.now();
  const position = formatPosition(registry.shard.logId, atPosition);
  const { iat, exp } = receiptTimes(now, policy.clocks.checkValidForSec, decided.validUntil);
  const payload = plainReceipt({
    iss: issuer,
    aud: asker.organisationId,
    brand: terms.brand,
    iat,
    exp,
    enquiry: { ...enquiryFacts(terms), phoneNumber: `+${number}` },
    decision: { ...decided, tenureChanged: tenure },
    position,
    policy: policy.id,
  });
  const receipt = await receipts.sign('dnd-receipt+jwt', payload);
  count(registry, asker, terms, decided.decision, decided.reason);
  return {
    body: answerBody(number, decided, tenure, position, formatInstant(now), policy.id, receipt),
    until: answerUntil(iat, decided.validUntil),
  };
}

/** The enquiry as a receipt repeats it. */
export function enquiryFacts(terms: EnquiryTerms) {
  const { category, channel, messageClass, sender, lastVerifiedOn } = terms;
  return { category, channel, messageClass, sender, plannedAt: terms.planned ? terms.at : undefined, lastVerifiedOn };
}

function answerBody(
  number: PhoneNumber,
  decided: Answer,
  tenure: string | undefined,
  position: string,
  time: string,
  policyId: string,
  receipt: string,
): string {
  return (
    `{"phoneNumber":"+${number}",${answerMembers(decided)}` +
    (tenure === undefined ? '' : `,"tenureChanged":"${tenure}"`) +
    `,"asOf":{"position":"${position}","time":"${time}"},"policy":"${policyId}","receipt":"${receipt}"}`
  );
}

function referenced(body: string, reference: string | undefined): string {
  return reference === undefined ? body : `${body.slice(0, -1)},"reference":${JSON.stringify(reference)}}`;
}

/** Outcome `REUSED` counts an answer given again; its decision was counted when it was signed. */
function count(
  registry: Registry,
  asker: OrganisationActor,
  { category, channel }: EnquiryTerms,
  outcome: string,
  reason?: string,
): void {
  const day = dayOf(registry.now());
  const named = reason === undefined ? outcome : `${outcome}/${reason}`;
  registry.counts.add(countKey(day, asker.organisationId, category, channel, named), 1);
}
