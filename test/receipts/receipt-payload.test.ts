import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { digestReceipt, plainReceipt, receiptTimes, rowsDigest } from '../../src/receipts/receipt-payload.ts';
import { digestFacts, plainFacts, resultsText } from './receipt-facts.ts';

test('a plain receipt says who asked what, when, and the whole answer', () => {
  expect(JSON.parse(plainReceipt(plainFacts))).toEqual({
    receiptForm: 'PLAIN',
    iss: 'https://dnd.example',
    aud: 'call-centre-1',
    brand: 'brand-1',
    iat: 1_780_315_200,
    exp: 1_780_318_800,
    enquiry: {
      phoneNumber: '+8613900000001',
      category: 'FIN_CREDIT',
      channel: 'VOICE',
      messageClass: 'PROMOTIONAL',
      sender: '【示例】',
      plannedAt: '2026-06-01T12:01:00.000Z',
      lastVerifiedOn: '2026-03-01',
    },
    decision: {
      decision: 'BLOCK',
      reason: 'CATEGORY_REFUSED',
      validUntil: '2026-06-02T12:00:00.000Z',
      tenureChanged: 'NO_DATA',
    },
    position: 'log:42',
    policy: 'CN-2026.1',
  });
});

test('a digest receipt names no number, and says how many rows of each kind there were', async () => {
  const payload = JSON.parse(digestReceipt(await digestFacts()));
  expect(payload.enquiry).not.toHaveProperty('phoneNumber');
  expect(payload.rows).toEqual({
    count: 2,
    allowed: 1,
    blocked: 0,
    rejected: 1,
    unavailable: 0,
    digestAlgorithm: 'SHA-256',
    digest: createHash('sha256').update(resultsText, 'utf8').digest('base64url'),
  });
});

test('what is absent is left out', () => {
  const enquiry = { ...plainFacts.enquiry, sender: undefined, plannedAt: undefined, lastVerifiedOn: undefined };
  const payload = plainReceipt({ ...plainFacts, brand: undefined, enquiry });
  for (const name of ['brand', 'sender', 'plannedAt', 'lastVerifiedOn', 'nextPermittedAt', 'warning']) {
    expect(payload).not.toContain(`"${name}"`);
  }
});

test.each([
  ['iat + checkValidFor where the decision lasts longer', 1_000_900, 60, 2_000_000, { iat: 1_000, exp: 1_060 }],
  ['the end of the decision, rounded down', 1_000_900, 60, 1_030_999, { iat: 1_000, exp: 1_030 }],
  ['a second after iat where the decision ends at once', 1_000_900, 60, 1_000_950, { iat: 1_000, exp: 1_001 }],
  ['iat + checkValidFor for a batch', 1_000_000, 60, undefined, { iat: 1_000, exp: 1_060 }],
])('a receipt ends at %s', (_, now, checkValidForSec, validUntil, times) => {
  expect(receiptTimes(now, checkValidForSec, validUntil)).toEqual(times);
});

test('the digest of rows is the base64url SHA-256 of their UTF-8 bytes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
      expect(await rowsDigest(text)).toBe(createHash('sha256').update(text, 'utf8').digest('base64url'));
    }),
  );
});
