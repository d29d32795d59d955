import type { DisclosedReason } from '../enquiry.ts';
import { dayNumber } from '../local-time.ts';
import { type OrganisationRole, organisationRoles } from '../organisation.ts';
import type { CategoryId, ChannelId, LocalDate } from '../policy.ts';
import { timeClassesMs } from './time-classes.ts';

/*
 * The names of the counters of how the registry is used. A `day` is one of the country's statistical zone; text sorts as
 * the parts do, so that a prefix up to a part is all counters with what stands before it.
 */

export const usePrefixes = {
  enquiries: 'ENQUIRY/',
  ofOrganisations: 'LOOKUP/',
  codes: 'CODE/',
  texts: 'TEXT/',
  heldBack: 'HELD_BACK/',
  answerTimes: 'ANSWER_MS/',
  propagationTimes: 'PROPAGATION_MS/',
} as const;

/** How numbers are asked about: one, some, a list. */
export const calls = ['LOOKUP', 'BATCH', 'SCRUB'] as const;
export type Call = (typeof calls)[number];

/** `BLOCK/REFUSED`, `ALLOW/DEFAULT`, …; `REJECTED`: no number of the plan; `UNAVAILABLE`: could not be looked at. */
export type EnquiryOutcome = `${'ALLOW' | 'BLOCK'}/${DisclosedReason}` | 'REJECTED' | 'UNAVAILABLE';

/** Numbers asked about. What was answered reads as it does to everybody, whoever asked. */
export interface EnquiryCount {
  readonly day: LocalDate;
  readonly call: Call;
  readonly role: OrganisationRole;
  readonly category: CategoryId;
  readonly channel: ChannelId;
  readonly outcome: EnquiryOutcome;
}

/** The same by who asked, all calls together. */
export interface OrganisationCount {
  readonly day: LocalDate;
  readonly organisationId: string;
  readonly category: CategoryId;
  readonly channel: ChannelId;
  /** `REUSED`: an answer given again. */
  readonly outcome: EnquiryOutcome | 'REUSED';
}

/**
 * One-time codes. Each that was asked for is `REFUSED` (a limit held it back) or made, and `SENT` when its text is in
 * the queue; in the end it is `REDEEMED`, `REPLACED` by a later one, or `EXPIRED`. `WRONG`: tries that opened nothing.
 */
export const codeOutcomes = ['REQUESTED', 'REFUSED', 'SENT', 'REDEEMED', 'REPLACED', 'EXPIRED', 'WRONG'] as const;
export type CodeOutcome = (typeof codeOutcomes)[number];

/**
 * Texts that came in. `UNDERSTOOD`: one to the registry's own number, `REPLY_UNDERSTOOD`: one to a sender's;
 * `REPEATED`: the same again, with which nothing was done.
 */
export const textsInOutcomes = ['UNDERSTOOD', 'REPLY_UNDERSTOOD', 'NOT_UNDERSTOOD', 'REPEATED'] as const;
export type TextInOutcome = (typeof textsInOutcomes)[number];

/** Texts on their way out: `ACCEPTED` by a network, of which the same text is told what became of it later. */
export type TextOutOutcome = 'ACCEPTED' | 'DELIVERED' | 'FAILED' | 'EXPIRED' | 'DROPPED';
export type TextsOutcome = TextInOutcome | TextOutOutcome;

/** What is timed from a request's arrival to its answer. */
export const timedOperations = ['LOOKUP', 'BATCH', 'CHANGE'] as const;
export type TimedOperation = (typeof timedOperations)[number];

export function enquiryKey({ day, call, role, category, channel, outcome }: EnquiryCount): string {
  const disclosed = outcome === 'BLOCK/QUARANTINE' || outcome === 'BLOCK/ALL_REFUSED' ? 'BLOCK/REFUSED' : outcome;
  return `${usePrefixes.enquiries}${day}/${call}/${role}/${category}/${channel}/${disclosed}`;
}

export function organisationKey({ day, organisationId, category, channel, outcome }: OrganisationCount): string {
  return `${usePrefixes.ofOrganisations}${day}/${organisationId}/${category}/${channel}/${outcome}`;
}

export function codeKey(day: LocalDate, outcome: CodeOutcome): string {
  return `${usePrefixes.codes}${day}/${outcome}`;
}

/** Of a text out, `way` is what it was sent for: `CODE`, `REPLY`, …. */
export function textKey(day: LocalDate, way: string, outcome: string): string {
  return `${usePrefixes.texts}${day}/${way}/${outcome}`;
}

/** The `way` of texts that came in. */
export const inwards = 'IN';

/** How often a limit, by its name, sent somebody away. */
export function heldBackKey(day: LocalDate, limit: string): string {
  return `${usePrefixes.heldBack}${day}/${limit}`;
}

export function answerTimeKey(day: LocalDate, operation: TimedOperation, classMs: number): string {
  return `${usePrefixes.answerTimes}${day}/${operation}/${classMs}`;
}

export function propagationTimeKey(day: LocalDate, classMs: number): string {
  return `${usePrefixes.propagationTimes}${day}/${classMs}`;
}

/** Each parser gives undefined for what is no key of its kind. */
export function parseEnquiryKey(key: string): EnquiryCount | undefined {
  const [day, call, role, category, channel, ...outcome] = partsOf(key, usePrefixes.enquiries);
  const knownCall = calls.find((one) => one === call);
  const knownRole = organisationRoles.find((one) => one === role);
  if (!isDay(day) || knownCall === undefined || knownRole === undefined) return undefined;
  if (!category || !channel || !/^(?:(?:ALLOW|BLOCK)\/[A-Z_]+|REJECTED|UNAVAILABLE)$/.test(outcome.join('/')))
    return undefined;
  return { day, call: knownCall, role: knownRole, category, channel, outcome: outcome.join('/') as EnquiryOutcome };
}

export function parseCodeKey(key: string): { readonly day: LocalDate; readonly outcome: CodeOutcome } | undefined {
  const [day, outcome, ...rest] = partsOf(key, usePrefixes.codes);
  const known = codeOutcomes.find((one) => one === outcome);
  return isDay(day) && known !== undefined && rest.length === 0 ? { day, outcome: known } : undefined;
}

/** What the queue of texts tells apart and figures do not. */
const outcomesOfQueue: Readonly<Record<string, TextOutOutcome>> = {
  ACCEPTED: 'ACCEPTED',
  DELIVERED: 'DELIVERED',
  FAILED: 'FAILED',
  REJECTED: 'FAILED',
  EXPIRED: 'EXPIRED',
  EXPIRED_IN_DOUBT: 'EXPIRED',
  NOT_NEEDED: 'DROPPED',
  DROPPED: 'DROPPED',
};

export function parseTextKey(key: string): { readonly day: LocalDate; readonly outcome: TextsOutcome } | undefined {
  const [day, way, outcome = '', ...rest] = partsOf(key, usePrefixes.texts);
  if (!isDay(day) || !way || rest.length > 0) return undefined;
  const known = way === inwards ? textsInOutcomes.find((one) => one === outcome) : outcomesOfQueue[outcome];
  return known === undefined ? undefined : { day, outcome: known };
}

/** `classMs`: upper end of the class, milliseconds. */
export interface TimeCount<Operation> {
  readonly day: LocalDate;
  readonly operation: Operation;
  readonly classMs: number;
}

export function parseAnswerTimeKey(key: string): TimeCount<TimedOperation> | undefined {
  const [day, operation, classMs, ...rest] = partsOf(key, usePrefixes.answerTimes);
  const known = timedOperations.find((one) => one === operation);
  if (!isDay(day) || known === undefined || !isClass(classMs) || rest.length > 0) return undefined;
  return { day, operation: known, classMs: Number(classMs) };
}

export function parsePropagationTimeKey(key: string): Omit<TimeCount<never>, 'operation'> | undefined {
  const [day, classMs, ...rest] = partsOf(key, usePrefixes.propagationTimes);
  if (!isDay(day) || !isClass(classMs) || rest.length > 0) return undefined;
  return { day, classMs: Number(classMs) };
}

function partsOf(key: string, prefix: string): readonly string[] {
  return key.startsWith(prefix) ? key.slice(prefix.length).split('/') : [];
}

function isDay(text: string | undefined): text is LocalDate {
  return text !== undefined && dayNumber(text) !== undefined;
}

const classTexts: ReadonlySet<string | undefined> = new Set(timeClassesMs.map(String));

function isClass(text: string | undefined): text is string {
  return classTexts.has(text);
}
