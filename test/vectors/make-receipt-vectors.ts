/**
 * Writes `receipts.json` anew: `npx node test/vectors/make-receipt-vectors.ts`. The keys are the examples of
 * RFC 7515 A.3 and RFC 7517 A.2, so everybody has their private halves: for tests only.
 */
import { writeFileSync } from 'node:fs';
import { calculateJwkThumbprint } from 'jose';
import { nodeSigner } from '../../src/runtime/node-signer.ts';
import { digestReceipt, plainReceipt, rowsDigest } from '../../src/receipts/receipt-payload.ts';
import { changeVectors } from './change-vectors.ts';
import { scrubVectors } from './scrub-vectors.ts';
import { treeVectors } from './tree-vectors.ts';

const at = Date.UTC(2026, 5, 1, 12);
const iat = at / 1_000;

const goodKey = await signingKey({
  kty: 'EC',
  crv: 'P-256',
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
  d: 'jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI',
});
const compromisedKey = await signingKey({
  kty: 'EC',
  crv: 'P-256',
  x: 'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4',
  y: '4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM',
  d: '870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE',
});

const common = { iss: 'https://dnd.example', aud: 'call-centre-1', brand: 'brand-1', iat, exp: iat + 3_600 };
const terms = { category: 'FIN_CREDIT', channel: 'SMS', messageClass: 'PROMOTIONAL', sender: '【示例】' } as const;
const last = { position: 'log:42', policy: 'CN-2026.1' };
const asOf = { position: 'log:42', time: '2026-06-01T12:00:00.250Z' };

const plainFacts = {
  ...common,
  enquiry: { phoneNumber: '+8613900000001', ...terms, plannedAt: at + 3_600_000, lastVerifiedOn: '2026-03-01' },
  decision: {
    decision: 'BLOCK',
    reason: 'HOURS_REFUSED',
    nextPermittedAt: at + 7_200_000,
    validUntil: at + 7_200_000,
    tenureChanged: 'NO_DATA',
    warning: undefined,
  },
  ...last,
} as const;

const resultsText = `[${[
  {
    phoneNumber: '+8613900000001',
    status: 'DECIDED',
    decision: 'BLOCK',
    reason: 'DEFAULT',
    validUntil: '2026-07-01T00:00:00.000Z',
  },
  {
    phoneNumber: '+8613900000002',
    status: 'DECIDED',
    decision: 'ALLOW',
    reason: 'CONSENT',
    validUntil: '2026-07-01T00:00:00.000Z',
    reference: '引用 ]}"',
  },
  {
    phoneNumber: '12',
    status: 'REJECTED',
    code: 'INVALID_ARGUMENT',
    field: 'phoneNumbers[2]',
    message: 'not a phone number',
  },
]
  .map((row) => JSON.stringify(row))
  .join(',')}]`;
const counts = { count: 3, allowed: 1, blocked: 1, rejected: 1, unavailable: 0 };
const digestFacts = {
  ...common,
  enquiry: { ...terms, plannedAt: undefined, lastVerifiedOn: undefined },
  rows: { ...counts, digest: await rowsDigest(resultsText) },
  ...last,
};

const plainPayload = plainReceipt(plainFacts);
const digestPayload = digestReceipt(digestFacts);
const receiptTyp = 'dnd-receipt+jwt';
const plain = goodKey.sign(receiptTyp, plainPayload);
const digest = goodKey.sign(receiptTyp, digestPayload);
const { phoneNumber } = plainFacts.enquiry;
const { decision, reason, tenureChanged } = plainFacts.decision;
const validUntil = new Date(at + 7_200_000).toISOString();
const lookup = {
  phoneNumber,
  decision,
  reason,
  nextPermittedAt: validUntil,
  validUntil,
  tenureChanged,
  asOf,
  policy: last.policy,
};
const lookupText = JSON.stringify({ ...lookup, receipt: plain, reference: 'row-1' });
const afterRows = JSON.stringify({ summary: counts, asOf, policy: last.policy, receipt: digest });
const batchText = `{"results":${resultsText},${afterRows.slice(1)}`;
const [header = '', , signature = ''] = plain.split('.');
const forgedPayload = Buffer.from(plainPayload.replace('BLOCK', 'ALLOW')).toString('base64url');

const tree = await treeVectors({
  sign: (payload) => goodKey.sign(receiptTyp, payload),
  decisionFacts: plainFacts,
  lookup,
  batchFacts: { ...digestFacts, rows: counts },
  resultsText,
  afterRows: { summary: counts, asOf, policy: last.policy },
});

const scrub = scrubVectors({
  sign: (payload) => goodKey.sign(receiptTyp, payload),
  common: { ...common, ...last },
  enquiry: { ...terms, plannedAt: undefined },
});

const change = changeVectors((typ, payload) => goodKey.sign(typ, payload));

const vectors = [
  vector('a plain receipt', plain, 'VALID', 'NOT_GIVEN'),
  vector('a plain receipt in the last millisecond before exp', plain, 'VALID', 'NOT_GIVEN', [], at + 3_599_999),
  vector('a plain receipt at exp', plain, 'EXPIRED', 'NOT_GIVEN', [], at + 3_600_000),
  vector('a plain receipt a minute before iat', plain, 'NOT_YET_VALID', 'NOT_GIVEN', [], at - 60_000),
  vector('a digest receipt without its rows', digest, 'VALID', 'NOT_GIVEN'),
  vector('a lookup response', lookupText, 'VALID', 'MATCHES'),
  vector('a lookup response laid out anew', JSON.stringify(JSON.parse(lookupText), undefined, 2), 'VALID', 'MATCHES'),
  vector(
    'a lookup response with another decision',
    lookupText.replace('BLOCK', 'ALLOW'),
    'CONTENT_DIFFERS',
    'DIFFERS',
    ['decision'],
  ),
  vector(
    'a lookup response for another number',
    lookupText.replace('+8613900000001', '+8613900000002'),
    'CONTENT_DIFFERS',
    'DIFFERS',
    ['phoneNumber'],
  ),
  vector('a batch response', batchText, 'VALID', 'MATCHES'),
  vector(
    'a batch response laid out anew',
    JSON.stringify(JSON.parse(batchText), undefined, 2),
    'CONTENT_DIFFERS',
    'DIFFERS',
    ['results'],
  ),
  vector('a batch response with a row tampered', batchText.replace('BLOCK', 'ALLOW'), 'CONTENT_DIFFERS', 'DIFFERS', [
    'results',
  ]),
  vector(
    'a batch response with a row less',
    batchText.replace(/,\{"phoneNumber":"12"[^}]*\}/, ''),
    'CONTENT_DIFFERS',
    'DIFFERS',
    ['results'],
  ),
  vector(
    'a batch response with another summary',
    batchText.replace('"allowed":1', '"allowed":2'),
    'CONTENT_DIFFERS',
    'DIFFERS',
    ['summary'],
  ),
  vector(
    'a batch response with rows given twice',
    batchText.replace('{', '{"results":[],'),
    'MALFORMED',
    'NOT_CHECKED',
  ),
  vector('a receipt with a forged payload', `${header}.${forgedPayload}.${signature}`, 'BAD_SIGNATURE', 'NOT_CHECKED'),
  vector(
    'a receipt signed by a key that is not published',
    nodeSigner({ ...compromisedKey.jwk, kid: 'nobody' }).compactJws(receiptTyp, plainPayload),
    'UNKNOWN_KEY',
    'NOT_CHECKED',
  ),
  vector(
    'a receipt signed by another key under our kid',
    nodeSigner({ ...compromisedKey.jwk, kid: goodKey.jwk.kid }).compactJws(receiptTyp, plainPayload),
    'BAD_SIGNATURE',
    'NOT_CHECKED',
  ),
  vector(
    'a receipt signed by a compromised key',
    compromisedKey.sign(receiptTyp, plainPayload),
    'KEY_COMPROMISED',
    'NOT_GIVEN',
  ),
  ...[...tree.vectors, ...scrub.vectors, ...change.vectors].map(({ name, text, outcome, content, differing, now }) =>
    vector(name, text, outcome, content, differing, now ?? at),
  ),
  vector('an access token', goodKey.sign('at+jwt', plainPayload), 'MALFORMED', 'NOT_CHECKED'),
  vector('a receipt cut short', plain.slice(0, -1), 'MALFORMED', 'NOT_CHECKED'),
];

const file = {
  note: [
    'Test vectors for receipts of the do-not-disturb registry. Verify each `text` (a compact JWS, or the text of a',
    'response that carries one) at `now` (milliseconds since 1970) with `jwks`; `outcome` is what it is worth.',
    'A receipt is a JWS, ES256, typ dnd-receipt+jwt. PLAIN: the decision is in the payload. DIGEST: the payload',
    'holds the base64url SHA-256 of the UTF-8 bytes of the value of `results`, from [ to ], exactly as sent.',
    'SHARED: the decision is in `statement`, ROWS: in the elements of `results`, each from { to }, exactly as sent; the',
    'payload holds the base64url root of a Merkle tree (RFC 9162, 2.1) over them. A leaf is SHA-256(0x00, salt,',
    'UTF-8 of the statement), a node SHA-256(0x01, left, right). `inclusion` leads from one statement to the root (RFC',
    '9162, 2.1.3.2), and its treeSize is the signed one. With `rowSecret` a whole response of the form ROWS is checked:',
    'the salt of row i is the first 16 bytes of SHA-256(secret, i as four bytes, the highest first). A text that has',
    '`statement`, `inclusion` and `receipt` alone is a proof of that statement. The times of a SHARED statement decide.',
    'SCRUB, the certificate of a list: a text with `statement` (or `statementBytes`, base64url, of a row that is no',
    'UTF-8), `output`, `inclusion` and `receipt` alone is a proof that the row stands in that output; rootHash and rows',
    'of the output are the tree. A row is a record of the file (RFC 4180, by `rowForm`), without its line end; of a file',
    'in UTF-16 its text in UTF-8; the heads are none. `rowForm` says whether a file begins with a byte order mark, which',
    'is none either: where it says no, such bytes are of the first row. A file in `UTF-8` is read as bytes, which need not',
    'be UTF-8. The salt of row i of an output is made as that of ROWS, of the secret SHA-256(secret, name of the output).',
    'A certificate with another `hashAlgorithm` than SHA-256 shows no rows to who knows only that one. `files` of',
    '`payloads` are base64url.',
    'CHANGE, of type dnd-change+jwt and without exp: an entry of a number’s history. Where there is a salt, leafHash is',
    'SHA-256(0x00, salt, UTF-8 of `entry` of the payloads): a JSON array of the members, the keys of objects sorted.',
    '`payloads` shows the exact payload for given facts (instants in milliseconds). ECDSA signatures are random: other',
    'signatures over the same payload are as good. The keys are the examples of RFC 7515 A.3 and RFC 7517 A.2: never',
    'trust them. A key with use "compromised" verifies nothing.',
  ],
  jwks: { keys: [goodKey.published('sig', 'CURRENT'), compromisedKey.published('compromised', 'COMPROMISED')] },
  payloads: {
    plain: { facts: plainFacts, payload: plainPayload },
    digest: { facts: digestFacts, results: resultsText, payload: digestPayload },
    ...tree.payloads,
    ...scrub.payloads,
    ...change.payloads,
  },
  vectors,
};
writeFileSync(new URL('receipts.json', import.meta.url), `${JSON.stringify(file, undefined, 2)}\n`);

function vector(
  name: string,
  text: string | Promise<string>,
  outcome: string,
  content: string,
  differing: string[] = [],
  now = at,
) {
  return { name, text, now, outcome, content, differing };
}

async function signingKey({ d, ...publicJwk }: { kty: string; crv: string; x: string; y: string; d: string }) {
  const kid = await calculateJwkThumbprint(publicJwk);
  const jwk = { ...publicJwk, d, kid };
  const signer = nodeSigner(jwk);
  const sign = (typ: string, payload: string) => signer.compactJws(typ, payload) as string;
  const published = (use: string, status: string) => ({ ...publicJwk, kid, alg: 'ES256', use, status });
  return { jwk, sign, published };
}
