import { nextTurn } from '../lookup/next-turn.ts';
import { saltBytes } from '../storage/leaf-hash.ts';
import { base64url, bytesOfBase64url } from './base64url.ts';
import { differingBatch } from './compared-answer.ts';
import { type GivenResponse, memberOf, type Payload, record } from './given-receipt.ts';
import { type AnySha256, saltedLeaf, treeNode } from './inclusion.ts';
import { jsonElements } from './json-members.ts';
import { rowSecretBytes, saltSeeds } from './row-salts.ts';
import { isProof, type ShownStatement, shownStatement } from './shown-statement.ts';

/** A response of the form ROWS by its rows and their secret, or a proof of one row by its inclusion. */
export async function verifyRows(signed: Payload, response: GivenResponse, sha256: AnySha256): Promise<ShownStatement> {
  const { rootHash, count, hashAlgorithm } = record(signed['rows']);
  if (isProof(response)) return shownStatement(response, { rootHash, treeSize: count }, sha256);
  const secret = bytesOfBase64url(memberOf(response, 'rowSecret'), rowSecretBytes);
  const matches =
    secret !== undefined &&
    hashAlgorithm === 'SHA-256' &&
    typeof count === 'number' &&
    typeof rootHash === 'string' &&
    (await rootOfRows(sha256, response.member('results') ?? '', secret, count)) === rootHash;
  const wrong = secret === undefined ? 'rowSecret' : 'results';
  return { differing: [...(matches ? [] : [wrong]), ...differingBatch(signed, response, ['rowSecret'])] };
}

/** base64url of the root over the elements of an array's text; undefined where they are not `count`. */
async function rootOfRows(
  sha256: AnySha256,
  results: string,
  secret: Uint8Array,
  count: number,
): Promise<string | undefined> {
  const rows = jsonElements(results, count);
  if (rows?.length !== count) return undefined;
  const seedOf = saltSeeds(secret);
  let level = await inSlices(count, async (index) => {
    const salt = (await sha256(seedOf(index))).subarray(0, saltBytes);
    return saltedLeaf(sha256, salt, utf8.encode(results.slice(rows[index]?.start, rows[index]?.end)));
  });
  while (level.length > 1) {
    const below = level;
    level = await inSlices(Math.ceil(below.length / 2), async (index) => {
      const left = below[2 * index] as Uint8Array;
      const right = below[2 * index + 1];
      return right === undefined ? left : await treeNode(sha256, left, right);
    });
  }
  return level[0] === undefined ? undefined : base64url(level[0]);
}

/** Hashes between two chances for others; asked for all at once they would hold up whoever else needs a thread. */
const sliceLength = 256;

async function inSlices<T>(count: number, make: (index: number) => Promise<T>): Promise<readonly T[]> {
  const made: T[] = [];
  for (let start = 0; start < count; start += sliceLength) {
    if (start > 0) await nextTurn();
    const length = Math.min(sliceLength, count - start);
    made.push(...(await Promise.all(Array.from({ length }, (_, index) => make(start + index)))));
  }
  return made;
}

const utf8 = new TextEncoder();
