import type { MessageClass } from '../core/policy.ts';
import { type EpochMs, formatInstant } from '../core/time.ts';
import type { RowForm } from './file-rows.ts';
import type { JwsVerifier, Verification } from './receipt-desk.ts';
import type { ReceiptCommon, ReceiptEnquiryTerms, RowCounts } from './receipt-payload.ts';

/** A file as its bytes are: base64url of their SHA-256, and how many there are. */
export interface FileDigest {
  readonly bytes: number;
  readonly digest: string;
}

/** A file that came out: `annotated`, or one for each kind of row. */
export interface OutputDigest extends FileDigest {
  readonly name: string;
}

/** The tree over the rows of an output, as `FileRows` finds them; each leaf is salted under `outputSecret`. */
export interface OutputTree {
  readonly rows: number;
  /** base64url. */
  readonly rootHash: string;
}

/**
 * The proof of a scrub, the payload of a JWS of type `dnd-receipt+jwt`: this list went in, these files came out, decided
 * on these terms as of this position. `iat` is when the scrub began, and `exp` counts from there.
 */
export interface ScrubCertificate extends ReceiptCommon {
  readonly receiptForm: 'SCRUB';
  readonly enquiry: Omit<ReceiptEnquiryTerms, 'lastVerifiedOn'>;
  /** `duplicates` rows name a number of an earlier row; each was decided like any other. */
  readonly rows: RowCounts & { readonly duplicates: number };
  /** Rows by decision and reason: `{"ALLOW": {"DEFAULT": 9}, "REJECTED": {"EMPTY": 1}}`. */
  readonly reasons: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly digestAlgorithm: 'SHA-256';
  /** The list exactly as it was given, compressed or not. */
  readonly input: FileDigest;
  readonly outputs: readonly (OutputDigest & Partial<OutputTree>)[];
  /** Both present where single rows can be shown: of outputs that have a tree. */
  readonly hashAlgorithm?: 'SHA-256';
  readonly rowForm?: RowForm;
  /** Of a recheck: the outputs hold only the rows that were decided otherwise as of this position. */
  readonly since?: string;
}

export interface ScrubCertificateFacts
  extends Omit<
    ScrubCertificate,
    'receiptForm' | 'digestAlgorithm' | 'hashAlgorithm' | 'rowForm' | 'since' | 'brand' | 'enquiry'
  > {
  readonly brand: string | undefined;
  readonly rowForm: RowForm | undefined;
  readonly since?: string | undefined;
  readonly enquiry: {
    readonly category: string;
    readonly channel: string;
    readonly messageClass: MessageClass;
    readonly sender: string | undefined;
    readonly plannedAt: EpochMs | undefined;
  };
}

/** The JSON of a `ScrubCertificate`: members in one fixed order, absent ones left out. */
export function scrubCertificate(facts: ScrubCertificateFacts): string {
  const { iss, aud, brand, iat, exp, enquiry, rows, reasons, input, outputs, rowForm, since, position, policy } = facts;
  const { category, channel, messageClass, sender, plannedAt } = enquiry;
  const { count, allowed, blocked, rejected, unavailable, duplicates } = rows;
  const planned = plannedAt === undefined ? undefined : formatInstant(plannedAt);
  return JSON.stringify({
    receiptForm: 'SCRUB',
    iss,
    aud,
    brand,
    iat,
    exp,
    enquiry: { category, channel, messageClass, sender, plannedAt: planned },
    rows: { count, allowed, blocked, rejected, unavailable, duplicates },
    reasons,
    digestAlgorithm: 'SHA-256',
    input: { bytes: input.bytes, digest: input.digest },
    outputs: outputs.map(({ name, bytes, digest, ...tree }) => ({ name, bytes, digest, ...treeMembers(tree) })),
    ...rowFormMembers(rowForm),
    since,
    position,
    policy,
  });
}

function treeMembers({ rows, rootHash }: Partial<OutputTree>): Partial<OutputTree> {
  return rows === undefined || rootHash === undefined ? {} : { rows, rootHash };
}

function rowFormMembers(rowForm: RowForm | undefined): Pick<ScrubCertificate, 'hashAlgorithm' | 'rowForm'> {
  if (rowForm === undefined) return {};
  const { encoding, byteOrderMark, delimiter, lineTerminator, header, column, country } = rowForm;
  const form = { encoding, byteOrderMark, delimiter, lineTerminator, header, column, country };
  return { hashAlgorithm: 'SHA-256', rowForm: form };
}

/** What a certificate is worth, beside the files. */
export interface ScrubReport {
  /**
   * `CONTENT_DIFFERS`: the signature holds, but a file is not the one that was signed; that comes before the times.
   */
  readonly outcome: Verification['outcome'] | 'CONTENT_DIFFERS';
  /** `input`, or names of outputs: those whose bytes are others, and those that are missing. */
  readonly differing: readonly string[];
  /** Names of signed files that were not given, so that nothing was said of them. */
  readonly notGiven: readonly string[];
  readonly kid?: string;
  /** Present whenever the signature holds. */
  readonly certificate?: ScrubCertificate;
}

export interface GivenFiles {
  readonly input?: FileDigest | undefined;
  readonly outputs: readonly OutputDigest[];
}

/** Checks a certificate with the digests of the files at hand. Needs no network: `verifier` has the keys. */
export async function verifyScrub(
  jws: string,
  verifier: JwsVerifier,
  now: EpochMs,
  given: GivenFiles,
): Promise<ScrubReport> {
  const { outcome, kid, payload } = await verifier.verify('dnd-receipt+jwt', jws.trim(), now);
  const named = kid === undefined ? {} : { kid };
  if (payload === undefined) return { ...named, outcome, differing: [], notGiven: [] };
  if (payload['receiptForm'] !== 'SCRUB' || payload['digestAlgorithm'] !== 'SHA-256') {
    return { ...named, outcome: 'MALFORMED', differing: [], notGiven: [] };
  }
  const certificate = payload as unknown as ScrubCertificate;
  const signed: readonly OutputDigest[] = [{ name: 'input', ...certificate.input }, ...certificate.outputs];
  const files: readonly OutputDigest[] = [
    ...(given.input === undefined ? [] : [{ ...given.input, name: 'input' }]),
    ...given.outputs,
  ];
  const differing = files.filter((file) => !signed.some((one) => isSame(one, file))).map(({ name }) => name);
  const notGiven = signed.filter(({ name }) => !files.some((file) => file.name === name)).map(({ name }) => name);
  const isTrusted = outcome === 'VALID' || outcome === 'EXPIRED' || outcome === 'NOT_YET_VALID';
  const judged = isTrusted && differing.length > 0 ? 'CONTENT_DIFFERS' : outcome;
  return { ...named, outcome: judged, differing, notGiven, certificate };
}

function isSame(one: OutputDigest, other: OutputDigest): boolean {
  return one.name === other.name && one.bytes === other.bytes && one.digest === other.digest;
}
