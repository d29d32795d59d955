import type { Fault } from '../core/fault.ts';
import { zonesOf } from '../core/numbering-plan.ts';
import type { PhoneNumber } from '../core/phone-number.ts';
import type { ZoneId } from '../core/policy.ts';
import type { NumberStanding } from '../lookup/shard.ts';
import type { RowCounts } from '../receipts/receipt-payload.ts';
import type { StateId } from '../storage/store.ts';
import type { OrganisationActor } from './actor.ts';
import { answer, answerMembers } from './answer.ts';
import type { EnquiryTerms } from './enquiry-terms.ts';
import type { Registry } from './registry.ts';
import { tenureAnswer } from './tenure-answer.ts';

/** A row as it came: anything that is not a phone number of the plan ends as a REJECTED row. */
export interface BatchItem {
  readonly phoneNumber: unknown;
  readonly reference?: string | undefined;
}

/** Writes the rows of one batch as JSON, and counts them. */
export interface RowWriter {
  decided(item: BatchItem, number: PhoneNumber, standing: NumberStanding): string;
  /** A row that is no enquiry; `field` is its path in the request. */
  rejected(item: BatchItem, fault: Fault, field: string): string;
  /** A row whose number cannot be looked at now. */
  unavailable(item: BatchItem, number: PhoneNumber): string;
  readonly counts: RowCounts;
  /** Rows by `ALLOW/DEFAULT`, `BLOCK/CATEGORY_REFUSED`, `REJECTED` …. */
  readonly outcomes: ReadonlyMap<string, number>;
}

type RowKind = 'allowed' | 'blocked' | 'rejected' | 'unavailable';

export function rowWriter(registry: Registry, asker: OrganisationActor, terms: EnquiryTerms): RowWriter {
  const counts = { count: 0, allowed: 0, blocked: 0, rejected: 0, unavailable: 0 };
  const outcomes = new Map<string, number>();
  const membersOf = sharedMembers(registry, asker, terms);

  function tally(kind: RowKind, outcome: string): void {
    counts.count += 1;
    counts[kind] += 1;
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }

  return {
    counts,
    outcomes,
    decided(item, number, standing) {
      const { members, kind, outcome } = membersOf(number, standing);
      tally(kind, outcome);
      const tenure = tenureMember(registry, terms, number, standing);
      return `{"phoneNumber":"+${number}","status":"DECIDED",${members}${tenure}${referenceMember(item)}}`;
    },
    rejected(item, { code, message }, field) {
      tally('rejected', 'REJECTED');
      const asSent = typeof item.phoneNumber === 'string' ? item.phoneNumber.slice(0, echoedCharactersMax) : '';
      const members = JSON.stringify({ phoneNumber: asSent, status: 'REJECTED', code, field, message });
      return `${members.slice(0, -1)}${referenceMember(item)}}`;
    },
    unavailable(item, number) {
      tally('unavailable', 'UNAVAILABLE');
      return `{"phoneNumber":"+${number}","status":"UNAVAILABLE"${referenceMember(item)}}`;
    },
  };
}

/** Of a value that is no phone number, this much is given back. */
const echoedCharactersMax = 32;

interface SharedMembers {
  readonly members: string;
  readonly kind: RowKind;
  readonly outcome: string;
}

/** Numbers of one state in the same zones share their decision, unless they said something of single senders. */
function sharedMembers(registry: Registry, asker: OrganisationActor, terms: EnquiryTerms) {
  const byZones = new Map<readonly ZoneId[], Map<StateId, SharedMembers>>();

  function decideOne(number: PhoneNumber, standing: NumberStanding): SharedMembers {
    const decided = answer(registry, asker, terms, number, standing);
    const kind = decided.decision === 'ALLOW' ? 'allowed' : 'blocked';
    return { members: answerMembers(decided), kind, outcome: `${decided.decision}/${decided.reason}` };
  }

  function statesIn(zones: readonly ZoneId[]): Map<StateId, SharedMembers> {
    const known = byZones.get(zones);
    if (known !== undefined) return known;
    const states = new Map<StateId, SharedMembers>();
    byZones.set(zones, states);
    return states;
  }

  return (number: PhoneNumber, standing: NumberStanding): SharedMembers => {
    if (standing.state.hasDetail || asker.role === 'CARRIER') return decideOne(number, standing);
    const byState = statesIn(zonesOf(registry.policy, number));
    const known = byState.get(standing.stateId);
    if (known !== undefined) return known;
    const decided = decideOne(number, standing);
    byState.set(standing.stateId, decided);
    return decided;
  };
}

function tenureMember(registry: Registry, terms: EnquiryTerms, number: PhoneNumber, standing: NumberStanding): string {
  if (terms.lastVerifiedAt === undefined) return '';
  return `,"tenureChanged":"${tenureAnswer(registry, number, standing.detail, terms.lastVerifiedAt)}"`;
}

function referenceMember({ reference }: BatchItem): string {
  return reference === undefined ? '' : `,"reference":${JSON.stringify(reference)}`;
}
