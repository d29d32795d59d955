import type { OrganisationDocument } from '../../core/organisation.ts';
import type { LookupReceiptForm } from '../../receipts/receipt-payload.ts';
import type { OrganisationActor } from '../access/actor.ts';
import type { Registry } from '../registry.ts';
import type { EnquiryTerms, EnquiryWords } from './enquiry-terms.ts';

/** What tells questions of one organisation apart, besides the number. */
export interface SingleEnquiry extends EnquiryWords {
  /** PLAIN where absent. */
  readonly receiptForm?: LookupReceiptForm | undefined;
}

/** A question in one organisation's words that was found in order, and under which id its answers are kept. */
interface Remembered {
  readonly questionId: number;
  /** Of the directory, when it was found in order. */
  readonly directoryVersion: number;
}

/** Of one organisation; beyond that it is begun anew. */
const questionsMax = 1_024;

/** Of one organisation. Mostly it asks what it asked last, of another number. */
interface Questions {
  readonly byWords: Map<string, Remembered>;
  last: { readonly question: SingleEnquiry; readonly remembered: Remembered } | undefined;
}

/** Held by the document itself: a changed organisation starts with nothing remembered. */
const rememberedBy = new WeakMap<OrganisationDocument, Questions>();

/**
 * The id of a question about the present that this organisation asked before, as long as no document has changed
 * since: what is known of it need not be found again. Undefined for any other.
 */
export function rememberedQuestion(
  { directory }: Registry,
  asker: OrganisationActor,
  question: SingleEnquiry,
): number | undefined {
  if (question.plannedAt !== undefined || question.lastVerifiedOn !== undefined) return undefined;
  const document = directory.organisation(asker.organisationId)?.document;
  const known = document === undefined ? undefined : rememberedOf(rememberedBy.get(document), question);
  return known?.directoryVersion === directory.version() ? known.questionId : undefined;
}

function rememberedOf(questions: Questions | undefined, question: SingleEnquiry): Remembered | undefined {
  if (questions === undefined) return undefined;
  const { last } = questions;
  if (last !== undefined && isSame(last.question, question)) return last.remembered;
  const remembered = questions.byWords.get(words(question));
  questions.last = remembered === undefined ? undefined : { question, remembered };
  return remembered;
}

/** The same words, but for the number and times. */
function isSame(one: SingleEnquiry, other: SingleEnquiry): boolean {
  return (
    one.category === other.category &&
    one.channel === other.channel &&
    one.sender === other.sender &&
    one.messageClass === other.messageClass &&
    one.receiptForm === other.receiptForm
  );
}

/** The id of a question found in order now. */
export function newQuestion(
  { answers, directory, policy }: Registry,
  asker: OrganisationActor,
  question: SingleEnquiry,
  terms: EnquiryTerms,
): number {
  const { category, channel, messageClass, sender, lastVerifiedOn, standingKey } = terms;
  const questionId = answers.questionId({
    asker: asker.organisationId,
    category,
    channel,
    messageClass,
    receiptForm: question.receiptForm ?? 'PLAIN',
    plannedAt: terms.planned ? terms.at : undefined,
    lastVerifiedOn,
    sender,
    standingKey,
    keysPosition: directory.signingKeys()?.position ?? 0,
    policy: policy.id,
  });
  const document = directory.organisation(asker.organisationId)?.document;
  if (document === undefined || terms.planned || lastVerifiedOn !== undefined) return questionId;
  const questions = rememberedBy.get(document) ?? { byWords: new Map<string, Remembered>(), last: undefined };
  if (questions.byWords.size >= questionsMax) questions.byWords.clear();
  questions.byWords.set(words(question), { questionId, directoryVersion: directory.version() });
  questions.last = undefined;
  rememberedBy.set(document, questions);
  return questionId;
}

/** Only questions in order are remembered, whose other parts are ids: what a stranger words stands last. */
function words({ category, channel, messageClass, sender, receiptForm = 'PLAIN' }: SingleEnquiry): string {
  return `${receiptForm}\n${category}\n${channel}\n${messageClass ?? ''}\n${sender === undefined ? '-' : `:${sender}`}`;
}
