import type { RowForm } from '../../src/receipts/file-rows.ts';
import { outputSecret } from '../../src/receipts/row-salts.ts';
import { rowTree } from '../../src/receipts/row-tree.ts';
import { type ScrubCertificateFacts, scrubCertificate } from '../../src/receipts/scrub-certificate.ts';
import { ScrubRowProver } from '../../src/receipts/scrub-row-proof.ts';
import { sha256 } from '../../src/storage/sqlite/sha256.ts';
import { differs, tampered, valid } from './tree-vectors.ts';

export interface ScrubVectorFacts {
  readonly sign: (payload: string) => string;
  readonly common: Pick<ScrubCertificateFacts, 'iss' | 'aud' | 'brand' | 'iat' | 'exp' | 'position' | 'policy'>;
  readonly enquiry: ScrubCertificateFacts['enquiry'];
}

const rowForm: RowForm = {
  encoding: 'UTF-8',
  byteOrderMark: false,
  delimiter: ';',
  lineTerminator: 'CRLF',
  header: true,
  column: 2,
  country: 'CN',
};
const head = 'name;phone\r\n';
/** 张 in the encoding GBK: no UTF-8. */
const zhang = '\xd5\xc5';
/** Rows by output, as bytes: each character is one. */
const split = {
  allowed: ['Ann;138 0013 8000', '"Bob\r\n; ""B""";+8613800138002', `${zhang};13800138003`],
  blocked: ['Cat;13800138001'],
  rejected: ['Dan'],
  unavailable: [],
};
const times = ';2026-06-08T00:00:00.000Z;2026-07-01T00:00:00.000Z';
const annotated = { annotated: [`"C;t";13800138001;BLOCK;HOURS_REFUSED${times}`, 'Dan;;REJECTED;EMPTY;;'] };
const secret = Buffer.alloc(32, 0x2a);

/** Vectors of proofs of single rows of a list, and what is published of how their certificates come about. */
export function scrubVectors({ sign, common, enquiry }: ScrubVectorFacts) {
  const splitScrub = certified(split, { count: 5, allowed: 3, blocked: 1, rejected: 1, unavailable: 0 });
  const annotatedScrub = certified(annotated, { count: 2, allowed: 0, blocked: 1, rejected: 1, unavailable: 0 });
  const receipt = sign(splitScrub.payload);
  const annotatedReceipt = sign(annotatedScrub.payload);
  const otherHash = sign(splitScrub.payload.replace('"hashAlgorithm":"SHA-256"', '"hashAlgorithm":"SHA-512"'));
  const proofOf = (output: keyof typeof split, row: number) => proof(split[output], output, row, receipt);
  const shown = (output: keyof typeof split, row: number, changed: object = {}) =>
    JSON.stringify({ ...proofOf(output, row), ...changed });
  const { inclusion } = proofOf('allowed', 1);
  const vectors = [
    valid('a certificate of a list alone', receipt, 'NOT_GIVEN'),
    valid('the proof of a row of a list', shown('allowed', 0)),
    valid('the proof of a row of a list with a line break in a cell', shown('allowed', 1)),
    valid('the proof of a row of a list that is no UTF-8', shown('allowed', 2)),
    valid('the proof of the one row of a file', shown('blocked', 0)),
    valid(
      'the proof of a row with its decision in it',
      JSON.stringify(proof(annotated.annotated, 'annotated', 0, annotatedReceipt)),
    ),
    {
      ...valid('the proof of a row of a list at exp', shown('allowed', 0), 'MATCHES', common.exp * 1_000),
      outcome: 'EXPIRED',
    },
    differs('a row of a list tampered', shown('allowed', 0, { statement: 'Ann;138 0013 8001' }), 'statement'),
    differs(
      'a row of a list with its line end',
      shown('allowed', 0, { statement: 'Ann;138 0013 8000\r\n' }),
      'statement',
    ),
    differs('the heads of a list as a row', shown('allowed', 0, { statement: head.trim() }), 'statement'),
    differs('bytes of a row of a list tampered', shown('allowed', 2, { statementBytes: 'AAAA' }), 'statementBytes'),
    differs('a row of a list as text and as bytes', shown('allowed', 2, { statement: 'Ann' }), 'statement'),
    differs('a row of a list in another file', shown('blocked', 0, { output: 'rejected' }), 'statement'),
    differs('a row of a list in a file that there was not', shown('blocked', 0, { output: 'annotated' }), 'output'),
    differs(
      'a row of a list at another place',
      shown('allowed', 1, { inclusion: { ...inclusion, leafIndex: 0 } }),
      'statement',
    ),
    differs(
      'a row of a list with a tampered path',
      shown('allowed', 1, { inclusion: tampered(inclusion) }),
      'statement',
    ),
    differs(
      'a row of a list in a larger file',
      shown('allowed', 1, { inclusion: { ...inclusion, treeSize: 4 } }),
      'inclusion',
    ),
    differs('a row of a list with what was never signed', shown('allowed', 0, { remark: '' }), 'remark'),
    differs(
      'a row of a list under the certificate of another',
      shown('allowed', 0, { receipt: annotatedReceipt }),
      'output',
    ),
    differs(
      'a row of a list under a certificate with another hash algorithm',
      shown('allowed', 0, { receipt: otherHash }),
      'output',
    ),
  ];
  return { vectors, payloads: { scrub: splitScrub } };

  function certified(
    rows: Readonly<Record<string, readonly string[]>>,
    counts: Omit<ScrubCertificateFacts['rows'], 'duplicates'>,
  ) {
    const files = Object.entries(rows).map(([name, texts]) => [name, fileOf(texts)] as const);
    const outputs = files.map(([name, file]) => ({ name, ...digestOf(file), ...treeOf(name, rows[name] ?? []) }));
    const facts: ScrubCertificateFacts = {
      ...{ ...common, enquiry, rowForm, outputs },
      rows: { ...counts, duplicates: 0 },
      reasons: { REJECTED: { EMPTY: 1 } },
      input: digestOf(Buffer.from('the list')),
    };
    return {
      facts,
      rowSecret: secret.toString('base64url'),
      files: Object.fromEntries(files.map(([name, file]) => [name, file.toString('base64url')])),
      payload: scrubCertificate(facts),
    };
  }
}

function fileOf(rows: readonly string[]): Buffer {
  return Buffer.from(head + rows.map((row) => `${row}\r\n`).join(''), 'latin1');
}

function digestOf(file: Buffer) {
  return { bytes: file.length, digest: Buffer.from(sha256(file)).toString('base64url') };
}

function treeOf(name: string, rows: readonly string[]) {
  const tree = rowTree(sha256, outputSecret(sha256, secret, name));
  for (const row of rows) tree.add(Buffer.from(row, 'latin1'));
  return { rows: tree.size, rootHash: tree.rootHash() };
}

function proof(rows: readonly string[], output: string, row: number, receipt: string) {
  const prover = new ScrubRowProver({ sha256, form: rowForm, rowSecret: secret, output, row });
  prover.add(fileOf(rows));
  const done = prover.done(receipt);
  if (done === undefined) throw new Error('no such row');
  return done.proof;
}
