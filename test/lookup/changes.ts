import type { EntityEvent, NumberEvent } from '../../src/core/change.ts';
import type { OrganisationDocument } from '../../src/core/organisation.ts';
import type { PhoneNumber } from '../../src/core/phone-number.ts';
import { noPreferences, type Preferences, refuseAll } from '../../src/core/preferences.ts';
import type { SenderIdentityDocument } from '../../src/core/sender-identity.ts';
import { memoryStore } from '../../src/storage/memory/memory-store.ts';
import { sha256 } from '../../src/storage/sqlite/sha256.ts';
import type { AppendResult, Store } from '../../src/storage/store.ts';

export { refuseAll };

export const refuseCredit: Preferences = { ...noPreferences, categories: { FIN_CREDIT: 'REFUSE' } };

/** Country code 999 is assigned to nobody. */
export function phoneNumber(digits: number): PhoneNumber {
  return digits as PhoneNumber;
}

export function newMemoryStore(): Store {
  return memoryStore({ sha256 });
}

export async function appendNumberEvents(
  store: Store,
  numbers: readonly PhoneNumber[],
  event: NumberEvent,
  at = 1_800_000_000_000,
): Promise<readonly AppendResult[]> {
  return store.append(
    numbers.map((number) => {
      const { follows } = store.number(number);
      return { number, event, follows, at, actor: 'subscriber', wayIn: 'API', proof: 'OTP' };
    }),
  );
}

export function setPreferences(store: Store, number: PhoneNumber, preferences: Preferences) {
  return appendNumberEvents(store, [number], { kind: 'PREFERENCES_SET', preferences });
}

export async function setEntity(store: Store, entityId: string, event: EntityEvent): Promise<readonly AppendResult[]> {
  const kind = event.kind === 'ORGANISATION_SET' ? 'ORGANISATION' : 'SENDER_IDENTITY';
  const follows = store.entity(kind, entityId)?.position ?? 0;
  return store.append([{ entityId, event, follows, at: 1_800_000_000_000, actor: 'operator:test', wayIn: 'CLI' }]);
}

export function setOrganisation(store: Store, organisationId: string, terms: Partial<OrganisationDocument> = {}) {
  return setEntity(store, organisationId, {
    kind: 'ORGANISATION_SET',
    document: {
      organisationId,
      name: 'Example',
      role: 'CALL_CENTRE',
      status: 'ACTIVE',
      scopes: [],
      admittedClasses: [],
      keys: [],
      numberRanges: [],
      ...terms,
    },
  });
}

export function setSenderIdentity(store: Store, senderId: string, status: SenderIdentityDocument['status']) {
  const document = { senderId, kind: 'HEADER', brand: 'brand-1', categories: [], status, agents: [] } as const;
  return setEntity(store, senderId, { kind: 'SENDER_IDENTITY_SET', document });
}
