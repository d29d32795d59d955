import { bytesOfBase64url } from './base64url.ts';
import { unsignedMembers } from './compared-answer.ts';
import { cellsOf, type RowForm } from './file-rows.ts';
import { type GivenResponse, memberOf, type Payload, record } from './given-receipt.ts';
import { type AnySha256, wrongInclusion } from './inclusion.ts';
import type { ShownStatement } from './shown-statement.ts';

/** What the proof of one row of a list shows. */
export interface ScrubRow {
  /** The output that the row stood in. */
  readonly output: string;
  /** Its place there, from 0. */
  readonly row: number;
  /** What it says, with U+FFFD for what is no UTF-8. */
  readonly text: string;
  /** The cell that was read as the number, as it stood in the list; absent where the row is too short to have it. */
  readonly number?: string;
  /** Of a number without a country code: ISO 3166-1. */
  readonly country: string;
  /** By the row's own cells in `annotated`; in the others by the output that the row stood in, without a reason. */
  readonly decision: ScrubDecision;
  readonly reason?: string;
  readonly nextPermittedAt?: string;
  readonly validUntil?: string;
}

type ScrubDecision = 'ALLOW' | 'BLOCK' | 'REJECTED' | 'UNAVAILABLE';

const decisionOf: Readonly<Record<string, ScrubDecision>> = {
  allowed: 'ALLOW',
  blocked: 'BLOCK',
  rejected: 'REJECTED',
  unavailable: 'UNAVAILABLE',
};

const annotated = 'annotated';
const proofMembers = ['statement', 'statementBytes', 'output', 'inclusion', 'receipt'];

/** A proof of one row (`ScrubRowProof`) by the tree that the certificate has for its output. */
export async function verifyScrubRow(
  certificate: Payload,
  given: GivenResponse,
  sha256: AnySha256,
): Promise<ShownStatement> {
  const stated = statedBytes(given);
  const unsigned = unsignedMembers(given, proofMembers);
  if (stated === undefined || unsigned.length > 0) {
    return { differing: [...(stated === undefined ? ['statement'] : []), ...unsigned] };
  }
  const output = memberOf(given, 'output');
  const tree = treeOf(certificate, output);
  if (tree === undefined || typeof output !== 'string') return { differing: ['output'] };
  const wrong = await wrongInclusion(stated.bytes, memberOf(given, 'inclusion'), tree, sha256);
  if (wrong !== undefined) return { differing: [wrong === 'statement' ? stated.member : wrong] };
  const { leafIndex } = record(memberOf(given, 'inclusion'));
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(stated.bytes);
  const row = shownRow(output, leafIndex as number, text, certificate['rowForm'] as RowForm);
  return { statement: { ...row }, differing: [] };
}

interface Stated {
  readonly member: 'statement' | 'statementBytes';
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Either of the two, and not both: readers would differ on which one counts. */
function statedBytes(given: GivenResponse): Stated | undefined {
  if (given.names.includes('statement') === given.names.includes('statementBytes')) return undefined;
  const text = memberOf(given, 'statement');
  if (typeof text === 'string') return { member: 'statement', bytes: new TextEncoder().encode(text) };
  const encoded = memberOf(given, 'statementBytes');
  const bytes =
    typeof encoded === 'string' ? bytesOfBase64url(encoded, Math.floor((encoded.length * 3) / 4)) : undefined;
  return bytes === undefined ? undefined : { member: 'statementBytes', bytes };
}

/** Undefined where the certificate has no such output, or no rows of it can be shown. */
function treeOf({ outputs, rowForm, hashAlgorithm }: Payload, name: unknown) {
  if (!Array.isArray(outputs) || rowForm === undefined || hashAlgorithm !== 'SHA-256') return undefined;
  const output = outputs.map(record).find((one) => one['name'] === name);
  return output === undefined ? undefined : { rootHash: output['rootHash'], treeSize: output['rows'] };
}

function shownRow(output: string, row: number, text: string, { delimiter, column, country }: RowForm): ScrubRow {
  const cells = cellsOf(text, delimiter);
  const number = cells[column - 1];
  return {
    ...{ output, row, text },
    ...(number === undefined ? {} : { number }),
    country,
    ...(output === annotated ? ownDecision(cells) : { decision: decisionOf[output] as ScrubDecision }),
  };
}

/** No value of the cells that a scrub adds is quoted or has a delimiter: they are the last four whatever is before. */
function ownDecision(
  cells: readonly string[],
): Pick<ScrubRow, 'decision' | 'reason' | 'nextPermittedAt' | 'validUntil'> {
  const [decision, reason = '', nextPermittedAt = '', validUntil = ''] = cells.slice(-4);
  return {
    decision: decision as ScrubDecision,
    reason,
    ...(nextPermittedAt === '' ? {} : { nextPermittedAt }),
    ...(validUntil === '' ? {} : { validUntil }),
  };
}
