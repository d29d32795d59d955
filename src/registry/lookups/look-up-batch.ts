import { Fault } from '../../core/fault.ts';
import { inPlan } from '../../core/numbering-plan.ts';
import { type PhoneNumber, parsePhoneNumber } from '../../core/phone-number.ts';
import type { Policy } from '../../core/policy.ts';
import { formatInstant } from '../../core/time.ts';
import { nextTurn } from '../../lookup/next-turn.ts';
import type { Standings } from '../../lookup/shard.ts';
import { digestReceipt, type RowCounts, receiptTimes } from '../../receipts/receipt-payload.ts';
import type { Actor, OrganisationActor } from '../access/actor.ts';
import { requireOrganisation } from '../access/permission.ts';
import { formatPosition } from '../position.ts';
import type { Registry } from '../registry.ts';
import { type EnquiryTerms, type EnquiryWords, enquiryTerms } from './enquiry-terms.ts';
import { GrowingText } from './growing-text.ts';
import { enquiryFacts } from './look-up.ts';
import { countKey, dayOf } from './lookup-counts.ts';
import { type RowWriter, rowWriter } from './row-writer.ts';

export interface BatchQuestion extends EnquiryWords {
  /** One to 10,000, as they came: anything that is not a phone number of the plan ends as a REJECTED row. */
  readonly phoneNumbers: readonly unknown[];
  /** Beside them, where rows have any. */
  readonly references?: readonly (string | undefined)[];
  /** `phoneNumbers[3]` or `items[3].phoneNumber`: how the request named a row. */
  readonly fieldOf: (index: number) => string;
}

/** Rows decided between two chances for others to run. */
const rowsPerSlice = 1_000;
/** A decided row without a reference; more where there are references. */
const rowBytesExpected = 160;

/**
 * Answers up to 10,000 enquiries with one receipt over the exact bytes of `results`; returns the response's JSON in
 * UTF-8. Each row is DECIDED, REJECTED (its own fault named) or UNAVAILABLE (what cannot be known now is never
 * ALLOW). No row reflects less of the log than `asOf.position`.
 */
export async function lookUpBatch(
  registry: Registry,
  actor: Actor,
  question: BatchQuestion,
): Promise<Uint8Array<ArrayBuffer>> {
  const asker = requireOrganisation(actor, 'dnd:lookups:check');
  const terms = enquiryTerms(registry, asker, question);
  const { phoneNumbers } = question;
  const text = new GrowingText(phoneNumbers.length * rowBytesExpected + 4_096);
  text.text('{"results":[');
  const resultsStart = text.length - 1;
  const writer = rowWriter(registry, asker, terms, text);
  let position: number | undefined;
  for (let start = 0; start < phoneNumbers.length; start += rowsPerSlice) {
    if (start > 0) await nextTurn();
    const numbers = phoneNumbers.slice(start, start + rowsPerSlice).map((given) => numberOf(registry.policy, given));
    const known = await standingsOf(registry, numbers);
    position ??= known?.position;
    writeRows(writer, question, start, numbers, known);
  }
  text.text(']');
  countRows(registry, asker, terms, writer);
  const results = text.slice(resultsStart, text.length);
  text.text(await signedTail(registry, asker, terms, results, writer.counts(), position));
  return text.slice(0, text.length);
}

function numberOf(policy: Policy, given: unknown): PhoneNumber | Fault {
  const number = typeof given === 'string' ? parsePhoneNumber(given) : undefined;
  if (number === undefined) return notANumber;
  return inPlan(policy, number) ? number : outsidePlan;
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

/** One row an item, in order; the standings are those of the items that are numbers. */
function writeRows(
  writer: RowWriter,
  { phoneNumbers, references, fieldOf }: BatchQuestion,
  start: number,
  numbers: readonly (PhoneNumber | Fault)[],
  known: Standings | undefined,
): void {
  let answered = 0;
  for (let at = 0; at < numbers.length; at++) {
    const number = numbers[at] as PhoneNumber | Fault;
    const row = start + at;
    const reference = references?.[row];
    if (typeof number !== 'number') {
      writer.rejected(phoneNumbers[row], number, fieldOf(row), reference);
      continue;
    }
    const standing = known?.standings[answered++];
    if (standing === undefined) writer.unavailable(number, reference);
    else writer.decided(number, standing, reference);
  }
}

function countRows(registry: Registry, asker: OrganisationActor, terms: EnquiryTerms, writer: RowWriter): void {
  const day = dayOf(registry.now());
  for (const [outcome, rows] of writer.outcomes()) {
    registry.counts.add(countKey(day, asker.organisationId, terms.category, terms.channel, outcome), rows);
  }
}

/** Everything of the response behind the rows. */
async function signedTail(
  registry: Registry,
  asker: OrganisationActor,
  terms: EnquiryTerms,
  results: Uint8Array<ArrayBuffer>,
  counts: RowCounts,
  atPosition: number | undefined,
): Promise<string> {
  const { policy, issuer, receipts, store } = registry;
  const digest = await receipts.digest(results);
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
  return `,"summary":${JSON.stringify(counts)},"asOf":${asOf},` + `"policy":"${policy.id}","receipt":"${receipt}"}`;
}
