import type { NumberEvent } from '../../core/change.ts';
import { Fault } from '../../core/fault.ts';
import type { SenderPermission } from '../../core/sender-permission.ts';
import { knownBrand } from '../consents/sender-permissions.ts';
import type { Registry } from '../registry.ts';

/**
 * What makes one brand stand again as it did before. Faults: NOT_FOUND where the brand is gone, and INCOMPATIBLE_STATE
 * where a consent has run out meanwhile, or where only the brand could ask again.
 */
export function senderEventBack(
  registry: Registry,
  brand: string,
  before: SenderPermission | undefined,
  present: SenderPermission | undefined,
): NumberEvent {
  switch (before?.status) {
    case undefined:
      return { kind: present?.status === 'REFUSED' ? 'SENDER_READMITTED' : 'CONSENT_WITHDRAWN', brand };
    case 'REFUSED':
      return { kind: 'SENDER_REFUSED', brand };
    case 'CONSENTED':
      return consentBack(registry, before, present);
    case 'REQUESTED':
      throw onlyTheBrand;
  }
}

function consentBack(
  registry: Registry,
  { brand, scope = {}, expiresAt }: SenderPermission,
  present: SenderPermission | undefined,
): NumberEvent {
  // The brand asked for more, and the consent stands: the request is what goes.
  if (present?.status === 'CONSENTED' && present.request !== undefined) throw onlyTheBrand;
  knownBrand(registry, brand);
  if (expiresAt !== undefined && expiresAt <= registry.now()) {
    throw new Fault('INCOMPATIBLE_STATE', 'the consent that stood before has run out: give a new one', {
      field: 'position',
    });
  }
  return { kind: 'CONSENT_GIVEN', brand, scope, ...(expiresAt === undefined ? {} : { expiresAt }) };
}

const onlyTheBrand = new Fault('INCOMPATIBLE_STATE', 'what a brand asks is not taken back or brought back: answer it', {
  field: 'position',
});
