import {
  type DecisionReceiptFacts,
  type RowCounts,
  type RowsReceiptFacts,
  rowsReceipt,
  sharedStatement,
} from '../../src/receipts/receipt-payload.ts';
import { type RowProof, rowProof } from '../../src/receipts/row-proof.ts';
import { rowTree } from '../../src/receipts/row-tree.ts';
import { sharedSigner } from '../../src/receipts/turn-signer.ts';
import { sha256 } from '../../src/storage/sqlite/sha256.ts';

export interface TreeVectorFacts {
  readonly sign: (payload: string) => string;
  readonly decisionFacts: DecisionReceiptFacts;
  /** The response of that decision, without what carries its receipt. */
  readonly lookup: object;
  readonly batchFacts: Omit<RowsReceiptFacts, 'rows'> & { readonly rows: RowCounts };
  readonly resultsText: string;
  readonly afterRows: object;
}

export interface Vector {
  readonly name: string;
  readonly text: string;
  readonly outcome: string;
  readonly content: string;
  readonly differing: string[];
  readonly now?: number;
}

/** Vectors of the forms SHARED and ROWS, and what is published of how their payloads come about. */
export async function treeVectors(facts: TreeVectorFacts) {
  const shared = await sharedVectors(facts);
  const rows = rowsVectors(facts);
  return { vectors: [...shared.vectors, ...rows.vectors], payloads: { ...shared.payloads, ...rows.payloads } };
}

const checkValidForSec = 86_400;

async function sharedVectors({ sign, decisionFacts, lookup }: TreeVectorFacts) {
  const payloads: string[] = [];
  const signShared = sharedSigner({
    sign: (_, signed) => {
      payloads.push(signed);
      return sign(signed);
    },
    sha256,
    atEndOfTurn: queueMicrotask,
    issuer: decisionFacts.iss,
    checkValidForSec,
  });
  const { iat, exp } = decisionFacts;
  const statement = sharedStatement(decisionFacts);
  const others = [0, 1, 2, 3].map((n) => signShared({ text: `{"n":${n}}`, iat }));
  const signature = await signShared({ text: statement, iat });
  const [, neighbour] = await Promise.all(others);
  const alone = await signShared({ text: statement, iat });
  const proof = { statement, ...signature };
  const { inclusion, receipt } = signature;
  const response = { ...lookup, ...proof, reference: 'row-1' };
  const shown = (changed: object) => JSON.stringify({ ...proof, ...changed });
  const vectors: Vector[] = [
    valid('a shared receipt alone', receipt, 'NOT_GIVEN'),
    valid('a lookup response that shares its receipt', JSON.stringify(response)),
    valid('a lookup response that shares its receipt, laid out anew', JSON.stringify(response, undefined, 2)),
    valid('a statement alone in its tree', JSON.stringify({ statement, ...alone })),
    valid('the proof of a shared statement', shown({})),
    {
      ...valid('the proof of a shared statement at its own exp', shown({}), 'MATCHES', exp * 1_000),
      outcome: 'EXPIRED',
    },
    valid('a shared receipt when a statement under it has ended', receipt, 'NOT_GIVEN', exp * 1_000),
    differs(
      'a lookup response that shares its receipt, with another decision',
      JSON.stringify({ ...response, decision: 'ALLOW' }),
      'decision',
    ),
    differs(
      'a shared statement with another decision',
      shown({ statement: statement.replace('BLOCK', 'ALLOW') }),
      'statement',
    ),
    differs(
      'a shared statement laid out anew',
      shown({ statement: JSON.stringify(JSON.parse(statement), undefined, 1) }),
      'statement',
    ),
    differs('a shared statement with a tampered path', shown({ inclusion: tampered(inclusion) }), 'statement'),
    differs(
      'a shared statement with the path of its neighbour',
      shown({ inclusion: neighbour?.inclusion }),
      'statement',
    ),
    differs(
      'a shared statement under the receipt of another turn',
      shown({ inclusion, receipt: alone.receipt }),
      'inclusion',
    ),
  ];
  return { vectors, payloads: { shared: { facts: decisionFacts, statement, inclusion, payload: payloads[0] } } };
}

function rowsVectors({ sign, batchFacts, resultsText, afterRows }: TreeVectorFacts) {
  const tree = rowTree(sha256);
  for (const row of JSON.parse(resultsText) as readonly object[]) tree.add(Buffer.from(JSON.stringify(row)));
  const { secret: rowSecret } = tree;
  const facts = { ...batchFacts, rows: { ...batchFacts.rows, rootHash: tree.rootHash() } };
  const payload = rowsReceipt(facts);
  const receipt = sign(payload);
  const text = `{"results":${resultsText},${JSON.stringify({ ...afterRows, rowSecret, receipt }).slice(1)}`;
  const proofOf = (row: number) => rowProof(sha256, text, row) as RowProof;
  const shown = (row: number, changed: object = {}) => JSON.stringify({ ...proofOf(row), ...changed });
  const { inclusion } = proofOf(1);
  const vectors: Vector[] = [
    valid('a rows receipt alone', receipt, 'NOT_GIVEN'),
    valid('a batch response with single rows', text),
    valid('a batch response with single rows, with space between them', text.replaceAll('},{', '},\n{')),
    valid('the proof of the first row', shown(0)),
    valid('the proof of the second row, with a reference that is not ASCII', shown(1)),
    valid('the proof of the last row, which is rejected', shown(2)),
    { ...valid('the proof of a row at exp', shown(0), 'MATCHES', batchFacts.exp * 1_000), outcome: 'EXPIRED' },
    differs('a batch response with single rows, one tampered', text.replace('BLOCK', 'ALLOW'), 'results'),
    differs('a batch response with single rows, one less', text.replace(/,\{"phoneNumber":"12"[^}]*\}/, ''), 'results'),
    differs(
      'a batch response with single rows, under another secret',
      text.replace(rowSecret, 'A'.repeat(43)),
      'results',
    ),
    differs(
      'a batch response with single rows, without the secret',
      text.replace(`"rowSecret":"${rowSecret}",`, ''),
      'rowSecret',
    ),
    differs(
      'the proof of a row tampered',
      shown(0, { statement: proofOf(0).statement.replace('BLOCK', 'ALLOW') }),
      'statement',
    ),
    differs('the proof of a row with a tampered path', shown(1, { inclusion: tampered(inclusion) }), 'statement'),
    differs(
      'the proof of a row with a path cut short',
      shown(1, { inclusion: { ...inclusion, path: inclusion.path.slice(1) } }),
      'inclusion',
    ),
    differs(
      'the proof of a row at another place',
      shown(1, { inclusion: { ...inclusion, leafIndex: 0 } }),
      'statement',
    ),
    differs('the proof of a row in a larger tree', shown(1, { inclusion: { ...inclusion, treeSize: 4 } }), 'inclusion'),
    differs(
      'the proof of a row with the salt of another',
      shown(1, { inclusion: { ...inclusion, salt: proofOf(0).inclusion.salt } }),
      'statement',
    ),
  ];
  return { vectors, payloads: { rows: { facts, results: resultsText, rowSecret, payload } } };
}

export function tampered<I extends { readonly path: readonly string[] }>(inclusion: I): I {
  const [first = '', ...rest] = inclusion.path;
  return { ...inclusion, path: [`${first.startsWith('A') ? 'B' : 'A'}${first.slice(1)}`, ...rest] };
}

export function valid(name: string, text: string, content = 'MATCHES', now?: number): Vector {
  return { name, text, outcome: 'VALID', content, differing: [], ...(now === undefined ? {} : { now }) };
}

export function differs(name: string, text: string, member: string): Vector {
  return { name, text, outcome: 'CONTENT_DIFFERS', content: 'DIFFERS', differing: [member] };
}
