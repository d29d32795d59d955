import type { NumberEvent } from '../../core/change.ts';
import { Fault } from '../../core/fault.ts';
import { endsReassignment, type NumberDetail, type NumberRecord } from '../../core/number-record.ts';
import type { OrganisationDocument } from '../../core/organisation.ts';
import type { PhoneNumber } from '../../core/phone-number.ts';
import { servesNumber } from '../../core/serving-carrier.ts';
import { type EpochMs, minuteMs } from '../../core/time.ts';
import type { Actor, OrganisationActor } from '../access/actor.ts';
import { actorName, requireOrganisation } from '../access/permission.ts';
import { LazyAssertion } from '../assertions/lazy-assertion.ts';
import type { Registry } from '../registry.ts';
import { carrierDocument, isUnserved, requireServed } from './acting-carrier.ts';
import type { NumberAsk } from './change-numbers.ts';
import { numberInPlan } from './number-in-plan.ts';
import { entriesOfTenure, lastTenureBoundary } from './present-tenure.ts';
import { checkedReassignment, type Reassignment } from './reassignment.ts';
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
 * the number stays protected. `RECLAIMED`: the former holder is back. `REASSIGNED`: somebody else has the number; it
 * waits for the policy's `pendingForSec` as part of a bulk assertion, and the number stays protected. `PORTED` is reported by the carrier that
 * loses the number; the one that gains it may name itself where no active carrier serves the number. What stands
 * already, reported again, is UNCHANGED.
 * Faults: PERMISSION_DENIED, UNAVAILABLE; of rows also INVALID_ARGUMENT, OUT_OF_RANGE, SERVICE_NOT_APPLICABLE,
 * INCOMPATIBLE_STATE.
 */
export async function reportNumberEvents(
  registry: Registry,
  actor: Actor,
  { events }: { readonly events: readonly ReportedEvent[] },
): Promise<RowResults<'RECORDED'>> {
  const carrier = requireOrganisation(actor, 'dnd:number-events:write');
  const document = carrierDocument(registry, carrier);
  registry.abuse.quotas.take(document, 'REGISTRATION', events.length, registry.now());
  const bulk = new LazyAssertion(registry, carrier, 'REASSIGNMENTS');
  const rows = await changeByRows(registry, 'RECORDED', events, (reported): NumberAsk => {
    const number = numberInPlan(registry, reported.phoneNumber);
    const event = eventOf(registry, reported);
    return {
      number,
      async draftOf({ record }) {
        if (await isRepeatedPort(registry, carrier, number, record.detail, event)) return undefined;
        requireReporter(registry, document, number, record.detail, event);
        if (stands(document, number, record, event)) return undefined;
        requireInOrder(record.detail, reported.occurredAt);
        if (event.kind === 'NUMBER_PORTED') await requireLatestPort(registry, number, reported.occurredAt);
        if (waitsAlready(record, event)) return 'WAITS';
        return {
          event: event.kind === 'NUMBER_REASSIGNED' ? await waiting(registry, bulk, number, record, event) : event,
          actor: actorName(carrier),
          wayIn: 'API',
          proof: 'CARRIER_ASSERTED',
        };
      },
    };
  });
  await bulk.written();
  return rows;
}

async function waiting(
  registry: Registry,
  bulk: LazyAssertion,
  number: PhoneNumber,
  record: NumberRecord,
  event: Reassignment,
): Promise<NumberEvent> {
  const effect = await checkedReassignment(registry, number, record, event);
  const { assertionId, waitsUntil } = await bulk.opened();
  return { kind: 'ASSERTION_WAITS', assertionId, waitsUntil, effect };
}

function waitsAlready({ detail: { pending } }: NumberRecord, event: TenureEvent): boolean {
  if (event.kind !== 'NUMBER_REASSIGNED' || pending?.effect.kind !== event.kind) return false;
  return pending.effect.occurredAt === event.occurredAt;
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

/** The carrier that serves the number. One that gains it may name itself where nobody is there to report the loss. */
function requireReporter(
  registry: Registry,
  reporter: OrganisationDocument,
  number: PhoneNumber,
  detail: NumberDetail,
  event: TenureEvent,
): void {
  const isClaim = event.kind === 'NUMBER_PORTED' && event.servingCarrier === reporter.organisationId;
  if (isClaim && isUnserved(registry, number, detail)) return;
  requireServed(reporter, number, detail);
}

/** Who lost the number and reports that again is its carrier no more; nobody else may learn who has it. */
async function isRepeatedPort(
  registry: Registry,
  reporter: OrganisationActor,
  number: PhoneNumber,
  detail: NumberDetail,
  event: TenureEvent,
): Promise<boolean> {
  if (event.kind !== 'NUMBER_PORTED' || detail.servingCarrier !== event.servingCarrier) return false;
  for await (const entry of entriesOfTenure(registry, number)) {
    if ('event' in entry && entry.event.kind === 'NUMBER_PORTED') return entry.actor === actorName(reporter);
  }
  return false;
}

/** In view of who reports it: `requireReporter` went before. */
function stands(
  reporter: OrganisationDocument,
  number: PhoneNumber,
  { state, detail }: NumberRecord,
  event: TenureEvent,
): boolean {
  switch (event.kind) {
    case 'NUMBER_DISCONNECTED':
      return state.service === 'QUARANTINED' && !endsReassignment(detail, event.occurredAt);
    case 'NUMBER_RECLAIMED':
      return state.service === 'IN_SERVICE';
    case 'NUMBER_REASSIGNED':
      return state.service === 'IN_SERVICE' && detail.tenures.at(-1)?.openedAt === event.occurredAt;
    case 'NUMBER_PORTED':
      return event.servingCarrier === reporter.organisationId && servesNumber(reporter, number, detail);
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
