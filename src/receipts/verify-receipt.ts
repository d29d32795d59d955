import type { EpochMs } from '../core/time.ts';
import { differingChange, namesSigned } from './change-receipt.ts';
import { differingBatch, differingDecision } from './compared-answer.ts';
import { type GivenResponse, givenReceipt, type Payload, record } from './given-receipt.ts';
import { type AnySha256, webSha256 } from './inclusion.ts';
import { statedType, timeliness } from './jws-verifier.ts';
import type { JwsVerifier, TokenType, Verification } from './receipt-desk.ts';
import { type BatchReceiptForm, type LookupReceiptForm, rowsDigest } from './receipt-payload.ts';
import { differingManifest } from './release-manifest.ts';
import { isProof, type ShownStatement, shownMembers, shownStatement } from './shown-statement.ts';
import { verifyRows } from './verify-rows.ts';
import { verifyScrubRow } from './verify-scrub-row.ts';

/**
 * What a receipt is worth, with or without the response that carried it. `CONTENT_DIFFERS` comes before the times:
 * the signature holds, but the response says something else, or a batch's rows are not the bytes that were sent.
 */
export interface ReceiptReport {
  readonly outcome: Verification['outcome'] | 'CONTENT_DIFFERS';
  /** `NOT_GIVEN`: there was a JWS alone, or nothing beside it that a change receipt says, so unless it is PLAIN nothing was said about single decisions. */
  readonly content: 'MATCHES' | 'DIFFERS' | 'NOT_GIVEN' | 'NOT_CHECKED';
  /** Members of the response that are not what was signed. */
  readonly differing: readonly string[];
  readonly kid?: string;
  readonly receiptForm?: ReceiptForm;
  /** Of the JWS; present whenever the signature holds. */
  readonly payload?: Payload;
  /**
   * What was shown to be under the signed root: a decision of its own (SHARED), one row of a batch (ROWS), or the
   * `ScrubRow` of a list (SCRUB).
   */
  readonly statement?: Payload;
}

export type ReceiptForm = LookupReceiptForm | BatchReceiptForm | 'SCRUB' | 'CHANGE' | 'RELEASE';

/**
 * Checks a receipt, of an answer or of a change: a compact JWS, the whole text of a lookup's or a batch's response,
 * exactly as it came, or the proof of one statement, or of one row of a list; or a release's manifest with its
 * signature, but not the files that it speaks of. Needs no network: `verifier` has the keys (`jwksVerifier`, or the
 * registry's own desk). `sha256`: WebCrypto where absent; one that answers at once takes a tenth of the time for a batch
 * of the form ROWS.
 */
export async function verifyReceipt(
  text: string,
  verifier: JwsVerifier,
  now: EpochMs,
  sha256: AnySha256 = webSha256,
): Promise<ReceiptReport> {
  const given = givenReceipt(text);
  if (given === undefined) return { outcome: 'MALFORMED', content: 'NOT_CHECKED', differing: [] };
  const stated = await statedType(given.jws);
  const typ = Object.values(ownTypes).find((own) => own === stated) ?? 'dnd-receipt+jwt';
  const verification = await verifier.verify(typ, given.jws, now);
  const { kid, payload } = verification;
  const named = kid === undefined ? {} : { kid };
  if (payload === undefined) return { ...named, outcome: verification.outcome, content: 'NOT_CHECKED', differing: [] };
  const receiptForm = payload['receiptForm'];
  if (!isForm(receiptForm) || (ownTypes[receiptForm] ?? 'dnd-receipt+jwt') !== typ) {
    return { ...named, outcome: 'MALFORMED', content: 'NOT_CHECKED', differing: [], payload };
  }
  const report = { ...named, receiptForm, payload } as const;
  if (receiptForm === 'CHANGE') {
    return changeReport({ ...named, receiptForm, payload }, verification.outcome, given.response, sha256);
  }
  if (given.response === undefined) {
    return { ...report, outcome: verification.outcome, content: 'NOT_GIVEN', differing: [] };
  }
  const shown = await compared[receiptForm](payload, given.response, sha256);
  const { statement, differing } = shown;
  const content = differing.length === 0 ? 'MATCHES' : 'DIFFERS';
  return {
    ...report,
    outcome: judged(verification.outcome, receiptForm, payload, shown, now),
    content,
    differing,
    ...(statement === undefined ? {} : { statement }),
  };
}

/** Forms that are signed as a type of their own. */
const ownTypes: Readonly<Partial<Record<ReceiptForm, TokenType>>> = {
  CHANGE: 'dnd-change+jwt',
  RELEASE: 'dnd-release+jwt',
};

/** Its entry is checked against its leaf also where it comes alone. */
async function changeReport(
  report: { readonly receiptForm: 'CHANGE'; readonly payload: Payload; readonly kid?: string },
  outcome: Verification['outcome'],
  response: GivenResponse | undefined,
  sha256: AnySha256,
): Promise<ReceiptReport> {
  const differing = await differingChange(report.payload, response, sha256);
  const isCompared = response !== undefined && namesSigned(report.payload, response);
  const content = differing.length > 0 ? 'DIFFERS' : isCompared ? 'MATCHES' : 'NOT_GIVEN';
  return { ...report, outcome: outweighed(outcome, differing), content, differing };
}

type Compare = (
  signed: Payload,
  response: GivenResponse,
  sha256: AnySha256,
) => ShownStatement | Promise<ShownStatement>;

const compared: Readonly<Record<Exclude<ReceiptForm, 'CHANGE'>, Compare>> = {
  PLAIN: (signed, response) => ({ differing: differingDecision(signed, response) }),
  SHARED: comparedShared,
  DIGEST: comparedDigest,
  ROWS: verifyRows,
  SCRUB: verifyScrubRow,
  RELEASE: (signed, manifest) => ({ differing: differingManifest(signed, manifest) }),
};

function isForm(form: unknown): form is ReceiptForm {
  return typeof form === 'string' && (form === 'CHANGE' || Object.hasOwn(compared, form));
}

async function comparedDigest(signed: Payload, response: GivenResponse): Promise<ShownStatement> {
  const rows = record(signed['rows']);
  const results = response.member('results');
  const matches =
    results !== undefined && rows['digestAlgorithm'] === 'SHA-256' && (await rowsDigest(results)) === rows['digest'];
  return { differing: [...(matches ? [] : ['results']), ...differingBatch(signed, response)] };
}

async function comparedShared(signed: Payload, response: GivenResponse, sha256: AnySha256): Promise<ShownStatement> {
  const { rootHash, treeSize } = signed;
  const shown = await shownStatement(response, { rootHash, treeSize }, sha256);
  if (shown.statement === undefined || isProof(response)) return shown;
  return { ...shown, differing: differingDecision(shown.statement, response, shownMembers) };
}

/** A forged or worthless signature says more than a response that does not fit it, and that more than the times. */
function judged(
  outcome: Verification['outcome'],
  receiptForm: ReceiptForm,
  payload: Payload,
  { statement, differing }: ShownStatement,
  now: EpochMs,
): ReceiptReport['outcome'] {
  const outweighing = outweighed(outcome, differing);
  if (outweighing !== outcome || !isTimeliness(outcome)) return outweighing;
  return receiptForm === 'SHARED' ? timesOfStatement(statement ?? {}, payload, now) : outcome;
}

function outweighed(outcome: Verification['outcome'], differing: readonly string[]): ReceiptReport['outcome'] {
  return isTimeliness(outcome) && differing.length > 0 ? 'CONTENT_DIFFERS' : outcome;
}

function isTimeliness(outcome: Verification['outcome']): boolean {
  return outcome === 'VALID' || outcome === 'EXPIRED' || outcome === 'NOT_YET_VALID';
}

/** A statement's own times decide; they lie within those of the receipt that it shares. */
function timesOfStatement(statement: Payload, shared: Payload, now: EpochMs): Verification['outcome'] {
  const { receiptForm, iss, iat, exp } = statement;
  if (receiptForm !== 'SHARED' || iss !== shared['iss']) return 'MALFORMED';
  if (!Number.isSafeInteger(iat) || !Number.isSafeInteger(exp)) return 'MALFORMED';
  if ((iat as number) > (shared['iat'] as number) || (exp as number) > (shared['exp'] as number)) return 'MALFORMED';
  return timeliness(iat as number, exp as number, now);
}
