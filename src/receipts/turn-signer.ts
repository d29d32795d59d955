import { leafHasher, type Sha256 } from '../storage/leaf-hash.ts';
import { merkleTree } from '../storage/merkle.ts';
import { base64url } from './base64url.ts';
import { type Inclusion, inclusionsIn } from './inclusion.ts';
import { sharedReceipt } from './receipt-payload.ts';
import { freshRowSecret, rowSalts } from './row-salts.ts';

/** Statements under one signature; more of one turn are shared out over several. */
export const sharedStatementsMax = 256;

export interface SharedStatement {
  /** JSON, as it is given to who asked. */
  readonly text: string;
  /** Its `iat`. */
  readonly iat: number;
}

export interface SharedSignature {
  readonly inclusion: Inclusion;
  /** The compact JWS that the statements of the tree share. */
  readonly receipt: string;
}

export interface SharedSignerOptions {
  /** Under the key that is current now. */
  readonly sign: (typ: 'dnd-receipt+jwt', payloadJson: string) => string | Promise<string>;
  readonly sha256: Sha256;
  readonly atEndOfTurn: (run: () => void) => void;
  readonly issuer: string;
  readonly checkValidForSec: number;
}

export type SharedSigner = (statement: SharedStatement) => Promise<SharedSignature>;

interface Waiting {
  readonly statement: SharedStatement;
  resolve(signature: SharedSignature): void;
  reject(reason: unknown): void;
}

/** Gathers the statements of one turn, then builds their tree and signs its root once. */
export function sharedSigner(options: SharedSignerOptions): SharedSigner {
  let gathered: Waiting[] = [];
  const close = () => {
    const waiting = gathered;
    gathered = [];
    if (waiting.length > 0) void settle(options, waiting);
  };
  return (statement) =>
    new Promise((resolve, reject) => {
      if (gathered.length === 0) options.atEndOfTurn(close);
      gathered.push({ statement, resolve, reject });
      if (gathered.length === sharedStatementsMax) close();
    });
}

async function settle(options: SharedSignerOptions, waiting: readonly Waiting[]): Promise<void> {
  try {
    const { rootHash, inclusions } = treeOf(options.sha256, waiting);
    const signing = options.sign('dnd-receipt+jwt', payloadOf(options, waiting, rootHash));
    const receipt = typeof signing === 'string' ? signing : await signing;
    for (const [index, { resolve }] of waiting.entries()) {
      resolve({ inclusion: inclusions[index] as Inclusion, receipt });
    }
  } catch (error) {
    for (const { reject } of waiting) reject(error);
  }
}

function treeOf(sha256: Sha256, waiting: readonly Waiting[]) {
  const saltOf = rowSalts(sha256, freshRowSecret());
  const leafOf = leafHasher(sha256);
  const salts = waiting.map((_, index) => saltOf(index));
  const leaves = waiting.map(({ statement }, index) => leafOf(salts[index] as Uint8Array, statement.text));
  const tree = merkleTree(sha256, leaves);
  return { rootHash: base64url(tree.root), inclusions: inclusionsIn(tree, salts) };
}

/** The times are the statements', not the clock's, which may be set back in between: none outlives its receipt. */
function payloadOf(
  { issuer, checkValidForSec }: SharedSignerOptions,
  waiting: readonly Waiting[],
  rootHash: string,
): string {
  const iat = waiting.reduce((latest, { statement }) => Math.max(latest, statement.iat), 0);
  return sharedReceipt({ iss: issuer, iat, exp: iat + checkValidForSec, rootHash, treeSize: waiting.length });
}
