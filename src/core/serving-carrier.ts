import type { NumberDetail } from './number-record.ts';
import type { OrganisationDocument } from './organisation.ts';
import type { PhoneNumber } from './phone-number.ts';

/** Whether a carrier serves a number now: a port decides where there was one, else the carrier's ranges. */
export function servesNumber(
  { organisationId, role, numberRanges }: OrganisationDocument,
  number: PhoneNumber,
  { servingCarrier }: NumberDetail,
): boolean {
  if (role !== 'CARRIER') return false;
  if (servingCarrier !== undefined) return servingCarrier === organisationId;
  const digits = String(number);
  return numberRanges.some((range) => digits.startsWith(range));
}
