import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { compactVerify, createLocalJWKSet, decodeProtectedHeader } from 'jose';
import { expect, test } from 'vitest';
import { type ChangeReceiptFacts, changeReceipt } from '../../src/receipts/change-receipt.ts';
import { FileRows } from '../../src/receipts/file-rows.ts';
import { type Inclusion, webSha256, wrongInclusion } from '../../src/receipts/inclusion.ts';
import { jwksVerifier } from '../../src/receipts/jws-verifier.ts';
import {
  type DecisionReceiptFacts,
  type DigestReceiptFacts,
  digestReceipt,
  plainReceipt,
  type RowsReceiptFacts,
  rowsDigest,
  rowsReceipt,
  type SharedReceipt,
  sharedStatement,
} from '../../src/receipts/receipt-payload.ts';
import { type ScrubCertificateFacts, scrubCertificate } from '../../src/receipts/scrub-certificate.ts';
import { verifyReceipt } from '../../src/receipts/verify-receipt.ts';
import { saltedLeafHash, saltOfRow, treeHash } from './rfc9162.ts';

interface Vectors {
  readonly jwks: { readonly keys: Record<string, string>[] };
  readonly payloads: {
    readonly plain: { readonly facts: DecisionReceiptFacts; readonly payload: string };
    readonly shared: {
      readonly facts: DecisionReceiptFacts;
      readonly statement: string;
      readonly inclusion: Inclusion;
      readonly payload: string;
    };
    readonly rows: {
      readonly facts: RowsReceiptFacts;
      readonly results: string;
      readonly rowSecret: string;
      readonly payload: string;
    };
    readonly scrub: {
      readonly facts: ScrubCertificateFacts;
      readonly rowSecret: string;
      readonly files: Readonly<Record<string, string>>;
      readonly payload: string;
    };
    readonly change: {
      readonly facts: Omit<ChangeReceiptFacts, 'leafHash' | 'salt'> & {
        readonly leafHash: string;
        readonly salt: string;
      };
      readonly entry: string;
      readonly payload: string;
    };
    readonly digest: { readonly facts: DigestReceiptFacts; readonly results: string; readonly payload: string };
  };
  readonly vectors: readonly {
    readonly name: string;
    readonly text: string;
    readonly now: number;
    readonly outcome: string;
    readonly content: string;
    readonly differing: readonly string[];
  }[];
}

const file = new URL('../vectors/receipts.json', import.meta.url);
const { jwks, payloads, vectors } = JSON.parse(readFileSync(file, 'utf8')) as Vectors;

test('the published payloads are written from their facts to the letter', async () => {
  expect(plainReceipt(payloads.plain.facts)).toBe(payloads.plain.payload);
  expect(digestReceipt(payloads.digest.facts)).toBe(payloads.digest.payload);
  expect(await rowsDigest(payloads.digest.results)).toBe(payloads.digest.facts.rows.digest);
});

test('the published entry is what its leaf is the hash of, and the payload says the same', () => {
  const { facts, entry, payload } = payloads.change;
  const salt = Buffer.from(facts.salt, 'hex');
  const leaf = Buffer.from(facts.leafHash, 'hex');
  expect(createHash('sha256').update(Uint8Array.of(0)).update(salt).update(entry).digest()).toEqual(leaf);
  expect(changeReceipt({ ...facts, salt, leafHash: leaf })).toBe(payload);
});

test('the published statement and the published rows are under the published roots', async () => {
  const { shared, rows } = payloads;
  expect(sharedStatement(shared.facts)).toBe(shared.statement);
  const { rootHash, treeSize } = JSON.parse(shared.payload) as SharedReceipt;
  expect(await wrongInclusion(shared.statement, shared.inclusion, { rootHash, treeSize }, webSha256)).toBeUndefined();
  expect(rowsReceipt(rows.facts)).toBe(rows.payload);
  const secret = Buffer.from(rows.rowSecret, 'base64url');
  const leaves = (JSON.parse(rows.results) as object[]).map((row, index) =>
    saltedLeafHash(saltOfRow(secret, index), JSON.stringify(row)),
  );
  expect(Buffer.from(treeHash(leaves)).toString('base64url')).toBe(rows.facts.rows.rootHash);
});

test('the published rows of a list are found in its files, and are under the published roots', () => {
  const { facts, rowSecret, files, payload } = payloads.scrub;
  expect(scrubCertificate(facts)).toBe(payload);
  const found: Record<string, number> = {};
  for (const { name, rows, rootHash } of facts.outputs) {
    const secret = createHash('sha256').update(Buffer.from(rowSecret, 'base64url')).update(name).digest();
    const leaves: Uint8Array[] = [];
    const reading = new FileRows(facts.rowForm!, (row) => {
      leaves.push(saltedLeafHash(saltOfRow(secret, leaves.length), row.slice()));
    });
    reading.add(Buffer.from(files[name] ?? '', 'base64url'));
    reading.end();
    expect([leaves.length, Buffer.from(treeHash(leaves)).toString('base64url')]).toEqual([rows, rootHash]);
    found[name] = leaves.length;
  }
  expect(found).toEqual({ allowed: 3, blocked: 1, rejected: 1, unavailable: 0 });
});

test('every outcome has a vector', () => {
  expect(new Set(vectors.map(({ outcome }) => outcome))).toEqual(
    new Set([
      'VALID',
      'EXPIRED',
      'NOT_YET_VALID',
      'KEY_COMPROMISED',
      'UNKNOWN_KEY',
      'BAD_SIGNATURE',
      'MALFORMED',
      'CONTENT_DIFFERS',
    ]),
  );
});

test.each(vectors)('our verifier says of $name: $outcome', async ({ text, now, ...expected }) => {
  const { outcome, content, differing } = await verifyReceipt(text, jwksVerifier(jwks), now);
  expect({ name: expected.name, outcome, content, differing }).toEqual(expected);
});

/** What a stock library can tell: whether the signature holds under a published key, and the type. */
const holdsForJose = ['VALID', 'EXPIRED', 'NOT_YET_VALID', 'CONTENT_DIFFERS'];

function typeOf(payload: string): string {
  return payload.startsWith('{"receiptForm":"CHANGE"') ? 'dnd-change+jwt' : 'dnd-receipt+jwt';
}

test.each(vectors)('jose alone agrees on the signature and type of $name', async ({ text, outcome }) => {
  const jws = text.startsWith('{') ? (JSON.parse(text) as { receipt: string }).receipt : text;
  const verified = compactVerify(jws, createLocalJWKSet(jwks)).then(
    ({ payload }) => decodeProtectedHeader(jws).typ === typeOf(new TextDecoder().decode(payload)),
    () => false,
  );
  const rowsTwice = outcome === 'MALFORMED' && text.startsWith('{');
  expect(await verified).toBe(holdsForJose.includes(outcome) || rowsTwice);
});
