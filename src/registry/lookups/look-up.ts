import type { Position } from '../../core/change.ts';
import { Fault } from '../../core/fault.ts';
import type { PhoneNumber } from '../../core/phone-number.ts';
import type { EnquiryOutcome } from '../../core/statistics/use-keys.ts';
import { type EpochMs, formatInstant } from '../../core/time.ts';
import type { LogHead, NumberStanding, Standings } from '../../lookup/shard.ts';
import { answerUntil, type SignedAnswer } from '../../receipts/answer-cache.ts';
import type { ReceiptDesk } from '../../receipts/receipt-desk.ts';
import {
  type DecisionReceiptFacts,
  type LookupReceiptForm,
  plainReceipt,
  receiptTimes,
  sharedStatement,
} from '../../receipts/receipt-payload.ts';
import { probeGuard, requireQuota, tellsOfSubscriber } from '../abuse/guarded-lookup.ts';
import type { Actor, OrganisationActor } from '../access/actor.ts';
import { requireOrganisation } from '../access/permission.ts';
import { numberInPlan } from '../numbers/number-in-plan.ts';
import { requireCapacity } from '../overload.ts';
import { formatHeads } from '../position.ts';
import type { Registry } from '../registry.ts';
import { type Answer, answer, answerMembers } from './answer.ts';
import { type EnquiryTerms, type EnquiryWords, enquiryTerms } from './enquiry-terms.ts';
import { newQuestion, rememberedQuestion, type SingleEnquiry } from './remembered-question.ts';
import { tenureAnswer } from './tenure-answer.ts';

export interface LookupQuestion extends SingleEnquiry {
  readonly phoneNumber: string;
  /** Given back as sent; in no receipt. */
  readonly reference?: string | undefined;
}

/**
 * One signed answer, as the JSON text of the response. An answer given before is given again, byte for byte but
 * for the `reference`, as long as nothing that it depends on has changed; to a question about a planned time from the
 * second time on. Without a promise where nothing is waited for.
 * Faults: INVALID_ARGUMENT, OUT_OF_RANGE, SERVICE_NOT_APPLICABLE, PERMISSION_DENIED, UNAVAILABLE, QUOTA_EXCEEDED,
 * TOO_MANY_REQUESTS.
 */
export function lookUp(registry: Registry, actor: Actor, question: LookupQuestion): string | Promise<string> {
  const asker = requireOrganisation(actor, 'dnd:lookups:check');
  requireCapacity(registry, question.messageClass);
  const number = numberInPlan(registry, question.phoneNumber);
  const now = registry.now();
  const looked = registry.atOneMoment(
    () => {
      requireQuota(registry, asker, question, 'LOOKUP', 1);
      const standings = registry.shard.standings([number]);
      const weigh = (known: Standings) => weighed(registry, asker, question, number, known, now);
      return standings instanceof Promise ? standings.then(weigh) : weigh(standings);
    },
    asker.seen?.at === now ? asker.seen.position : undefined,
  );
  const finish = (asked: SignedAnswer | Asked) => answered(registry, asker, question, number, asked, now);
  return looked instanceof Promise ? looked.then(finish) : finish(looked);
}

/** What was weighed as the response, and kept for the next time where it is new. */
function answered(
  registry: Registry,
  asker: OrganisationActor,
  question: LookupQuestion,
  number: PhoneNumber,
  asked: SignedAnswer | Asked,
  now: EpochMs,
): string | Promise<string> {
  if ('body' in asked) {
    count(registry, asker, question, asked.outcome, now, true);
    return referenced(asked.body, question.reference);
  }
  const { answers } = registry;
  const { questionId, terms } = asked;
  const isKept = !terms.planned || answers.isAskedAgain(questionId, question.phoneNumber);
  const keep = (signed: SignedAnswer): string => {
    if (isKept) answers.put(questionId, question.phoneNumber, signed);
    return referenced(signed.body, question.reference);
  };
  const signed = signedAnswer(registry, asker, number, asked, question.receiptForm);
  return signed instanceof Promise ? signed.then(keep) : keep(signed);
}

/** A question with all that its answer depends on. */
interface Asked {
  readonly terms: EnquiryTerms;
  readonly standing: NumberStanding;
  readonly version: Position;
  /** Of the number's log. */
  readonly heads: readonly LogHead[];
  readonly questionId: number;
}

/** The answer that was given before, or what a new one needs. */
function weighed(
  registry: Registry,
  asker: OrganisationActor,
  question: LookupQuestion,
  number: PhoneNumber,
  { heads, standings, versions }: Standings,
  now: EpochMs,
): SignedAnswer | Asked {
  const standing = standings[0];
  if (standing === undefined) throw awayFault;
  const version = versions[0] as Position;
  const rememberedId = rememberedQuestion(registry, asker, question);
  const terms = rememberedId === undefined ? enquiryTerms(registry, asker, question) : undefined;
  // A remembered question names no time.
  const probing = terms === undefined ? undefined : probeGuard(registry, asker, terms)?.(number);
  if (probing !== undefined) throw probing;
  if (tellsOfSubscriber(question)) registry.abuse.watch(asker.organisationId, now).saw(number, standing.stateId !== 0);
  const questionId = rememberedId ?? newQuestion(registry, asker, question, terms as EnquiryTerms);
  const given = registry.answers.get(questionId, question.phoneNumber, version, now);
  if (given !== undefined) return given;
  return { terms: terms ?? enquiryTerms(registry, asker, question), standing, version, heads, questionId };
}

const awayFault = new Fault('UNAVAILABLE', 'where this number is kept cannot be reached now', { retryAfterSec: 1 });

function signedAnswer(
  registry: Registry,
  asker: OrganisationActor,
  number: PhoneNumber,
  { terms, standing, version, heads }: Asked,
  receiptForm: LookupReceiptForm | undefined,
): SignedAnswer | Promise<SignedAnswer> {
  const { policy, issuer, receipts } = registry;
  const decided = answer(registry, asker, terms, number, standing);
  const tenure =
    terms.lastVerifiedAt === undefined
      ? undefined
      : tenureAnswer(registry, number, standing.detail, terms.lastVerifiedAt);
  const now = registry.now();
  const position = formatHeads(heads);
  const { iat, exp } = receiptTimes(now, policy.clocks.checkValidForSec, decided.validUntil);
  const facts = {
    iss: issuer,
    aud: asker.organisationId,
    brand: terms.brand,
    iat,
    exp,
    enquiry: { ...enquiryFacts(terms), phoneNumber: `+${number}` },
    decision: { ...decided, tenureChanged: tenure },
    position,
    policy: policy.id,
  };
  const proven = (proof: string): SignedAnswer => {
    const outcome = outcomeOf(decided);
    count(registry, asker, terms, outcome, now, false);
    return {
      body: answerBody(number, decided, tenure, position, formatInstant(now), policy.id, proof),
      outcome,
      version,
      until: answerUntil(iat, decided.validUntil),
    };
  };
  const proof = receiptForm === 'SHARED' ? sharedProof(receipts, facts) : plainProof(receipts, facts);
  return proof instanceof Promise ? proof.then(proven) : proven(proof);
}

/** The members of a response that show what was decided to be signed. */
function plainProof({ sign }: ReceiptDesk, facts: DecisionReceiptFacts): string | Promise<string> {
  const member = (receipt: string) => `"receipt":"${receipt}"`;
  const receipt = sign('dnd-receipt+jwt', plainReceipt(facts));
  return typeof receipt === 'string' ? member(receipt) : receipt.then(member);
}

async function sharedProof({ signShared }: ReceiptDesk, facts: DecisionReceiptFacts): Promise<string> {
  const statement = sharedStatement(facts);
  const { inclusion, receipt } = await signShared({ text: statement, iat: facts.iat });
  return `"statement":${JSON.stringify(statement)},"inclusion":${JSON.stringify(inclusion)},"receipt":"${receipt}"`;
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
  proof: string,
): string {
  return (
    `{"phoneNumber":"+${number}",${answerMembers(decided)}` +
    (tenure === undefined ? '' : `,"tenureChanged":"${tenure}"`) +
    `,"asOf":{"position":"${position}","time":"${time}"},"policy":"${policyId}",${proof}}`
  );
}

function referenced(body: string, reference: string | undefined): string {
  return reference === undefined ? body : `${body.slice(0, -1)},"reference":${JSON.stringify(reference)}}`;
}

function outcomeOf({ decision, reason }: Answer): EnquiryOutcome {
  return `${decision}/${reason}`;
}

function count(
  registry: Registry,
  asker: OrganisationActor,
  { category, channel }: EnquiryWords,
  outcome: EnquiryOutcome,
  at: EpochMs,
  isReused: boolean,
): void {
  registry.counts.asked({ call: 'LOOKUP', asker, category, channel, at, isReused }, outcome, 1);
}
