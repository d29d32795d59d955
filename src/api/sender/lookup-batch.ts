import { z } from '@hono/zod-openapi';
import { Fault } from '../../core/fault.ts';
import { type BatchQuestion, lookUpBatch } from '../../registry/lookups/look-up-batch.ts';
import { organisationOf } from '../context.ts';
import { type ApiApp, mount } from '../mount.ts';
import { rateLimitHeaders } from '../rate-limit.ts';
import { reply } from '../reply.ts';
import { organisationRoute } from '../route.ts';
import { batchFormSchema, rowSecretSchema } from './receipt-wire.ts';
import { answerShape, decisionShape, enquiryShape, referenceSchema } from './wire.ts';

const rowsMax = 10_000;
/** Ten thousand items with their references and some air. */
const maxBodyBytes = 2_097_152;

/** Any JSON value: what is no phone number is a rejected row, never a failed batch. */
const rowSchema = z.unknown().openapi({ type: 'string', maxLength: 64, example: '+8613800138000' });

const question = z
  .strictObject({
    ...enquiryShape,
    phoneNumbers: z.array(rowSchema).min(1).max(rowsMax).optional(),
    items: z
      .array(z.strictObject({ phoneNumber: rowSchema, reference: referenceSchema.optional() }))
      .min(1)
      .max(rowsMax)
      .optional()
      .openapi({ description: 'Instead of `phoneNumbers`, where each row has a reference' }),
    receiptForm: batchFormSchema.optional(),
  })
  .openapi('LookupBatch', { description: 'Either `phoneNumbers` or `items`' });

const rowAnswer = z
  .object({
    phoneNumber: z.string().max(32).openapi({ description: 'As sent, the first 32 characters' }),
    status: z.enum(['DECIDED', 'REJECTED', 'UNAVAILABLE']),
    ...z.object(decisionShape).partial().shape,
    code: z.enum(['INVALID_ARGUMENT', 'SERVICE_NOT_APPLICABLE', 'TOO_MANY_REQUESTS']).optional(),
    field: z.string().max(64).optional(),
    message: z.string().max(256).optional(),
    reference: referenceSchema.optional(),
  })
  .openapi('LookupRow');

const count = z.int().min(0).max(rowsMax);

const answer = z
  .object({
    results: z.array(rowAnswer).max(rowsMax).openapi({
      description:
        'One row an item, in order. The receipt holds the SHA-256 of these bytes, from `[` to `]`; of the form ROWS, the root of a Merkle tree over the bytes of each, from `{` to `}`.',
    }),
    summary: z
      .object({ count, allowed: count, blocked: count, rejected: count, unavailable: count })
      .openapi('LookupSummary'),
    ...answerShape,
    rowSecret: rowSecretSchema.optional(),
  })
  .openapi('LookupBatchAnswer', { description: 'A row for each item, and one receipt for all' });

const route = organisationRoute('dnd:lookups:check', {
  method: 'post',
  path: '/v1/lookup/batch',
  operationId: 'lookUpBatch',
  summary: 'The same question about up to 10,000 numbers',
  description: 'One bad row never fails the rest: it comes back REJECTED. An UNAVAILABLE row is not permitted.',
  request: { body: { required: true, content: { 'application/json': { schema: question } } } },
  answers: { 200: answer },
  maxBodyBytes,
});

export function lookupBatchRoute(app: ApiApp): void {
  mount(app, route, async (c) => {
    const body = await lookUpBatch(c.get('registry'), organisationOf(c), batchOf(c.req.valid('json')));
    return reply(c, 200, body, rateLimitHeaders(c));
  });
}

function batchOf({ phoneNumbers, items, ...words }: z.infer<typeof question>): BatchQuestion {
  if (items !== undefined && phoneNumbers !== undefined) {
    throw new Fault('INVALID_ARGUMENT', 'give phoneNumbers or items, not both', { field: 'items' });
  }
  if (items !== undefined) {
    return {
      ...words,
      phoneNumbers: items.map(({ phoneNumber }) => phoneNumber),
      references: items.map(({ reference }) => reference),
      fieldOf: (index) => `items[${index}].phoneNumber`,
    };
  }
  if (phoneNumbers === undefined) {
    throw new Fault('INVALID_ARGUMENT', 'phoneNumbers is missing', {
      field: 'phoneNumbers',
      limit: '1 to 10000 items',
    });
  }
  return { ...words, phoneNumbers, fieldOf: (index) => `phoneNumbers[${index}]` };
}
