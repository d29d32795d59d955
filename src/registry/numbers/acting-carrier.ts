import { Fault } from '../../core/fault.ts';
import type { NumberDetail } from '../../core/number-record.ts';
import type { OrganisationDocument } from '../../core/organisation.ts';
import type { PhoneNumber } from '../../core/phone-number.ts';
import { servesNumber } from '../../core/serving-carrier.ts';
import type { OrganisationActor } from '../access/actor.ts';
import type { Registry } from '../registry.ts';

/** The carrier as it stands now. Fault PERMISSION_DENIED where the organisation is none. */
export function carrierDocument({ directory }: Registry, { organisationId }: OrganisationActor): OrganisationDocument {
  const document = directory.organisation(organisationId)?.document;
  if (document?.role === 'CARRIER') return document;
  throw new Fault('PERMISSION_DENIED', 'this is for carriers');
}

/** Fault PERMISSION_DENIED where another serves the number, or nobody in the registry. */
export function requireServed(carrier: OrganisationDocument, number: PhoneNumber, detail: NumberDetail): void {
  if (servesNumber(carrier, number, detail)) return;
  throw notServed;
}

/** Whether no active carrier of the registry serves the number. */
export function isUnserved({ directory }: Registry, number: PhoneNumber, detail: NumberDetail): boolean {
  return directory
    .carriers()
    .every(({ document }) => document.status !== 'ACTIVE' || !servesNumber(document, number, detail));
}

const notServed = new Fault('PERMISSION_DENIED', 'the carrier does not serve this number', { field: 'phoneNumber' });
