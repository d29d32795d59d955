import type { DecisionReceiptFacts, DigestReceiptFacts } from '../../src/receipts/receipt-payload.ts';
import { receiptTimes, rowsDigest } from '../../src/receipts/receipt-payload.ts';
import { issuer, startedAt } from './key-registry.ts';

export const plainFacts: DecisionReceiptFacts = {
  iss: issuer,
  aud: 'call-centre-1',
  brand: 'brand-1',
  ...receiptTimes(startedAt, 3_600),
  enquiry: {
    phoneNumber: '+8613900000001',
    category: 'FIN_CREDIT',
    channel: 'VOICE',
    messageClass: 'PROMOTIONAL',
    sender: '【示例】',
    plannedAt: startedAt + 60_000,
    lastVerifiedOn: '2026-03-01',
  },
  decision: {
    decision: 'BLOCK',
    reason: 'CATEGORY_REFUSED',
    nextPermittedAt: undefined,
    validUntil: startedAt + 86_400_000,
    tenureChanged: 'NO_DATA',
    warning: undefined,
  },
  position: 'log:42',
  policy: 'CN-2026.1',
};

/** The response that carries the receipt of `plainFacts`, but for the receipt. */
export const plainResponse = {
  phoneNumber: '+8613900000001',
  decision: 'BLOCK',
  reason: 'CATEGORY_REFUSED',
  validUntil: new Date(startedAt + 86_400_000).toISOString(),
  tenureChanged: 'NO_DATA',
  asOf: { position: 'log:42', time: new Date(startedAt + 250).toISOString() },
  policy: 'CN-2026.1',
  reference: 'mine',
};

export const resultsText =
  '[{"phoneNumber":"+8613900000001","status":"DECIDED","decision":"ALLOW","note":"]}"}, {"x":"é"}]';

const rowCounts = { count: 2, allowed: 1, blocked: 0, rejected: 1, unavailable: 0 };

export async function digestFacts(): Promise<DigestReceiptFacts> {
  const { phoneNumber: _, ...enquiry } = plainFacts.enquiry;
  const { decision: __, ...facts } = plainFacts;
  return { ...facts, enquiry, rows: { ...rowCounts, digest: await rowsDigest(resultsText) } };
}

export function digestResponse(receipt: string): string {
  const asOf = JSON.stringify(plainResponse.asOf);
  const summary = JSON.stringify(rowCounts);
  return `{"results":${resultsText},"summary":${summary},"asOf":${asOf},"policy":"CN-2026.1","receipt":"${receipt}"}`;
}
