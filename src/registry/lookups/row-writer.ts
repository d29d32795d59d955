import type { DisclosedReason } from '../../core/enquiry.ts';
import type { Fault } from '../../core/fault.ts';
import { sharesZonesWithBlock, zonesOf } from '../../core/numbering-plan.ts';
import type { PhoneNumber } from '../../core/phone-number.ts';
import type { ZoneId } from '../../core/policy.ts';
import type { NumberStanding } from '../../lookup/shard.ts';
import type { RowCounts } from '../../receipts/receipt-payload.ts';
import type { StateId } from '../../storage/store.ts';
import type { OrganisationActor } from '../access/actor.ts';
import type { Registry } from '../registry.ts';
import { answer, answerMembers } from './answer.ts';
import type { EnquiryTerms } from './enquiry-terms.ts';
import type { GrowingText } from './growing-text.ts';
import { tenureAnswer } from './tenure-answer.ts';

/** Writes the rows of one batch as JSON, comma-separated, and counts them. */
export interface RowWriter {
  decided(number: PhoneNumber, standing: NumberStanding, reference: string | undefined): void;
  /** A row that is no enquiry; `field` is its path in the request. */
  rejected(phoneNumber: unknown, fault: Fault, field: string, reference: string | undefined): void;
  /** A row whose number cannot be looked at now. */
  unavailable(number: PhoneNumber, reference: string | undefined): void;
  counts(): RowCounts;
  /** Rows by `ALLOW/DEFAULT`, `BLOCK/CATEGORY_REFUSED`, `REJECTED` …. */
  outcomes(): ReadonlyMap<string, number>;
}

/** The end of a row, from behind the digits, that numbers share; and how many rows have it. */
interface RowEnd {
  /** Without the closing brace, and with it. */
  readonly open: Uint8Array;
  readonly closed: Uint8Array;
  readonly outcome: string;
  readonly reason: DisclosedReason;
  rows: number;
}

export function rowWriter(
  registry: Registry,
  asker: OrganisationActor,
  terms: EnquiryTerms,
  text: GrowingText,
): RowWriter {
  const endOf = rowEnds(registry, asker, terms);
  const others = { REJECTED: 0, UNAVAILABLE: 0 };
  const bare = terms.lastVerifiedAt === undefined;
  let rows = 0;

  function begin(start: Uint8Array): void {
    text.encoded(rows++ === 0 ? start.subarray(1) : start);
  }

  return {
    decided(number, standing, reference) {
      const end = endOf.end(number, standing);
      end.rows += 1;
      if (bare && reference === undefined && rows > 0) return text.row(rowStart, number, end.closed);
      begin(rowStart);
      text.digits(number);
      text.encoded(end.open);
      if (terms.lastVerifiedAt !== undefined) {
        const tenure = tenureAnswer(registry, number, standing.detail, terms.lastVerifiedAt);
        text.text(`,"tenureChanged":"${tenure}"`);
      }
      endRow(text, reference);
    },
    rejected(phoneNumber, { code, message }, field, reference) {
      others.REJECTED += 1;
      begin(comma);
      const asSent = typeof phoneNumber === 'string' ? phoneNumber.slice(0, echoedCharactersMax) : '';
      const members = JSON.stringify({ phoneNumber: asSent, status: 'REJECTED', code, field, message });
      text.text(members.slice(0, -1));
      endRow(text, reference);
    },
    unavailable(number, reference) {
      others.UNAVAILABLE += 1;
      begin(rowStart);
      text.digits(number);
      text.encoded(unavailableEnd);
      endRow(text, reference);
    },
    counts: () => countsOf(endOf.all, others),
    outcomes: () => outcomesOf(endOf.all, others),
  };
}

/** Of a value that is no phone number, this much is given back. */
const echoedCharactersMax = 32;

const encoder = new TextEncoder();
const comma = encoder.encode(',');
const rowStart = encoder.encode(',{"phoneNumber":"+');
const unavailableEnd = encoder.encode('","status":"UNAVAILABLE"');
const brace = encoder.encode('}');

function endRow(text: GrowingText, reference: string | undefined): void {
  if (reference !== undefined) text.text(`,"reference":${JSON.stringify(reference)}`);
  text.encoded(brace);
}

/**
 * Numbers of one state in the same zones share their decision, unless they said something of single senders, or the
 * reason is one that only the number's own carrier may read.
 */
function rowEnds(registry: Registry, asker: OrganisationActor, terms: EnquiryTerms) {
  const { policy } = registry;
  const all: RowEnd[] = [];
  const byStanding = new Map<NumberStanding, RowEnd>();
  const byZones = new Map<readonly ZoneId[], Map<StateId, RowEnd>>();

  function decided(number: PhoneNumber, standing: NumberStanding): RowEnd {
    const given = answer(registry, asker, terms, number, standing);
    const closed = encoder.encode(`","status":"DECIDED",${answerMembers(given)}}`);
    const open = closed.subarray(0, -1);
    const end = { open, closed, outcome: `${given.decision}/${given.reason}`, reason: given.reason, rows: 0 };
    all.push(end);
    return end;
  }

  function statesIn(zones: readonly ZoneId[]): Map<StateId, RowEnd> {
    const known = byZones.get(zones);
    if (known !== undefined) return known;
    const states = new Map<StateId, RowEnd>();
    byZones.set(zones, states);
    return states;
  }

  function shared(number: PhoneNumber, standing: NumberStanding): RowEnd {
    const byState = statesIn(zonesOf(policy, number));
    const end = byState.get(standing.stateId) ?? decided(number, standing);
    if (asker.role === 'CARRIER' && ownCarriersReasons.includes(end.reason)) return end;
    byState.set(standing.stateId, end);
    if (sharesZonesWithBlock(policy, number)) byStanding.set(standing, end);
    return end;
  }

  return {
    all,
    end(number: PhoneNumber, standing: NumberStanding): RowEnd {
      const known = byStanding.get(standing);
      if (known !== undefined) return known;
      return standing.state.hasDetail ? decided(number, standing) : shared(number, standing);
    },
  };
}

/** What a carrier reads of these depends on whether it serves the number. */
const ownCarriersReasons: readonly DisclosedReason[] = ['REFUSED', 'QUARANTINE', 'ALL_REFUSED'];

interface OtherRows {
  readonly REJECTED: number;
  readonly UNAVAILABLE: number;
}

function countsOf(ends: readonly RowEnd[], { REJECTED: rejected, UNAVAILABLE: unavailable }: OtherRows): RowCounts {
  let allowed = 0;
  let blocked = 0;
  for (const { outcome, rows } of ends) {
    if (outcome.startsWith('ALLOW')) allowed += rows;
    else blocked += rows;
  }
  return { count: allowed + blocked + rejected + unavailable, allowed, blocked, rejected, unavailable };
}

function outcomesOf(ends: readonly RowEnd[], others: OtherRows): ReadonlyMap<string, number> {
  const outcomes = new Map<string, number>();
  for (const { outcome, rows } of ends) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + rows);
  for (const [outcome, rows] of Object.entries(others)) if (rows > 0) outcomes.set(outcome, rows as number);
  return outcomes;
}
