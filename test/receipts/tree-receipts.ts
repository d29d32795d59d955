import { rowsReceipt, sharedStatement } from '../../src/receipts/receipt-payload.ts';
import { type RowProof, rowProof } from '../../src/receipts/row-proof.ts';
import { rowTree } from '../../src/receipts/row-tree.ts';
import { sharedSigner } from '../../src/receipts/turn-signer.ts';
import { sha256 } from '../../src/storage/sqlite/sha256.ts';
import { checkValidForSec, issuer } from './key-registry.ts';
import { plainFacts, plainResponse } from './receipt-facts.ts';

export type Sign = (payload: string) => string | Promise<string>;

/** A lookup's response of the form SHARED, with four others under its receipt, and the proof it can be cut down to. */
export async function sharedResponse(sign: Sign, facts = plainFacts, changed = (statement: string) => statement) {
  const signShared = sharedSigner({
    sign: (_, payload) => sign(payload),
    sha256,
    atEndOfTurn: queueMicrotask,
    issuer,
    checkValidForSec,
  });
  const statement = changed(sharedStatement(facts));
  const others = [0, 1, 2, 3].map((n) => signShared({ text: `{"n":${n}}`, iat: plainFacts.iat }));
  const signature = await signShared({ text: statement, iat: plainFacts.iat });
  await Promise.all(others);
  const proof = { statement, ...signature };
  return { response: { ...plainResponse, ...proof }, proof };
}

const rows = [
  '{"phoneNumber":"+8613900000001","status":"DECIDED","decision":"ALLOW","note":"]}\\""}',
  '{"x":"é"}',
  '{"x":"é"}',
];
const rowCounts = { count: 3, allowed: 1, blocked: 0, rejected: 2, unavailable: 0 };

/** A batch's response of the form ROWS, and the proof of one of its rows. */
export async function rowsResponse(sign: Sign) {
  const tree = rowTree(sha256);
  for (const row of rows) tree.add(Buffer.from(row));
  const { phoneNumber: _, ...enquiry } = plainFacts.enquiry;
  const { decision: __, ...facts } = plainFacts;
  const receipt = await sign(rowsReceipt({ ...facts, enquiry, rows: { ...rowCounts, rootHash: tree.rootHash() } }));
  const { asOf, policy } = plainResponse;
  const rest = JSON.stringify({ summary: rowCounts, asOf, policy, rowSecret: tree.secret, receipt });
  const text = `{"results":[${rows.join(',')}],${rest.slice(1)}`;
  return { text, secret: tree.secret, proofOf: (row: number) => rowProof(sha256, text, row) as RowProof };
}
