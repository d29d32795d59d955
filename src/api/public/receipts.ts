import { z } from '@hono/zod-openapi';
import { Fault } from '../../core/fault.ts';
import { verifyGivenReceipt } from '../../registry/lookups/verify-given-receipt.ts';
import type { ApiApp } from '../context.ts';
import { reply } from '../reply.ts';
import { publicRoute } from '../route.ts';

const question = z
  .strictObject({
    receipt: z.string().min(1).max(16_384).optional().openapi({ description: 'Compact JWS' }),
    response: z.string().min(1).max(4_000_000).optional().openapi({
      description: 'Text of the whole answer of a lookup or a batch, byte for byte as it came',
    }),
  })
  .openapi('ReceiptVerification', { description: 'Either `receipt` or `response`' });

const report = z
  .object({
    outcome: z.enum([
      'VALID',
      'EXPIRED',
      'NOT_YET_VALID',
      'CONTENT_DIFFERS',
      'KEY_COMPROMISED',
      'UNKNOWN_KEY',
      'BAD_SIGNATURE',
      'MALFORMED',
    ]),
    content: z.enum(['MATCHES', 'DIFFERS', 'NOT_GIVEN', 'NOT_CHECKED']).openapi({
      description: 'Whether the answer that came with it is what was signed. NOT_GIVEN: there was a receipt alone.',
    }),
    differing: z
      .array(z.string().max(256))
      .max(10_000)
      .openapi({ description: 'Members that are not what was signed' }),
    kid: z.string().max(256).optional(),
    receiptForm: z.enum(['PLAIN', 'DIGEST']).optional(),
    payload: z
      .looseObject({})
      .optional()
      .openapi({ description: 'What was signed; present where the signature holds' }),
  })
  .openapi('ReceiptReport', { description: 'What the receipt is worth' });

const route = publicRoute({
  method: 'post',
  path: '/v1/receipts/verify',
  operationId: 'verifyReceipt',
  summary: 'What is this receipt worth?',
  description:
    'A worthless receipt is an answer (200), not an error. Any JOSE library and the JWKS do the same without asking.',
  request: { body: { required: true, content: { 'application/json': { schema: question } } } },
  answers: { 200: report },
  maxBodyBytes: 6_000_000,
});

export function receiptRoute(app: ApiApp): void {
  app.openapi(route, async (c) => {
    const { receipt, response } = c.req.valid('json');
    const text = receipt ?? response;
    if (text === undefined || (receipt !== undefined && response !== undefined)) {
      throw new Fault('INVALID_ARGUMENT', 'send either a receipt or a response', { field: 'body' });
    }
    return reply(c, 200, await verifyGivenReceipt(c.get('registry'), text));
  });
}
