import { readFileSync } from 'node:fs';
import { compactVerify, createLocalJWKSet, decodeProtectedHeader } from 'jose';
import { expect, test } from 'vitest';
import { jwksVerifier } from '../../src/receipts/jws-verifier.ts';
import {
  type DigestReceiptFacts,
  digestReceipt,
  type PlainReceiptFacts,
  plainReceipt,
  rowsDigest,
} from '../../src/receipts/receipt-payload.ts';
import { verifyReceipt } from '../../src/receipts/verify-receipt.ts';

interface Vectors {
  readonly jwks: { readonly keys: Record<string, string>[] };
  readonly payloads: {
    readonly plain: { readonly facts: PlainReceiptFacts; readonly payload: string };
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

test.each(vectors)('jose alone agrees on the signature and type of $name', async ({ text, outcome }) => {
  const jws = text.startsWith('{') ? (JSON.parse(text) as { receipt: string }).receipt : text;
  const verified = compactVerify(jws, createLocalJWKSet(jwks)).then(
    () => decodeProtectedHeader(jws).typ === 'dnd-receipt+jwt',
    () => false,
  );
  const rowsTwice = outcome === 'MALFORMED' && text.startsWith('{');
  expect(await verified).toBe(holdsForJose.includes(outcome) || rowsTwice);
});
