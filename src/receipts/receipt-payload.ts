import type { DisclosedReason } from '../core/enquiry.ts';
import type { MessageClass } from '../core/policy.ts';
import { type EpochMs, formatInstant, secondMs } from '../core/time.ts';
import { base64url } from './base64url.ts';

/** How a single lookup, and how a batch, may be signed; the first of each where nobody asks for another. */
export const lookupReceiptForms = ['PLAIN', 'SHARED'] as const;
export type LookupReceiptForm = (typeof lookupReceiptForms)[number];
export const batchReceiptForms = ['DIGEST', 'ROWS'] as const;
export type BatchReceiptForm = (typeof batchReceiptForms)[number];

/** What every receipt says, whatever its form. The payload of a JWS of type `dnd-receipt+jwt`. */
export interface ReceiptCommon {
  /** The registry: an https URL without a trailing slash. */
  readonly iss: string;
  /** Organisation id of who asked. */
  readonly aud: string;
  /** Organisation id of the brand on whose behalf; absent where the sender identity is not registered. */
  readonly brand?: string;
  /** When it was answered, and until when the answer may be relied on (`[iat, exp)`): seconds since 1970 (RFC 7519). */
  readonly iat: number;
  readonly exp: number;
  /** Place in the change log that the answer reflects: `log:42`. */
  readonly position: string;
  /** Id of the policy that decided: `CN-2026.1`. */
  readonly policy: string;
}

/** The question as far as a batch asks it once; times are RFC 3339 in UTC. */
export interface ReceiptEnquiryTerms {
  readonly category: string;
  readonly channel: string;
  /** As claimed by who asked. */
  readonly messageClass: MessageClass;
  readonly sender?: string;
  readonly plannedAt?: string;
  readonly lastVerifiedOn?: string;
}

/**
 * One decision: PLAIN is the payload of a JWS of its own, SHARED a statement in a tree whose root several share a
 * signature over.
 */
export interface DecisionReceipt extends ReceiptCommon {
  readonly receiptForm: LookupReceiptForm;
  readonly enquiry: { readonly phoneNumber: string } & ReceiptEnquiryTerms;
  readonly decision: ReceiptDecision;
}

/** Equal, field by field, to the fields of the same names in the response that carried the receipt. */
export interface ReceiptDecision {
  readonly decision: 'ALLOW' | 'BLOCK';
  readonly reason: DisclosedReason;
  readonly nextPermittedAt?: string;
  readonly validUntil: string;
  readonly tenureChanged?: 'YES' | 'NO' | 'NO_DATA';
  readonly warning?: 'SENDER_UNKNOWN';
}

/**
 * The payload of the JWS that the statements of one turn of the event loop share. A statement's own times decide: `iat`
 * is that of the latest, and none holds longer than until `exp`.
 */
export interface SharedReceipt extends Pick<ReceiptCommon, 'iss' | 'iat' | 'exp'> {
  readonly receiptForm: 'SHARED';
  /** base64url of the root over the salted statements: see `Inclusion`. */
  readonly rootHash: string;
  readonly treeSize: number;
}

/** A whole batch in one JWS, by the root of a tree over its salted rows, so that one can be shown without the others. */
export interface RowsReceipt extends ReceiptCommon {
  readonly receiptForm: 'ROWS';
  readonly enquiry: ReceiptEnquiryTerms;
  readonly rows: RowCounts & {
    readonly hashAlgorithm: 'SHA-256';
    /** base64url; leaf i is the exact bytes of element i of the response's `results`, from its `{` to its `}`. */
    readonly rootHash: string;
  };
}

/** A whole batch in one JWS, by the digest of its rows. */
export interface DigestReceipt extends ReceiptCommon {
  readonly receiptForm: 'DIGEST';
  readonly enquiry: ReceiptEnquiryTerms;
  readonly rows: ReceiptRows;
}

/** `count` rows, each of one of the four kinds. */
export interface RowCounts {
  readonly count: number;
  readonly allowed: number;
  readonly blocked: number;
  readonly rejected: number;
  readonly unavailable: number;
}

export interface ReceiptRows extends RowCounts {
  readonly digestAlgorithm: 'SHA-256';
  /**
   * base64url of the SHA-256 over the exact bytes of the rows: the UTF-8 bytes of the value of the response's
   * `results`, as sent, from its `[` to its `]`, both included. Whoever reformats the response loses the proof.
   */
  readonly digest: string;
}

/** What the registry knows when it writes a receipt; instants are still numbers. */
interface ReceiptFacts {
  readonly iss: string;
  readonly aud: string;
  readonly brand: string | undefined;
  readonly iat: number;
  readonly exp: number;
  readonly position: string;
  readonly policy: string;
}

export interface EnquiryFacts {
  readonly category: string;
  readonly channel: string;
  readonly messageClass: MessageClass;
  readonly sender: string | undefined;
  readonly plannedAt: EpochMs | undefined;
  readonly lastVerifiedOn: string | undefined;
}

export interface DecisionFacts {
  readonly decision: 'ALLOW' | 'BLOCK';
  readonly reason: DisclosedReason;
  readonly nextPermittedAt: EpochMs | undefined;
  readonly validUntil: EpochMs;
  readonly tenureChanged: 'YES' | 'NO' | 'NO_DATA' | undefined;
  readonly warning: 'SENDER_UNKNOWN' | undefined;
}

export interface DecisionReceiptFacts extends ReceiptFacts {
  readonly enquiry: { readonly phoneNumber: string } & EnquiryFacts;
  readonly decision: DecisionFacts;
}

interface BatchReceiptFacts<Seal> extends ReceiptFacts {
  readonly enquiry: EnquiryFacts;
  readonly rows: RowCounts & Seal;
}

export type DigestReceiptFacts = BatchReceiptFacts<{ readonly digest: string }>;
export type RowsReceiptFacts = BatchReceiptFacts<{ readonly rootHash: string }>;

/** The JSON of a `DecisionReceipt` of the form PLAIN: members in one fixed order, absent ones left out. */
export function plainReceipt(facts: DecisionReceiptFacts): string {
  return decisionReceipt('PLAIN', facts);
}

/** The JSON of a `DecisionReceipt` of the form SHARED: the same members in the same order. */
export function sharedStatement(facts: DecisionReceiptFacts): string {
  return decisionReceipt('SHARED', facts);
}

function decisionReceipt(
  receiptForm: LookupReceiptForm,
  { enquiry, decision, ...facts }: DecisionReceiptFacts,
): string {
  return JSON.stringify({
    receiptForm,
    ...leadingMembers(facts),
    enquiry: { phoneNumber: enquiry.phoneNumber, ...enquiryMembers(enquiry) },
    decision: {
      decision: decision.decision,
      reason: decision.reason,
      nextPermittedAt: instant(decision.nextPermittedAt),
      validUntil: formatInstant(decision.validUntil),
      tenureChanged: decision.tenureChanged,
      warning: decision.warning,
    },
    position: facts.position,
    policy: facts.policy,
  });
}

/** The JSON of a `SharedReceipt`: members in one fixed order. */
export function sharedReceipt({ iss, iat, exp, rootHash, treeSize }: Omit<SharedReceipt, 'receiptForm'>): string {
  return JSON.stringify({ receiptForm: 'SHARED', iss, iat, exp, rootHash, treeSize });
}

/** The JSON of a `DigestReceipt`: members in one fixed order, absent ones left out. */
export function digestReceipt(facts: DigestReceiptFacts): string {
  return batchReceipt('DIGEST', facts, { digestAlgorithm: 'SHA-256', digest: facts.rows.digest });
}

/** The JSON of a `RowsReceipt`: members in one fixed order, absent ones left out. */
export function rowsReceipt(facts: RowsReceiptFacts): string {
  return batchReceipt('ROWS', facts, { hashAlgorithm: 'SHA-256', rootHash: facts.rows.rootHash });
}

function batchReceipt(
  receiptForm: BatchReceiptForm,
  { enquiry, rows, ...facts }: BatchReceiptFacts<unknown>,
  seal: object,
): string {
  const { count, allowed, blocked, rejected, unavailable } = rows;
  return JSON.stringify({
    receiptForm,
    ...leadingMembers(facts),
    enquiry: enquiryMembers(enquiry),
    rows: { count, allowed, blocked, rejected, unavailable, ...seal },
    position: facts.position,
    policy: facts.policy,
  });
}

/**
 * `iat` and `exp` in whole seconds: `exp` is the earlier of the decision's end and `iat` + `checkValidForSec`,
 * rounded down, yet at least a second after `iat`. `validUntil` absent: a batch, whose rows end each at their own.
 */
export function receiptTimes(
  now: EpochMs,
  checkValidForSec: number,
  validUntil: EpochMs = Number.POSITIVE_INFINITY,
): { readonly iat: number; readonly exp: number } {
  const iat = Math.floor(now / secondMs);
  const exp = Math.min(Math.floor(validUntil / secondMs), iat + checkValidForSec);
  return { iat, exp: Math.max(exp, iat + 1) };
}

/** The digest of `ReceiptRows`, of the text of the `results` array exactly as it is sent. */
export function rowsDigest(resultsText: string): Promise<string> {
  return bytesDigest(new TextEncoder().encode(resultsText));
}

/** base64url of the SHA-256 of bytes, by WebCrypto. */
export async function bytesDigest(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return base64url(hash);
}

function leadingMembers({ iss, aud, brand, iat, exp }: Omit<ReceiptFacts, 'position' | 'policy'>) {
  return { iss, aud, brand, iat, exp };
}

function enquiryMembers({ category, channel, messageClass, sender, plannedAt, lastVerifiedOn }: EnquiryFacts) {
  return { category, channel, messageClass, sender, plannedAt: instant(plannedAt), lastVerifiedOn };
}

function instant(at: EpochMs | undefined): string | undefined {
  return at === undefined ? undefined : formatInstant(at);
}
