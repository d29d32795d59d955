import type { Position } from '../../core/change.ts';
import { Fault } from '../../core/fault.ts';
import { startOfLocalDate } from '../../core/local-time.ts';
import type { NumberDetail } from '../../core/number-record.ts';
import type { OrganisationDocument } from '../../core/organisation.ts';
import type { PhoneNumber } from '../../core/phone-number.ts';
import type { Policy } from '../../core/policy.ts';
import { servesNumber } from '../../core/serving-carrier.ts';
import { type TenureChanged, tenureChanged } from '../../core/tenure.ts';
import type { EpochMs } from '../../core/time.ts';
import type { Directory } from '../../lookup/directory.ts';
import type { Registry } from '../registry.ts';

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

/** Whether the number has changed hands since; `NO` only where its carriers have reported all the while. */
export function tenureAnswer(
  { directory, now }: Registry,
  number: PhoneNumber,
  detail: NumberDetail,
  lastVerifiedAt: EpochMs,
): TenureChanged {
  const since = reportedSince(directory, number, detail);
  return tenureChanged(detail, lastVerifiedAt, since === undefined ? {} : { since }, now());
}

/** Moves with every change of a carrier's document: answers about tenures depend on them. */
export function carriersPosition(directory: Directory): Position {
  return directory.carriers().reduce((last, { position }) => Math.max(last, position), 0);
}

/** A ported number may have been at any carrier before: all of them have to have reported. */
function reportedSince(directory: Directory, number: PhoneNumber, detail: NumberDetail): EpochMs | undefined {
  const carriers = directory.carriers().map(({ document }) => document);
  const server = carriers.find((document) => servesNumber(document, number, detail));
  if (server === undefined) return undefined;
  const sinces = (detail.servingCarrier === undefined ? [server] : carriers).map(reportsOf);
  return sinces.reduce((latest, since) =>
    latest === undefined || since === undefined ? undefined : Math.max(latest, since),
  );
}

/** A suspended carrier's reports are not taken. */
function reportsOf({ status, reportsSince }: OrganisationDocument): EpochMs | undefined {
  return status === 'ACTIVE' ? reportsSince : undefined;
}
