import { Fault } from '../core/fault.ts';
import { startOfLocalDate } from '../core/local-time.ts';
import type { NumberDetail } from '../core/number-record.ts';
import type { PhoneNumber } from '../core/phone-number.ts';
import type { Policy } from '../core/policy.ts';
import { servesNumber } from '../core/serving-carrier.ts';
import { type TenureChanged, tenureChanged } from '../core/tenure.ts';
import type { EpochMs } from '../core/time.ts';
import type { Registry } from './registry.ts';

/** First instant of the day that a `lastVerifiedOn` names, in the policy's first zone. */
export function lastVerifiedInstant(policy: Policy, lastVerifiedOn: string, now: EpochMs): EpochMs {
  const at = startOfLocalDate(policy.defaultZones[0] ?? 'UTC', lastVerifiedOn);
  if (at === undefined) {
    throw new Fault('INVALID_ARGUMENT', 'not a day', { field: 'lastVerifiedOn', limit: 'YYYY-MM-DD' });
  }
  if (at > now) {
    throw new Fault('OUT_OF_RANGE', 'the day is still to come', { field: 'lastVerifiedOn', limit: 'at most today' });
  }
  return at;
}

/** Whether the number has changed hands since; `NO` only where its carrier has reported all the while. */
export function tenureAnswer(
  { directory, now }: Registry,
  number: PhoneNumber,
  detail: NumberDetail,
  lastVerifiedAt: EpochMs,
): TenureChanged {
  const carrier = directory.carriers().find(({ document }) => servesNumber(document, number, detail));
  const since = carrier?.document.reportsSince;
  return tenureChanged(detail, lastVerifiedAt, since === undefined ? {} : { since }, now());
}
