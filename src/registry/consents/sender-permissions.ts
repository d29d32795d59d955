import { Fault } from '../../core/fault.ts';
import type { NumberRecord } from '../../core/number-record.ts';
import type { OrganisationDocument } from '../../core/organisation.ts';
import type { SenderPermission } from '../../core/sender-permission.ts';
import type { Registry } from '../registry.ts';

/** What one number may say of single brands, consents and refusals and what is asked for together. */
export const permissionsMax = 1_000;

export function permissionOf({ detail }: NumberRecord, brand: string): SenderPermission | undefined {
  return detail.permissions.find((permission) => permission.brand === brand);
}

/** Fault QUOTA_EXCEEDED where one more brand would be more than `permissionsMax`. */
export function requireRoomForBrand(record: NumberRecord, brand: string): void {
  if (record.detail.permissions.length < permissionsMax || permissionOf(record, brand) !== undefined) return;
  throw new Fault('QUOTA_EXCEEDED', 'there is no room for one more brand: take one back first', {
    field: 'brand',
    limit: `at most ${permissionsMax} brands a number`,
  });
}

/** The organisation on whose behalf is sent. Fault NOT_FOUND where there is none with this id. */
export function knownBrand({ directory }: Registry, brand: string): OrganisationDocument {
  const organisation = directory.organisation(brand)?.document;
  if (organisation !== undefined && organisation.role !== 'REGULATOR' && organisation.role !== 'OPERATOR') {
    return organisation;
  }
  throw new Fault('NOT_FOUND', 'there is no brand with this id', { field: 'brand' });
}

/** A brand's name for people; its id where the registry has no name for it any more. */
export function brandName({ directory }: Registry, brand: string): string {
  return directory.organisation(brand)?.document.name ?? brand;
}
