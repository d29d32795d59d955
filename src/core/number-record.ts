import type { NumberEvent } from './change.ts';
import type { CategoryId, ChannelId } from './policy.ts';
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
 * At most one per brand; the latest log position wins.
 */
export interface SenderPermission {
  readonly brand: string;
  readonly status: 'REQUESTED' | 'CONSENTED' | 'REFUSED';
  readonly scope?: ConsentScope;
  readonly expiresAt?: EpochMs;
  /** When the status last changed. */
  readonly at: EpochMs;
  readonly position: number;
}

/** What a consent covers; an absent list covers every category or channel. */
export interface ConsentScope {
  readonly categories?: readonly CategoryId[];
  readonly channels?: readonly ChannelId[];
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
      return withPermission(record, {
        brand: event.brand,
        status: 'REQUESTED',
        scope: event.scope,
        ...(event.expiresAt === undefined ? {} : { expiresAt: event.expiresAt }),
        at,
        position,
      });
    case 'CONSENT_GIVEN':
      return withPermission(record, {
        brand: event.brand,
        status: 'CONSENTED',
        scope: event.scope,
        ...(event.expiresAt === undefined ? {} : { expiresAt: event.expiresAt }),
        at,
        position,
      });
    case 'CONSENT_WITHDRAWN':
    case 'SENDER_READMITTED':
      return withoutPermission(record, event.brand);
    case 'SENDER_REFUSED':
      return withPermission(record, { brand: event.brand, status: 'REFUSED', at, position });
    case 'NUMBER_DISCONNECTED':
      return disconnected(record, event.occurredAt);
    case 'NUMBER_RECLAIMED':
      return reclaimed(record);
    case 'NUMBER_REASSIGNED':
      return reassigned(record, event.occurredAt);
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

function withoutPermission(record: NumberRecord, brand: string): NumberRecord {
  const { state, detail } = record;
  return rebuilt(state, { ...detail, permissions: detail.permissions.filter((one) => one.brand !== brand) });
}

/** The holder is gone: consents and refusals of single brands die with the tenure, the protection stays. */
function disconnected({ state, detail }: NumberRecord, occurredAt: EpochMs): NumberRecord {
  if (state.service === 'QUARANTINED') return { state, detail };
  const tenures = closeTenure(detail.tenures, occurredAt);
  return rebuilt({ ...state, service: 'QUARANTINED' }, { ...detail, permissions: [], tenures });
}

/** The former holder is back before anybody else had the number: the last closing is undone. */
function reclaimed({ state, detail }: NumberRecord): NumberRecord {
  if (state.service !== 'QUARANTINED') return { state, detail };
  const tenures = detail.tenures.map((tenure, index) =>
    index === detail.tenures.length - 1 ? reopened(tenure) : tenure,
  );
  return rebuilt({ ...state, service: 'IN_SERVICE' }, { ...detail, tenures });
}

/** A new holder starts with no choice of the old one. */
function reassigned({ detail }: NumberRecord, occurredAt: EpochMs): NumberRecord {
  const closed = closeTenure(detail.tenures, occurredAt);
  const tenures = [...closed, { ordinal: closed.length + 1, openedAt: occurredAt }];
  return rebuilt({ preferences: noPreferences, service: 'IN_SERVICE' }, { ...detail, permissions: [], tenures });
}

function closeTenure(tenures: readonly Tenure[], closedAt: EpochMs): readonly Tenure[] {
  const last = tenures.at(-1);
  if (last === undefined) return [{ ordinal: 1, closedAt }];
  return last.closedAt === undefined ? [...tenures.slice(0, -1), { ...last, closedAt }] : tenures;
}

function reopened({ ordinal, openedAt }: Tenure): Tenure {
  return openedAt === undefined ? { ordinal } : { ordinal, openedAt };
}
