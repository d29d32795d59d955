import type { Position } from '../../core/change.ts';
import type { ConsentScope } from '../../core/consent.ts';
import { Fault } from '../../core/fault.ts';
import type { NumberRecord } from '../../core/number-record.ts';
import type { SenderPermission } from '../../core/sender-permission.ts';
import type { EpochMs } from '../../core/time.ts';
import type { Actor } from '../access/actor.ts';
import { requireSubscriber } from '../access/permission.ts';
import { changeOwnNumber, ownDraft } from '../numbers/change-numbers.ts';
import type { Registry } from '../registry.ts';
import { checkedExpiry, checkedScope, type ScopeWords } from './consent-terms.ts';
import { type Consent, consentsOf } from './read-consents.ts';
import { knownBrand, permissionOf, requireRoomForBrand } from './sender-permissions.ts';

export interface ConsentInput {
  readonly brand: string;
  /** Absent: as the brand asked, else everything. */
  readonly scope?: ScopeWords | undefined;
  readonly expiresAt?: EpochMs | undefined;
}

/**
 * `POST /v1/subscriber/consents`: lets one brand through, or confirms what it asked for, on its terms or narrower
 * ones. Ends an earlier refusal of the brand. Faults: NOT_FOUND, INVALID_ARGUMENT, OUT_OF_RANGE, QUOTA_EXCEEDED, and
 * INCOMPATIBLE_STATE where what the brand asked for has run out and no other end is named.
 */
export async function giveConsent(
  registry: Registry,
  actor: Actor,
  { brand, scope, expiresAt }: ConsentInput,
): Promise<{ readonly consent: Consent; readonly changed: boolean; readonly position: Position }> {
  const subscriber = requireSubscriber(actor);
  knownBrand(registry, brand);
  const wanted = scope === undefined ? undefined : checkedScope(registry, scope);
  const { record, changed, position } = await changeOwnNumber(registry, subscriber, (present) => {
    requireRoomForBrand(present.record, brand);
    const asked = requestedTerms(present.record, brand);
    const until = checkedExpiry(registry, expiresAt ?? standingExpiry(registry, asked));
    const terms = { scope: wanted ?? asked?.scope ?? {}, ...(until === undefined ? {} : { expiresAt: until }) };
    if (stands(permissionOf(present.record, brand), terms)) return undefined;
    return ownDraft(subscriber, { kind: 'CONSENT_GIVEN', brand, ...terms });
  });
  const consent = consentsOf(registry, record).find((one) => one.brand === brand && one.status === 'CONSENTED');
  if (consent === undefined) throw new Error('a consent just given is not on record');
  return { consent, changed, position };
}

interface Terms {
  readonly scope: ConsentScope;
  readonly expiresAt?: EpochMs;
}

/** What the brand asked for and the subscriber has not answered. */
function requestedTerms(record: NumberRecord, brand: string): Terms | undefined {
  const permission = permissionOf(record, brand);
  if (permission?.status !== 'REQUESTED') return permission?.request;
  const { scope = {}, expiresAt } = permission;
  return expiresAt === undefined ? { scope } : { scope, expiresAt };
}

/** A consent that was asked for until a day never becomes one for good because it was confirmed late. */
function standingExpiry({ now }: Registry, asked: Terms | undefined): EpochMs | undefined {
  const until = asked?.expiresAt;
  if (until === undefined || until > now()) return until;
  throw new Fault('INCOMPATIBLE_STATE', 'what the brand asked for has run out: say until when it may', {
    field: 'expiresAt',
  });
}

function stands(permission: SenderPermission | undefined, { scope, expiresAt }: Terms): boolean {
  if (permission?.status !== 'CONSENTED' || permission.request !== undefined) return false;
  return permission.expiresAt === expiresAt && JSON.stringify(permission.scope) === JSON.stringify(scope);
}
