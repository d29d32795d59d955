import { Fault } from '../core/fault.ts';
import { inPlan } from '../core/numbering-plan.ts';
import { type PhoneNumber, parsePhoneNumber } from '../core/phone-number.ts';
import { formatInstant } from '../core/time.ts';
import { nextTurn } from '../lookup/next-turn.ts';
import type { NumberStanding, Standings } from '../lookup/shard.ts';
import { digestReceipt, type RowCounts, receiptTimes, rowsDigest } from '../receipts/receipt-payload.ts';
import type { Actor, OrganisationActor } from './actor.ts';
import { type EnquiryTerms, type EnquiryWords, enquiryTerms } from './enquiry-terms.ts';
import { enquiryFacts } from './look-up.ts';
import { countKey, dayOf } from './lookup-counts.ts';
import { requireOrganisation } from './permission.ts';
import { formatPosition } from './position.ts';
import type { Registry } from './registry.ts';
import { type BatchItem, type RowWriter, rowWriter } from './row-writer.ts';

export interface BatchQuestion extends EnquiryWords {
  /** One to 10,000. */
  readonly items: readonly BatchItem[];
  /** `phoneNumbers` or `items[].phoneNumber`: how the request named the rows, for the rejected ones. */
  readonly fieldOf: (index: number) => string;
}

/** Rows decided between two chances for others to run. */
const rowsPerSlice = 1_000;

/**
 * Answers up to 10,000 enquiries with one receipt over the exact bytes of `results`; returns the response's JSON.
 * Each row is DECIDED, REJECTED (its own fault named) or UNAVAILABLE (what cannot be known now is never ALLOW).
 * No row reflects less of the log than `asOf.position`.
 */
export async function lookUpBatch(registry: Registry, actor: Actor, question: BatchQuestion): Promise<string> {
  const asker = requireOrganisation(actor, 'dnd:lookups:check');
  const terms = enquiryTerms(registry, asker, question);
  const writer = rowWriter(registry, asker, terms);
  const rows: string[] = [];
  let position: number | undefined;
  for (let start = 0; start < question.items.length; start += rowsPerSlice) {
    if (start > 0) await nextTurn();
    const slice = question.items.slice(start, start + rowsPerSlice);
    const numbers = slice.map((item) => numberOf(registry, item));
    const known = await standingsOf(registry, numbers);
    position ??= known?.position;
    writeRows(rows, writer, slice, numbers, known?.standings, (index) => question.fieldOf(start + index));
  }
  countRows(registry, asker, terms, writer);
  const results = `[${rows.join(',')}]`;
  return signedBatch(registry, asker, terms, results, writer.counts, position);
}

/** One row an item, in order; `standings` holds those of the items that are numbers. */
function writeRows(
  rows: string[],
  writer: RowWriter,
  items: readonly BatchItem[],
  numbers: readonly (PhoneNumber | Fault)[],
  standings: readonly NumberStanding[] | undefined,
  fieldOf: (index: number) => string,
): void {
  let answered = 0;
  for (const [index, number] of numbers.entries()) {
    const item = items[index] as BatchItem;
    if (typeof number !== 'number') rows.push(writer.rejected(item, number, fieldOf(index)));
    else if (standings === undefined) rows.push(writer.unavailable(item, number));
    else rows.push(writer.decided(item, number, standings[answered++] as NumberStanding));
  }
}

function numberOf(registry: Registry, { phoneNumber }: BatchItem): PhoneNumber | Fault {
  const number = typeof phoneNumber === 'string' ? parsePhoneNumber(phoneNumber) : undefined;
  if (number === undefined) return notANumber;
  return inPlan(registry.policy, number) ? number : outsidePlan;
}

const notANumber = new Fault('INVALID_ARGUMENT', 'not a phone number', { limit: '^\\+[1-9][0-9]{4,14}$' });
const outsidePlan = new Fault('SERVICE_NOT_APPLICABLE', 'outside the numbering plan of this registry');

/** Undefined where the shard cannot answer: its rows are then UNAVAILABLE, the rest of the batch goes on. */
async function standingsOf(
  registry: Registry,
  numbers: readonly (PhoneNumber | Fault)[],
): Promise<Standings | undefined> {
  const valid = numbers.filter((number): number is PhoneNumber => typeof number === 'number');
  try {
    return await registry.shard.standings(valid);
  } catch (error) {
    if (error instanceof Fault && error.code === 'UNAVAILABLE') return undefined;
    throw error;
  }
}

function countRows(registry: Registry, asker: OrganisationActor, terms: EnquiryTerms, writer: RowWriter): void {
  const day = dayOf(registry.now());
  for (const [outcome, rows] of writer.outcomes) {
    registry.counts.add(countKey(day, asker.organisationId, terms.category, terms.channel, outcome), rows);
  }
}

async function signedBatch(
  registry: Registry,
  asker: OrganisationActor,
  terms: EnquiryTerms,
  results: string,
  counts: RowCounts,
  atPosition: number | undefined,
): Promise<string> {
  const { policy, issuer, receipts, store } = registry;
  const digest = await rowsDigest(results);
  const now = registry.now();
  const position = formatPosition(registry.shard.logId, atPosition ?? store.head());
  const receipt = await receipts.sign(
    'dnd-receipt+jwt',
    digestReceipt({
      iss: issuer,
      aud: asker.organisationId,
      brand: terms.brand,
      ...receiptTimes(now, policy.clocks.checkValidForSec),
      enquiry: enquiryFacts(terms),
      rows: { ...counts, digest },
      position,
      policy: policy.id,
    }),
  );
  const asOf = `{"position":"${position}","time":"${formatInstant(now)}"}`;
  return (
    `{"results":${results},"summary":${JSON.stringify(counts)},"asOf":${asOf},` +
    `"policy":"${policy.id}","receipt":"${receipt}"}`
  );
}
