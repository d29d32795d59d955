import { decide } from '../../core/decide.ts';
import { type Decision, type DisclosedReason, disclosedReason, type Reason } from '../../core/enquiry.ts';
import type { PhoneNumber } from '../../core/phone-number.ts';
import { servesNumber } from '../../core/serving-carrier.ts';
import { type EpochMs, formatInstant } from '../../core/time.ts';
import type { NumberStanding } from '../../lookup/shard.ts';
import type { OrganisationActor } from '../access/actor.ts';
import type { Registry } from '../registry.ts';
import type { EnquiryTerms } from './enquiry-terms.ts';

/** A decision as this asker may read it. */
export interface Answer {
  readonly decision: 'ALLOW' | 'BLOCK';
  readonly reason: DisclosedReason;
  readonly warning: 'SENDER_UNKNOWN' | undefined;
  readonly nextPermittedAt: EpochMs | undefined;
  readonly validUntil: EpochMs;
}

/** Decides one enquiry and words it for who asks. */
export function answer(
  registry: Registry,
  asker: OrganisationActor,
  terms: EnquiryTerms,
  number: PhoneNumber,
  standing: NumberStanding,
): Answer {
  const { category, channel, messageClass, at, admittedClasses, brand } = terms;
  const { state, detail } = standing;
  const permission = detail.permissions.find((one) => one.brand === brand);
  const decidedAt = (when: EpochMs) =>
    decide(
      registry.policy,
      {
        admittedClasses,
        sender: terms.senderStandingAt(when),
        state,
        ...(permission === undefined ? {} : { permission }),
      },
      { number, category, channel, messageClass, at: when },
    );
  const decided = decidedAt(at);
  const { nextPermittedAt } = decided;
  const { senderUntil = Number.POSITIVE_INFINITY } = terms;
  // The ladder holds the sender's standing for constant: a leave that ends before is no permission then.
  const lapsed =
    nextPermittedAt !== undefined && nextPermittedAt >= senderUntil && isBlocked(decidedAt(nextPermittedAt));
  return {
    decision: decided.decision,
    reason: disclosed(registry, asker, number, standing, decided.reason),
    warning: decided.warning,
    nextPermittedAt: lapsed ? undefined : nextPermittedAt,
    validUntil: Math.min(decided.validUntil, senderUntil),
  };
}

function isBlocked({ decision }: Decision): boolean {
  return decision === 'BLOCK';
}

function disclosed(
  { directory }: Registry,
  asker: OrganisationActor,
  number: PhoneNumber,
  { detail }: NumberStanding,
  reason: Reason,
): DisclosedReason {
  const own = asker.role === 'CARRIER' ? directory.organisation(asker.organisationId)?.document : undefined;
  return disclosedReason(reason, own !== undefined && servesNumber(own, number, detail));
}

/** The members of an answer as JSON, without braces. */
export function answerMembers({ decision, reason, warning, nextPermittedAt, validUntil }: Answer): string {
  return (
    `"decision":"${decision}","reason":"${reason}"` +
    (warning === undefined ? '' : `,"warning":"${warning}"`) +
    (nextPermittedAt === undefined ? '' : `,"nextPermittedAt":"${formatInstant(nextPermittedAt)}"`) +
    `,"validUntil":"${formatInstant(validUntil)}"`
  );
}
