import { Fault } from '../../core/fault.ts';
import type { PhoneNumber } from '../../core/phone-number.ts';
import { dayMs, secondMs } from '../../core/time.ts';
import type { NumberStanding } from '../../lookup/shard.ts';
import type { OrganisationActor } from '../access/actor.ts';
import type { EnquiryTerms, EnquiryWords } from '../lookups/enquiry-terms.ts';
import type { Registry } from '../registry.ts';
import { type ProbedField, probesMax } from './probe-memory.ts';

/**
 * Whether the answer says anything of the subscriber. Transactional and government messages are allowed whatever he
 * chose: who asks learns nothing, so that no limit made for marketing stands between a bank's code and its customer.
 * Whether a number has changed hands is told of them too, and is.
 */
export function tellsOfSubscriber({ messageClass, lastVerifiedOn }: EnquiryWords): boolean {
  return lastVerifiedOn !== undefined || (messageClass !== 'TRANSACTIONAL' && messageClass !== 'GOVERNMENT');
}

/**
 * Counts a question about so many numbers against the asker's quotas, unless its answer tells nothing of anybody. Fault
 * QUOTA_EXCEEDED, and nothing is counted. To be called where the directory is read at one moment.
 */
export function requireQuota(
  { abuse, directory, now }: Registry,
  { organisationId }: OrganisationActor,
  question: EnquiryWords,
  call: 'LOOKUP' | 'BATCH',
  amount: number,
): void {
  const document = tellsOfSubscriber(question) ? directory.organisation(organisationId)?.document : undefined;
  if (document !== undefined) abuse.quotas.take(document, call, amount, now());
}

/** Has the numbers of answered questions looked at; those without a standing were not answered. */
export function watchNumbers(
  { abuse, now }: Registry,
  { organisationId }: OrganisationActor,
  numbers: readonly PhoneNumber[],
  standings: readonly (NumberStanding | undefined)[],
): void {
  const watch = abuse.watch(organisationId, now());
  for (let at = 0; at < numbers.length; at++) {
    const standing = standings[at];
    if (standing !== undefined) watch.saw(numbers[at] as PhoneNumber, standing.stateId !== 0);
  }
}

/**
 * What finds a fourth `plannedAt` or `lastVerifiedOn` for one number, sender and day; undefined where the question
 * names neither. A sender that may not send now counts as none: made-up ones would be a way around.
 */
export function probeGuard(
  { abuse, now }: Registry,
  { organisationId }: OrganisationActor,
  terms: EnquiryTerms,
): ((number: PhoneNumber) => Fault | undefined) | undefined {
  const values = probedValues(terms);
  if (values.length === 0) return undefined;
  const sender = terms.senderStandingAt(terms.at) === 'AUTHORISED' ? (terms.sender ?? '') : '';
  const scope = abuse.probes.scopeOf(organisationId, sender);
  const day = Math.floor(now() / dayMs);
  return (number) => {
    for (const { field, value } of values) {
      if (abuse.probes.admits(scope, number, day, field, value)) continue;
      abuse.note(organisationId, 'PROBING', number, now());
      return probed(field, dayMs - (now() % dayMs));
    }
    return undefined;
  };
}

function probedValues({ planned, at, lastVerifiedAt, messageClass }: EnquiryTerms) {
  const values: { readonly field: ProbedField; readonly value: number }[] = [];
  const hasHours = messageClass === 'PROMOTIONAL' || messageClass === 'SERVICE';
  if (planned && hasHours) values.push({ field: 'plannedAt', value: at });
  if (lastVerifiedAt !== undefined) values.push({ field: 'lastVerifiedOn', value: lastVerifiedAt });
  return values;
}

function probed(field: ProbedField, waitMs: number): Fault {
  return new Fault('TOO_MANY_REQUESTS', `the number was asked about with too many values of ${field} today`, {
    field,
    limit: `at most ${probesMax} different values for one number, sender and day (UTC)`,
    retryAfterSec: Math.ceil(waitMs / secondMs),
  });
}
