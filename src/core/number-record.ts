import type { NumberEvent } from './change.ts';
import type { ConsentScope } from './consent.ts';
import { noPreferences, type Preferences } from './preferences.ts';
import type { EpochMs } from './time.ts';

/** Whether the registry knows a holder: after a disconnection the number stays protected until reassigned or reclaimed. */
export type Service = 'IN_SERVICE' | 'QUARANTINED';

/**
 * The part of a number that decides most enquiries. Distinct values are few (thousands for a nation), so
 * stores intern them; `hasDetail` says whether a `NumberDetail` must be looked at too.
 */
export interface NumberState {
  readonly preferences: Preferences;
  readonly service: Service;
  readonly hasDetail: boolean;
}

/** The rare part of a number: what it said of single brands, who held and serves it. */
export interface NumberDetail {
  readonly permissions: readonly SenderPermission[];
  readonly tenures: readonly Tenure[];
  /** Organisation id of the carrier that a port moved the number to; absent: the carrier of its range. */
  readonly servingCarrier?: string;
}

/**
 * What a subscriber said of one brand. `REQUESTED` is a consent asked for and not confirmed: it permits nothing.
 * At most one per brand; the latest word of the subscriber wins.
 */
export interface SenderPermission {
  readonly brand: string;
  readonly status: 'REQUESTED' | 'CONSENTED' | 'REFUSED';
  readonly scope?: ConsentScope;
  readonly expiresAt?: EpochMs;
  /** When the status last changed. */
  readonly at: EpochMs;
  readonly position: number;
  /** A consent asked for since, not confirmed: what stands goes on standing. Absent where the status is `REQUESTED`. */
  readonly request?: ConsentRequest;
}

export interface ConsentRequest {
  readonly scope: ConsentScope;
  readonly expiresAt?: EpochMs;
  readonly at: EpochMs;
  readonly position: number;
}

/** One holder's time with a number, `[openedAt, closedAt)`; an absent end is unknown or open. */
export interface Tenure {
  readonly ordinal: number;
  readonly openedAt?: EpochMs;
  readonly closedAt?: EpochMs;
}

/** What the log says of one number. */
export interface NumberRecord {
  readonly state: NumberState;
  readonly detail: NumberDetail;
}

export const noDetail: NumberDetail = { permissions: [], tenures: [] };
export const unknownState: NumberState = { preferences: noPreferences, service: 'IN_SERVICE', hasDetail: false };
export const unknownRecord: NumberRecord = { state: unknownState, detail: noDetail };

/** The record after one more entry of the log. Total: every event has an effect, if only none, on every record. */
export function applyNumberEvent(
  record: NumberRecord,
  event: NumberEvent,
  at: EpochMs,
  position: number,
): NumberRecord {
  switch (event.kind) {
    case 'PREFERENCES_SET':
      return withPreferences(record, event.preferences);
    case 'CONSENT_REQUESTED':
      return withRequest(record, event.brand, terms(event, at, position));
    case 'CONSENT_GIVEN':
      return withPermission(record, { brand: event.brand, status: 'CONSENTED', ...terms(event, at, position) });
    case 'CONSENT_WITHDRAWN':
      return consentWithdrawn(record, event.brand);
    case 'SENDER_READMITTED':
      return senderReadmitted(record, event.brand);
    case 'SENDER_REFUSED':
      return withPermission(record, { brand: event.brand, status: 'REFUSED', at, position });
    case 'NUMBER_DISCONNECTED':
      return disconnected(record, event.occurredAt);
    case 'NUMBER_RECLAIMED':
      return reclaimed(record);
    case 'NUMBER_REASSIGNED':
      return reassigned(record, event);
    case 'NUMBER_PORTED':
      return rebuilt(record.state, { ...record.detail, servingCarrier: event.servingCarrier });
  }
}

function rebuilt(state: Omit<NumberState, 'hasDetail'>, detail: NumberDetail): NumberRecord {
  const hasDetail = detail.permissions.length > 0 || detail.tenures.length > 0 || detail.servingCarrier !== undefined;
  return { state: { preferences: state.preferences, service: state.service, hasDetail }, detail };
}

function withPreferences(record: NumberRecord, preferences: Preferences): NumberRecord {
  const { state, detail } = record;
  const permissions =
    preferences.base === 'REFUSE_ALL'
      ? detail.permissions.filter((permission) => permission.status !== 'CONSENTED')
      : detail.permissions;
  return rebuilt({ ...state, preferences }, { ...detail, permissions });
}

function withPermission(record: NumberRecord, permission: SenderPermission): NumberRecord {
  const { state, detail } = record;
  const others = detail.permissions.filter(({ brand }) => brand !== permission.brand);
  const permissions = [...others, permission].sort((a, b) => (a.brand < b.brand ? -1 : 1));
  return rebuilt(state, { ...detail, permissions });
}

function terms(
  { scope, expiresAt }: { readonly scope: ConsentScope; readonly expiresAt?: EpochMs },
  at: EpochMs,
  position: number,
): ConsentRequest {
  return { scope, ...(expiresAt === undefined ? {} : { expiresAt }), at, position };
}

/** Asking takes nothing away: a refusal or a consent stands until the subscriber says otherwise. */
function withRequest(record: NumberRecord, brand: string, request: ConsentRequest): NumberRecord {
  const standing = permissionOf(record, brand);
  return standing === undefined || standing.status === 'REQUESTED'
    ? withPermission(record, { brand, status: 'REQUESTED', ...request })
    : withPermission(record, { ...standing, request });
}

/** Ends a consent and what was asked for; a refusal stands. */
function consentWithdrawn(record: NumberRecord, brand: string): NumberRecord {
  const standing = permissionOf(record, brand);
  if (standing?.status !== 'REFUSED') return withoutPermission(record, brand);
  return withPermission(record, withoutRequest(standing));
}

/** Ends a refusal, and nothing but a refusal. */
function senderReadmitted(record: NumberRecord, brand: string): NumberRecord {
  const standing = permissionOf(record, brand);
  if (standing?.status !== 'REFUSED') return record;
  return standing.request === undefined
    ? withoutPermission(record, brand)
    : withPermission(record, { brand, status: 'REQUESTED', ...standing.request });
}

function withoutRequest({ request: _asked, ...permission }: SenderPermission): SenderPermission {
  return permission;
}

function permissionOf({ detail }: NumberRecord, brand: string): SenderPermission | undefined {
  return detail.permissions.find((permission) => permission.brand === brand);
}

function withoutPermission(record: NumberRecord, brand: string): NumberRecord {
  const { state, detail } = record;
  return rebuilt(state, { ...detail, permissions: detail.permissions.filter((one) => one.brand !== brand) });
}

/**
 * The holder is gone: his consents and what brands asked of him end at once. What he refused stays, for he may
 * reclaim the number; until then nobody passes.
 */
function disconnected(record: NumberRecord, occurredAt: EpochMs): NumberRecord {
  const { state, detail } = record;
  if (state.service === 'QUARANTINED' || isOutdated(detail, occurredAt)) return record;
  const tenures = closeTenure(detail.tenures, occurredAt);
  const permissions = detail.permissions.filter(({ status }) => status === 'REFUSED').map(withoutRequest);
  return rebuilt({ ...state, service: 'QUARANTINED' }, { ...detail, permissions, tenures });
}

/** The former holder is back before anybody else had the number: the last closing is undone. */
function reclaimed({ state, detail }: NumberRecord): NumberRecord {
  if (state.service !== 'QUARANTINED') return { state, detail };
  const tenures = detail.tenures.map((tenure, index) =>
    index === detail.tenures.length - 1 ? reopened(tenure) : tenure,
  );
  return rebuilt({ ...state, service: 'IN_SERVICE' }, { ...detail, tenures });
}

/** A new holder starts with no choice of the old one, and keeps what he said himself before the report came. */
function reassigned(record: NumberRecord, { occurredAt, keepsPreferences }: Reassignment): NumberRecord {
  const { state, detail } = record;
  if (isOutdated(detail, occurredAt)) return record;
  const closed = closeTenure(detail.tenures, occurredAt);
  const tenures = [...closed, { ordinal: closed.length + 1, openedAt: occurredAt }];
  const preferences = keepsPreferences === true ? state.preferences : noPreferences;
  const permissions = detail.permissions.filter(({ status, at }) => status !== 'REQUESTED' && at >= occurredAt);
  return rebuilt({ preferences, service: 'IN_SERVICE' }, { ...detail, permissions, tenures });
}

type Reassignment = Extract<NumberEvent, { readonly kind: 'NUMBER_REASSIGNED' }>;

/** Reports come late: what happened before the present tenure began ended an earlier one. */
function isOutdated({ tenures }: NumberDetail, occurredAt: EpochMs): boolean {
  const openedAt = tenures.at(-1)?.openedAt;
  return openedAt !== undefined && occurredAt < openedAt;
}

function closeTenure(tenures: readonly Tenure[], closedAt: EpochMs): readonly Tenure[] {
  const last = tenures.at(-1);
  if (last === undefined) return [{ ordinal: 1, closedAt }];
  return last.closedAt === undefined ? [...tenures.slice(0, -1), { ...last, closedAt }] : tenures;
}

function reopened({ ordinal, openedAt }: Tenure): Tenure {
  return openedAt === undefined ? { ordinal } : { ordinal, openedAt };
}
