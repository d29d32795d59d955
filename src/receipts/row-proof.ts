import { leafHasher, type Sha256 } from '../storage/leaf-hash.ts';
import { merkleTree } from '../storage/merkle.ts';
import { bytesOfBase64url } from './base64url.ts';
import { givenReceipt, memberOf } from './given-receipt.ts';
import { type Inclusion, inclusionIn } from './inclusion.ts';
import { jsonElements } from './json-members.ts';
import { rowSalts, rowSecretBytes } from './row-salts.ts';

/** One row of a batch with all that shows it to be signed, and nothing of the others. */
export interface RowProof {
  /** The row's exact text. */
  readonly statement: string;
  readonly inclusion: Inclusion;
  /** The batch's compact JWS. */
  readonly receipt: string;
}

/**
 * The proof of one row, counted from 0, of a batch's response of the form ROWS. Of a response that does not verify as a
 * whole it is worthless. Undefined where there is no such row, or no secret.
 */
export function rowProof(sha256: Sha256, responseText: string, row: number): RowProof | undefined {
  const given = givenReceipt(responseText);
  if (given?.response === undefined) return undefined;
  const { jws, response } = given;
  const secret = bytesOfBase64url(memberOf(response, 'rowSecret'), rowSecretBytes);
  const results = response.member('results') ?? '';
  const rows = jsonElements(results, Number.POSITIVE_INFINITY)?.map(({ start, end }) => results.slice(start, end));
  const statement = rows?.[row];
  if (secret === undefined || rows === undefined || statement === undefined) return undefined;
  const saltOf = rowSalts(sha256, secret);
  const leafOf = leafHasher(sha256);
  const tree = merkleTree(
    sha256,
    rows.map((text, index) => leafOf(saltOf(index), text)),
  );
  return { statement, inclusion: inclusionIn(tree, rows.length, row, saltOf(row)), receipt: jws };
}
