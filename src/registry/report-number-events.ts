import type { NumberEvent } from '../core/change.ts';
import { Fault } from '../core/fault.ts';
import type { NumberDetail, NumberRecord } from '../core/number-record.ts';
import type { OrganisationDocument } from '../core/organisation.ts';
import type { PhoneNumber } from '../core/phone-number.ts';
import { type EpochMs, minuteMs } from '../core/time.ts';
import { carrierDocument, requireServed } from './acting-carrier.ts';
import type { Actor } from './actor.ts';
import type { NumberAsk } from './change-numbers.ts';
import { numberInPlan } from './number-in-plan.ts';
import { actorName, requireOrganisation } from './permission.ts';
import { entriesOfTenure, lastTenureBoundary } from './present-tenure.ts';
import type { Registry } from './registry.ts';
import { changeByRows, type RowResults } from './row-results.ts';

export const reportedEvents = ['DISCONNECTED', 'REASSIGNED', 'RECLAIMED', 'PORTED'] as const;

export interface ReportedEvent {
  readonly phoneNumber: string;
  readonly kind: (typeof reportedEvents)[number];
  readonly occurredAt: EpochMs;
  /** Organisation id of the carrier that serves the number from then on; of `PORTED` only. */
  readonly toCarrier?: string | undefined;
  readonly reference?: string | undefined;
}

/**
 * `POST /v1/number-events`: a carrier reports what became of lines that it serves. `DISCONNECTED` closes the tenure:
 * the number stays protected. `RECLAIMED`: the former holder is back. `REASSIGNED`: somebody else has the number; the
 * old tenure is closed too where that was not reported. `PORTED` is reported by the carrier that loses the number, or
 * by the one that gains it, naming itself. What stands already, reported again, is UNCHANGED.
 * Faults: PERMISSION_DENIED, UNAVAILABLE; of rows also INVALID_ARGUMENT, OUT_OF_RANGE, SERVICE_NOT_APPLICABLE.
 */
export async function reportNumberEvents(
  registry: Registry,
  actor: Actor,
  { events }: { readonly events: readonly ReportedEvent[] },
): Promise<RowResults<'RECORDED'>> {
  const carrier = requireOrganisation(actor, 'dnd:number-events:write');
  const document = carrierDocument(registry, carrier);
  return changeByRows(registry, 'RECORDED', events, (reported): NumberAsk => {
    const number = numberInPlan(registry, reported.phoneNumber);
    const event = eventOf(registry, reported);
    return {
      number,
      async draftOf({ record }) {
        const known = stands(record, event);
        // Who lost the number and reports that again is its carrier no more.
        if (known && event.kind === 'NUMBER_PORTED') return undefined;
        requireReporter(document, number, record.detail, event);
        if (known) return undefined;
        requireInOrder(record.detail, reported.occurredAt);
        if (event.kind === 'NUMBER_PORTED') await requireLatestPort(registry, number, reported.occurredAt);
        return { event, actor: actorName(carrier), wayIn: 'API', proof: 'CARRIER_ASSERTED' };
      },
    };
  });
}

/** Clocks of carriers and of the registry may differ by this. */
const skewMs = 5 * minuteMs;

type TenureEvent = Extract<NumberEvent, { readonly occurredAt: EpochMs }>;

function eventOf(registry: Registry, { kind, occurredAt, toCarrier }: ReportedEvent): TenureEvent {
  if (occurredAt > registry.now() + skewMs) {
    throw new Fault('OUT_OF_RANGE', 'that time is still to come', { field: 'occurredAt' });
  }
  if (kind !== 'PORTED') {
    if (toCarrier === undefined) return { kind: `NUMBER_${kind}`, occurredAt };
    throw new Fault('INVALID_ARGUMENT', 'only PORTED has a toCarrier', { field: 'toCarrier' });
  }
  if (toCarrier !== undefined && registry.directory.organisation(toCarrier)?.document.role === 'CARRIER') {
    return { kind: 'NUMBER_PORTED', occurredAt, servingCarrier: toCarrier };
  }
  throw new Fault('INVALID_ARGUMENT', 'PORTED names a carrier of this registry', { field: 'toCarrier' });
}

function requireReporter(
  carrier: OrganisationDocument,
  number: PhoneNumber,
  detail: NumberDetail,
  event: TenureEvent,
): void {
  if (event.kind === 'NUMBER_PORTED' && event.servingCarrier === carrier.organisationId) return;
  requireServed(carrier, number, detail);
}

function stands({ state, detail }: NumberRecord, event: TenureEvent): boolean {
  switch (event.kind) {
    case 'NUMBER_DISCONNECTED':
      return state.service === 'QUARANTINED';
    case 'NUMBER_RECLAIMED':
      return state.service === 'IN_SERVICE';
    case 'NUMBER_REASSIGNED':
      return state.service === 'IN_SERVICE' && detail.tenures.at(-1)?.openedAt === event.occurredAt;
    case 'NUMBER_PORTED':
      return detail.servingCarrier === event.servingCarrier;
  }
}

function requireInOrder(detail: NumberDetail, occurredAt: EpochMs): void {
  const boundary = lastTenureBoundary(detail);
  if (boundary === undefined || occurredAt >= boundary) return;
  throw new Fault('OUT_OF_RANGE', 'a later change of holder is on record already', { field: 'occurredAt' });
}

/** Else the carrier that had the number in between would have it again. */
async function requireLatestPort(registry: Registry, number: PhoneNumber, occurredAt: EpochMs): Promise<void> {
  for await (const entry of entriesOfTenure(registry, number)) {
    if (!('event' in entry) || entry.event.kind !== 'NUMBER_PORTED') continue;
    if (occurredAt >= entry.event.occurredAt) return;
    throw new Fault('OUT_OF_RANGE', 'a later port is on record already', { field: 'occurredAt' });
  }
}
