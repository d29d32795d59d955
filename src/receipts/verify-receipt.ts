import { type EpochMs, parseInstant, secondMs } from '../core/time.ts';
import { jsonMembers } from './json-members.ts';
import type { JwsVerifier, Verification } from './receipt-desk.ts';
import { rowsDigest } from './receipt-payload.ts';

/**
 * What a receipt is worth, with or without the response that carried it. `CONTENT_DIFFERS` comes before the times:
 * the signature holds, but the response says something else, or a batch's rows are not the bytes that were sent.
 */
export interface ReceiptReport {
  readonly outcome: Verification['outcome'] | 'CONTENT_DIFFERS';
  /** `NOT_GIVEN`: there was a JWS alone, so for a DIGEST nothing was said about single rows. */
  readonly content: 'MATCHES' | 'DIFFERS' | 'NOT_GIVEN' | 'NOT_CHECKED';
  /** Members of the response that are not what was signed. */
  readonly differing: readonly string[];
  readonly kid?: string;
  readonly receiptForm?: 'PLAIN' | 'DIGEST';
  /** Present whenever the signature holds. */
  readonly payload?: Readonly<Record<string, unknown>>;
}

/**
 * Checks a receipt: a compact JWS, or the whole text of a lookup's or a batch's response, exactly as it came. Needs
 * no network: `verifier` has the keys (`jwksVerifier`, or the registry's own desk).
 */
export async function verifyReceipt(text: string, verifier: JwsVerifier, now: EpochMs): Promise<ReceiptReport> {
  const given = givenReceipt(text);
  if (given === undefined) return { outcome: 'MALFORMED', content: 'NOT_CHECKED', differing: [] };
  const verification = await verifier.verify('dnd-receipt+jwt', given.jws, now);
  const { kid, payload } = verification;
  const named = kid === undefined ? {} : { kid };
  if (payload === undefined) return { ...named, outcome: verification.outcome, content: 'NOT_CHECKED', differing: [] };
  const receiptForm = payload['receiptForm'];
  if (receiptForm !== 'PLAIN' && receiptForm !== 'DIGEST') {
    return { ...named, outcome: 'MALFORMED', content: 'NOT_CHECKED', differing: [], payload };
  }
  const report = { ...named, receiptForm, payload } as const;
  if (given.response === undefined) {
    return { ...report, outcome: verification.outcome, content: 'NOT_GIVEN', differing: [] };
  }
  const differing = await differingMembers(payload, given.response);
  const content = differing.length === 0 ? 'MATCHES' : 'DIFFERS';
  return { ...report, outcome: combined(verification.outcome, content), content, differing };
}

/** A forged or worthless signature says more than a response that does not fit it. */
function combined(outcome: Verification['outcome'], content: 'MATCHES' | 'DIFFERS'): ReceiptReport['outcome'] {
  const timely = outcome === 'VALID' || outcome === 'EXPIRED' || outcome === 'NOT_YET_VALID';
  return content === 'DIFFERS' && timely ? 'CONTENT_DIFFERS' : outcome;
}

interface Response {
  /** The text of a top-level member's value, as written. */
  member(name: string): string | undefined;
  readonly names: readonly string[];
}

function givenReceipt(text: string): { readonly jws: string; readonly response?: Response } | undefined {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{')) return { jws: trimmed };
  const members = jsonMembers(trimmed);
  const receipt = members?.get('receipt');
  if (members === undefined || receipt === undefined) return undefined;
  const jws = parsed(trimmed.slice(receipt.start, receipt.end));
  if (typeof jws !== 'string') return undefined;
  const member = (name: string) => {
    const span = members.get(name);
    return span === undefined ? undefined : trimmed.slice(span.start, span.end);
  };
  return { jws, response: { member, names: [...members.keys()] } };
}

type Payload = Readonly<Record<string, unknown>>;

async function differingMembers(payload: Payload, response: Response): Promise<string[]> {
  const own =
    payload['receiptForm'] === 'PLAIN' ? differingDecision(payload, response) : await differingRows(payload, response);
  const policy = memberOf(response, 'policy') === payload['policy'] ? [] : ['policy'];
  return [...own, ...policy, ...differingAsOf(payload, response)];
}

const decisionMembers = ['decision', 'reason', 'nextPermittedAt', 'validUntil', 'tenureChanged', 'warning'];

function differingDecision(payload: Payload, response: Response): string[] {
  const decision = record(payload['decision']);
  const { phoneNumber } = record(payload['enquiry']);
  return [
    ...(memberOf(response, 'phoneNumber') === phoneNumber ? [] : ['phoneNumber']),
    ...decisionMembers.filter((name) => memberOf(response, name) !== decision[name]),
    ...unsignedMembers(response, ['phoneNumber', ...decisionMembers, 'reference']),
  ];
}

const countMembers = ['count', 'allowed', 'blocked', 'rejected', 'unavailable'];

/** The rows by their bytes, and the summary, if there is one, by its numbers. */
async function differingRows(payload: Payload, response: Response): Promise<string[]> {
  const rows = record(payload['rows']);
  const results = response.member('results');
  const matches =
    results !== undefined && rows['digestAlgorithm'] === 'SHA-256' && (await rowsDigest(results)) === rows['digest'];
  const summary = response.member('summary');
  const counts = summary === undefined ? rows : uniqueMembers(summary);
  return [
    ...(matches ? [] : ['results']),
    ...(countMembers.every((name) => counts[name] === rows[name]) ? [] : ['summary']),
    ...unsignedMembers(response, ['results', 'summary']),
  ];
}

/** What a reader might take for signed and is not. */
function unsignedMembers({ names }: Response, known: readonly string[]): readonly string[] {
  return names.filter((name) => !known.includes(name) && !['asOf', 'policy', 'receipt'].includes(name));
}

/** `asOf.time` lies in the second of `iat`: both are the moment of the answer. */
function differingAsOf(payload: Payload, response: Response): string[] {
  const asOf = uniqueMembers(response.member('asOf') ?? '');
  const time = typeof asOf['time'] === 'string' ? parseInstant(asOf['time']) : undefined;
  const differing = asOf['position'] === payload['position'] ? [] : ['asOf.position'];
  const sameSecond = time !== undefined && Math.floor(time / secondMs) === payload['iat'];
  return sameSecond ? differing : [...differing, 'asOf.time'];
}

function memberOf(response: Response, name: string): unknown {
  const text = response.member(name);
  return text === undefined ? undefined : parsed(text);
}

/** The members of an object in which no name stands twice; else none. */
function uniqueMembers(text: string): Payload {
  return jsonMembers(text) === undefined ? {} : record(parsed(text));
}

function parsed(text: string): unknown {
  return JSON.parse(text) as unknown;
}

function record(value: unknown): Payload {
  return typeof value === 'object' && value !== null ? (value as Payload) : {};
}
