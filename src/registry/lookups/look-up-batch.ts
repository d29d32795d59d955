import { Fault } from '../../core/fault.ts';
import { inPlan } from '../../core/numbering-plan.ts';
import { type PhoneNumber, parsePhoneNumber } from '../../core/phone-number.ts';
import type { Policy } from '../../core/policy.ts';
import { formatInstant } from '../../core/time.ts';
import { nextTurn } from '../../lookup/next-turn.ts';
import type { NumberStanding } from '../../lookup/shard.ts';
import {
  type BatchReceiptForm,
  digestReceipt,
  type RowCounts,
  receiptTimes,
  rowsReceipt,
} from '../../receipts/receipt-payload.ts';
import type { RowTree } from '../../receipts/row-tree.ts';
import { probeGuard, requireQuota, tellsOfSubscriber, watchNumbers } from '../abuse/guarded-lookup.ts';
import type { Actor, OrganisationActor } from '../access/actor.ts';
import { requireOrganisation } from '../access/permission.ts';
import { SeenHeads } from '../log-heads.ts';
import { requireCapacity } from '../overload.ts';
import { formatPosition } from '../position.ts';
import type { Registry } from '../registry.ts';
import { type EnquiryTerms, type EnquiryWords, enquiryTerms } from './enquiry-terms.ts';
import { GrowingText } from './growing-text.ts';
import { enquiryFacts } from './look-up.ts';
import { type RowWriter, rowWriter } from './row-writer.ts';
import { standingsNow } from './standings-now.ts';
import { writerIntoTree } from './writer-into-tree.ts';

export interface BatchQuestion extends EnquiryWords {
  /** One to 10,000, as they came: anything that is not a phone number of the plan ends as a REJECTED row. */
  readonly phoneNumbers: readonly unknown[];
  /** Beside them, where rows have any. */
  readonly references?: readonly (string | undefined)[];
  /** `phoneNumbers[3]` or `items[3].phoneNumber`: how the request named a row. */
  readonly fieldOf: (index: number) => string;
  /** DIGEST where absent. ROWS, so that a single row can be shown, takes some 2 µs a row more. */
  readonly receiptForm?: BatchReceiptForm | undefined;
}

/** Rows decided between two chances for others to run. */
const rowsPerSlice = 1_000;
/** A decided row without a reference; more where there are references. */
const rowBytesExpected = 160;

/**
 * Answers up to 10,000 enquiries with one receipt over the exact bytes of `results`; returns the response's JSON in
 * UTF-8. Each row is DECIDED, REJECTED (its own fault named) or UNAVAILABLE (what cannot be known now is never
 * ALLOW). A batch beyond a quota is refused whole: Fault QUOTA_EXCEEDED. No row reflects less of its log than `asOf.position`.
 */
export async function lookUpBatch(
  registry: Registry,
  actor: Actor,
  question: BatchQuestion,
): Promise<Uint8Array<ArrayBuffer>> {
  const asker = requireOrganisation(actor, 'dnd:lookups:check');
  requireCapacity(registry, question.messageClass);
  const { phoneNumbers } = question;
  const tells = tellsOfSubscriber(question);
  const terms = registry.atOneMoment(() => {
    requireQuota(registry, asker, question, 'BATCH', phoneNumbers.length);
    return enquiryTerms(registry, asker, question);
  });
  const probing = probeGuard(registry, asker, terms);
  const text = new GrowingText(phoneNumbers.length * rowBytesExpected + 4_096);
  text.text('{"results":[');
  const resultsStart = text.length - 1;
  const tree = question.receiptForm === 'ROWS' ? registry.receipts.rowTree() : undefined;
  const plainWriter = rowWriter(registry, asker, terms, text);
  const writer = tree === undefined ? plainWriter : writerIntoTree(plainWriter, text, tree);
  const heads = new SeenHeads();
  for (let start = 0; start < phoneNumbers.length; start += rowsPerSlice) {
    if (start > 0) await nextTurn();
    const rows = readRows(registry.policy, phoneNumbers, start, rowsPerSlice, probing);
    const known = await standingsNow(registry, rows.numbers);
    if (known !== undefined) heads.add(known.heads);
    if (tells && known !== undefined) watchNumbers(registry, asker, rows.numbers, known.standings);
    writeRows(writer, question, rows, known?.standings);
  }
  text.text(']');
  countRows(registry, asker, terms, writer);
  const results = text.slice(resultsStart, text.length);
  text.text(await signedTail(registry, asker, terms, tree ?? results, writer.counts(), heads.text()));
  return text.slice(0, text.length);
}

/** Some rows of a question: the numbers of those that have one, in order, and what is wrong with the others. */
interface Rows {
  readonly start: number;
  readonly end: number;
  readonly numbers: readonly PhoneNumber[];
  readonly faults: ReadonlyMap<number, Fault>;
}

function readRows(
  policy: Policy,
  phoneNumbers: readonly unknown[],
  start: number,
  rows: number,
  probing: ReturnType<typeof probeGuard>,
): Rows {
  const end = Math.min(start + rows, phoneNumbers.length);
  const numbers: PhoneNumber[] = [];
  const faults = new Map<number, Fault>();
  for (let row = start; row < end; row++) {
    const given = phoneNumbers[row];
    const number = typeof given === 'string' ? parsePhoneNumber(given) : undefined;
    const fault = rowFault(policy, number, probing);
    if (fault !== undefined) faults.set(row, fault);
    else numbers.push(number as PhoneNumber);
  }
  return { start, end, numbers, faults };
}

function rowFault(
  policy: Policy,
  number: PhoneNumber | undefined,
  probing: ReturnType<typeof probeGuard>,
): Fault | undefined {
  if (number === undefined) return notANumber;
  return inPlan(policy, number) ? probing?.(number) : outsidePlan;
}

const notANumber = new Fault('INVALID_ARGUMENT', 'not a phone number', { limit: '^\\+[1-9][0-9]{4,14}$' });
const outsidePlan = new Fault('SERVICE_NOT_APPLICABLE', 'outside the numbering plan of this registry');

/** One row an item, in order; the standings are those of the items that are numbers. */
function writeRows(
  writer: RowWriter,
  { phoneNumbers, references, fieldOf }: BatchQuestion,
  { start, end, numbers, faults }: Rows,
  standings: readonly (NumberStanding | undefined)[] | undefined,
): void {
  let next = 0;
  for (let row = start; row < end; row++) {
    const fault = faults.size === 0 ? undefined : faults.get(row);
    const reference = references?.[row];
    if (fault !== undefined) {
      writer.rejected(phoneNumbers[row], fault, fieldOf(row), reference);
      continue;
    }
    const number = numbers[next] as PhoneNumber;
    const standing = standings?.[next];
    next += 1;
    if (standing === undefined) writer.unavailable(number, reference);
    else writer.decided(number, standing, reference);
  }
}

function countRows(registry: Registry, asker: OrganisationActor, terms: EnquiryTerms, writer: RowWriter): void {
  const { category, channel } = terms;
  const asked = { call: 'BATCH', asker, category, channel, at: registry.now() } as const;
  for (const [outcome, rows] of writer.outcomes()) registry.counts.asked(asked, outcome, rows);
}

/** Everything of the response behind the rows. */
async function signedTail(
  registry: Registry,
  asker: OrganisationActor,
  terms: EnquiryTerms,
  rows: RowTree | Uint8Array<ArrayBuffer>,
  counts: RowCounts,
  seenPosition: string | undefined,
): Promise<string> {
  const { policy, issuer, receipts, store, logId } = registry;
  const now = registry.now();
  const position = seenPosition ?? formatPosition(logId, store.head());
  const facts = {
    iss: issuer,
    aud: asker.organisationId,
    brand: terms.brand,
    ...receiptTimes(now, policy.clocks.checkValidForSec),
    enquiry: enquiryFacts(terms),
    position,
    policy: policy.id,
  };
  const payload =
    rows instanceof Uint8Array
      ? digestReceipt({ ...facts, rows: { ...counts, digest: await receipts.digest(rows) } })
      : rowsReceipt({ ...facts, rows: { ...counts, rootHash: rows.rootHash() } });
  const receipt = await receipts.sign('dnd-receipt+jwt', payload);
  const secret = rows instanceof Uint8Array ? '' : `"rowSecret":"${rows.secret}",`;
  const asOf = `{"position":"${position}","time":"${formatInstant(now)}"}`;
  return (
    `,"summary":${JSON.stringify(counts)},"asOf":${asOf},` + `"policy":"${policy.id}",${secret}"receipt":"${receipt}"}`
  );
}
