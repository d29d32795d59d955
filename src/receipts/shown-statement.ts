import { unsignedMembers } from './compared-answer.ts';
import { type GivenResponse, memberOf, type Payload, uniqueMembers } from './given-receipt.ts';
import { type AnySha256, type SignedTree, wrongInclusion } from './inclusion.ts';

/** A statement that a response or a proof shows with its way to the signed root. */
export interface ShownStatement {
  /** Its members, where it is in the tree. */
  readonly statement?: Payload;
  /** What is wrong with it: none, or one of `statement` and `inclusion`. */
  readonly differing: readonly string[];
}

export async function shownStatement(
  response: GivenResponse,
  tree: SignedTree,
  sha256: AnySha256,
): Promise<ShownStatement> {
  const text = memberOf(response, 'statement');
  if (typeof text !== 'string') return { differing: ['statement'] };
  const wrong = await wrongInclusion(text, memberOf(response, 'inclusion'), tree, sha256);
  return wrong === undefined ? { statement: uniqueMembers(text), differing: [] } : { differing: [wrong] };
}

export const shownMembers = ['statement', 'inclusion'];

/** Whether a text is a proof of one statement and nothing else. */
export function isProof(response: GivenResponse): boolean {
  return response.names.includes('statement') && unsignedMembers(response, [...shownMembers, 'receipt']).length === 0;
}
