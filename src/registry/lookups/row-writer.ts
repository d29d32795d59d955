import type { Fault } from '../../core/fault.ts';
import type { PhoneNumber } from '../../core/phone-number.ts';
import type { EnquiryOutcome } from '../../core/statistics/use-keys.ts';
import type { NumberStanding } from '../../lookup/shard.ts';
import type { RowCounts } from '../../receipts/receipt-payload.ts';
import type { OrganisationActor } from '../access/actor.ts';
import type { Registry } from '../registry.ts';
import { type Answer, answerMembers } from './answer.ts';
import { DecisionsByState } from './decisions-by-state.ts';
import type { EnquiryTerms } from './enquiry-terms.ts';
import { digitCount, type GrowingText } from './growing-text.ts';
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
  outcomes(): ReadonlyMap<EnquiryOutcome, number>;
}

/** The row that numbers share but for their digits; and how many have it. */
interface SharedRow {
  /** From behind the digits, without the closing brace. */
  readonly openEnd: Uint8Array;
  readonly outcome: EnquiryOutcome;
  /** From the comma in front to behind the closing brace, with room for digits: those of numbers from `from` to below `beyond`. */
  whole: Uint8Array;
  from: number;
  beyond: number;
  rows: number;
}

export function rowWriter(
  registry: Registry,
  asker: OrganisationActor,
  terms: EnquiryTerms,
  text: GrowingText,
): RowWriter {
  const all: SharedRow[] = [];
  const decisions = new DecisionsByState(registry, asker, terms, (decided) => {
    const row = sharedRow(decided);
    all.push(row);
    return row;
  });
  const others = { REJECTED: 0, UNAVAILABLE: 0 };
  const bare = terms.lastVerifiedAt === undefined;
  let rows = 0;

  function begin(start: Uint8Array): void {
    text.encoded(rows++ === 0 ? start.subarray(1) : start);
  }

  return {
    decided(number, standing, reference) {
      const row = decisions.of(number, standing);
      row.rows += 1;
      if (bare && reference === undefined && rows > 0)
        return text.numbered(wholeFor(row, number), rowStart.length, number);
      begin(rowStart);
      text.digits(number);
      text.encoded(row.openEnd);
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
    counts: () => countsOf(all, others),
    outcomes: () => outcomesOf(all, others),
  };
}

/** Of a value that is no phone number, this much is given back. */
const echoedCharactersMax = 32;

const encoder = new TextEncoder();
const comma = encoder.encode(',');
const rowStart = encoder.encode(',{"phoneNumber":"+');
const unavailableEnd = encoder.encode('","status":"UNAVAILABLE"');
const brace = encoder.encode('}');

function sharedRow(decided: Answer): SharedRow {
  const openEnd = encoder.encode(`","status":"DECIDED",${answerMembers(decided)}`);
  return { openEnd, outcome: `${decided.decision}/${decided.reason}`, whole: openEnd, from: 0, beyond: 0, rows: 0 };
}

/** Numbers of a country have mostly one length. */
function wholeFor(row: SharedRow, number: PhoneNumber): Uint8Array {
  if (number >= row.from && number < row.beyond) return row.whole;
  const digits = digitCount(number);
  row.from = 10 ** (digits - 1);
  row.beyond = 10 ** digits;
  row.whole = new Uint8Array([...rowStart, ...new Uint8Array(digits), ...row.openEnd, ...brace]);
  return row.whole;
}

function endRow(text: GrowingText, reference: string | undefined): void {
  if (reference !== undefined) text.text(`,"reference":${JSON.stringify(reference)}`);
  text.encoded(brace);
}

interface OtherRows {
  readonly REJECTED: number;
  readonly UNAVAILABLE: number;
}

function countsOf(
  decided: readonly SharedRow[],
  { REJECTED: rejected, UNAVAILABLE: unavailable }: OtherRows,
): RowCounts {
  let allowed = 0;
  let blocked = 0;
  for (const { outcome, rows } of decided) {
    if (outcome.startsWith('ALLOW')) allowed += rows;
    else blocked += rows;
  }
  return { count: allowed + blocked + rejected + unavailable, allowed, blocked, rejected, unavailable };
}

function outcomesOf(decided: readonly SharedRow[], others: OtherRows): ReadonlyMap<EnquiryOutcome, number> {
  const outcomes = new Map<EnquiryOutcome, number>();
  for (const { outcome, rows } of decided) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + rows);
  if (others.REJECTED > 0) outcomes.set('REJECTED', others.REJECTED);
  if (others.UNAVAILABLE > 0) outcomes.set('UNAVAILABLE', others.UNAVAILABLE);
  return outcomes;
}
