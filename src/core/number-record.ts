import type { NumberEvent } from './change.ts';
import type { ConsentScope } from './consent.ts';
import type { PendingAssertion } from './pending-assertion.ts';
import { noPreferences, type Preferences } from './preferences.ts';
import type { ConsentRequest, SenderPermission } from './sender-permission.ts';
import type { Service, Tenure } from './tenure.ts';
import type { EpochMs } from './time.ts';

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
  /** What the serving carrier asserted and does not bind yet; the latest word alone. */
  readonly pending?: PendingAssertion;
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
    case 'ASSERTION_WAITS':
      return withPending(record, event);
    case 'ASSERTION_ENDED':
      return record.detail.pending?.assertionId === event.assertionId ? withoutPending(record) : record;
    case 'NUMBER_RESTORED':
    case 'HISTORY_ERASED':
      return restored(record, event);
    case 'RECORD_ERASED':
      return restored(record, { ...event, preferences: noPreferences, permissions: [] });
  }
}

function rebuilt(state: Omit<NumberState, 'hasDetail'>, detail: NumberDetail): NumberRecord {
  const { permissions, tenures, servingCarrier, pending } = detail;
  const hasDetail =
    permissions.length > 0 || tenures.length > 0 || servingCarrier !== undefined || pending !== undefined;
  return { state: { preferences: state.preferences, service: state.service, hasDetail }, detail };
}

/** Ends what waited: a later word on the same line goes before it. */
function withPreferences(record: NumberRecord, preferences: Preferences): NumberRecord {
  const { state, detail } = withoutPending(record);
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
  if (state.service === 'QUARANTINED')
    return endsReassignment(detail, occurredAt) ? goneAgain(record, occurredAt) : record;
  if (isOutdated(detail, occurredAt)) return record;
  const tenures = closeTenure(detail.tenures, occurredAt);
  const permissions = detail.permissions.filter(({ status }) => status === 'REFUSED').map(withoutRequest);
  return rebuilt({ ...state, service: 'QUARANTINED' }, { ...detail, permissions, tenures });
}

/** Whether the holder for whom a reassignment waits is gone before it took effect. */
export function endsReassignment({ pending }: NumberDetail, occurredAt: EpochMs): boolean {
  return pending?.effect.kind === 'NUMBER_REASSIGNED' && occurredAt >= pending.effect.occurredAt;
}

/** Here he never had the number: it stays closed, up to the later end, under the choices that protect it. */
function goneAgain(record: NumberRecord, closedAt: EpochMs): NumberRecord {
  const { state, detail } = withoutPending(record);
  const tenures = detail.tenures.map((tenure, index) =>
    index === detail.tenures.length - 1 ? { ...tenure, closedAt } : tenure,
  );
  return rebuilt(state, { ...detail, tenures });
}

/** The former holder is back before anybody else had the number: the last closing is undone, and no other holder waits. */
function reclaimed(record: NumberRecord): NumberRecord {
  if (record.state.service !== 'QUARANTINED') return record;
  const isReassignment = record.detail.pending?.effect.kind === 'NUMBER_REASSIGNED';
  const { state, detail } = isReassignment ? withoutPending(record) : record;
  const tenures = detail.tenures.map((tenure, index) =>
    index === detail.tenures.length - 1 ? reopened(tenure) : tenure,
  );
  return rebuilt({ ...state, service: 'IN_SERVICE' }, { ...detail, tenures });
}

/** A new holder starts with no choice of the old one, and keeps what he said himself before the report came. */
function reassigned(record: NumberRecord, { occurredAt, keepsPreferences }: Reassignment): NumberRecord {
  const { state, detail } = withoutPending(record);
  if (isOutdated(detail, occurredAt)) return record;
  const closed = closeTenure(detail.tenures, occurredAt);
  const tenures = [...closed, { ordinal: closed.length + 1, openedAt: occurredAt }];
  const preferences = keepsPreferences === true ? state.preferences : noPreferences;
  const permissions = detail.permissions.filter(({ status, at }) => status !== 'REQUESTED' && at >= occurredAt);
  return rebuilt({ preferences, service: 'IN_SERVICE' }, { ...detail, permissions, tenures });
}

/** What refuses binds at once; the rest waits for an entry of its own. A reassignment waits in quarantine alone. */
function withPending(record: NumberRecord, { kind: _, meanwhile, ...pending }: WaitingAssertion): NumberRecord {
  if (pending.effect.kind === 'NUMBER_REASSIGNED' && record.state.service !== 'QUARANTINED') return record;
  const { state, detail } = record;
  return rebuilt({ ...state, preferences: meanwhile ?? state.preferences }, { ...detail, pending });
}

function withoutPending({ state, detail: { pending: _, ...detail } }: NumberRecord): NumberRecord {
  return rebuilt(state, detail);
}

/** All but who serves the number is as it is said. */
function restored(
  { detail: { servingCarrier } }: NumberRecord,
  { preferences, service, permissions, tenures, pending }: Stated,
): NumberRecord {
  return rebuilt(
    { preferences, service },
    {
      permissions,
      tenures,
      ...(servingCarrier === undefined ? {} : { servingCarrier }),
      ...(pending === undefined ? {} : { pending }),
    },
  );
}

type WaitingAssertion = Extract<NumberEvent, { readonly kind: 'ASSERTION_WAITS' }>;
type Stated = Pick<NumberState, 'preferences' | 'service'> &
  Pick<NumberDetail, 'permissions' | 'tenures'> & { readonly pending?: PendingAssertion };
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
