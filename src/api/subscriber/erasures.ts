import { z } from '@hono/zod-openapi';
import { formatInstant } from '../../core/time.ts';
import type { NumberNow } from '../../registry/numbers/change-numbers.ts';
import { formatPosition } from '../../registry/position.ts';
import { forgetEverything } from '../../registry/rights/forget-everything.ts';
import { forgetHistory } from '../../registry/rights/forget-history.ts';
import { requestErasure } from '../../registry/rights/request-erasure.ts';
import { reverseChange } from '../../registry/rights/reverse-change.ts';
import { clientAddressOf } from '../client-address.ts';
import { type ApiContext, subscriberOf } from '../context.ts';
import { idempotencyHeaders, idempotent } from '../idempotency.ts';
import { type ApiApp, mount } from '../mount.ts';
import { instantSchema, languageSchema, positionSchema } from '../number-wire.ts';
import { reply } from '../reply.ts';
import { subscriberRoute } from '../route.ts';
import {
  givenPosition,
  historyPlaceSchema,
  ownLogId,
  preferShape,
  receiptPart,
  receiptShape,
} from './change-receipts.ts';

const done = z
  .object({
    changed: z.boolean().openapi({ description: 'False: it stood that way already, and nothing was written' }),
    position: positionSchema.openapi({ description: 'Of the number’s last entry' }),
    ...receiptShape,
  })
  .openapi('ChangeDone');

const headers = z.object(preferShape);

const forgetHistoryRoute = subscriberRoute({
  method: 'post',
  path: '/v1/subscriber/history/erasures',
  operationId: 'forgetHistory',
  summary: 'Forget my history',
  description:
    'Choices and refusals stand as they are; what led to them is blanked, and so are kept texts and answers. What a carrier asserted and still waits ends. What carriers reported of the line, and receipts that you hold, stay. Backups made before keep what they have. Five times a day.',
  request: {
    headers,
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z
            .strictObject({
              keepConsents: z.boolean().openapi({ description: 'Else consents and what brands ask for end too' }),
            })
            .openapi('HistoryErasure'),
        },
      },
    },
  },
  answers: { 200: done },
  faults: [409],
});

const erasureCodeRequest = z.strictObject({ language: languageSchema.optional() }).openapi('ErasureCodeRequest');

const codeSent = z
  .object({ expiresAt: instantSchema })
  .openapi('ErasureCodeSent', { description: 'A code for this alone is on its way to the number; nothing is erased' });

const requestRoute = subscriberRoute({
  method: 'post',
  path: '/v1/subscriber/record/erasure-codes',
  operationId: 'requestErasure',
  summary: 'Forget everything: the first of two steps',
  description: 'Six digits, five tries. Three in a quarter of an hour, ten a day, whatever strangers ask for.',
  request: { body: { content: { 'application/json': { schema: erasureCodeRequest } } } },
  answers: { 202: codeSent },
});

const forgetEverythingRoute = subscriberRoute({
  method: 'post',
  path: '/v1/subscriber/record/erasures',
  operationId: 'forgetEverything',
  summary: 'Forget everything: the second step',
  description:
    'The number is as one never heard of, and no longer protected by any choice; all its sessions end. What its carriers reported of the line stays: it protects whoever has the number next. A wrong, a spent and an expired code alike are 400.',
  request: {
    headers,
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z
            .strictObject({
              code: z
                .string()
                .regex(/^[0-9]{6}$/, 'six digits')
                .max(6),
            })
            .openapi('RecordErasure'),
        },
      },
    },
  },
  answers: { 200: done },
  faults: [409],
});

const reverseRoute = subscriberRoute({
  method: 'post',
  path: '/v1/subscriber/history/reversals',
  operationId: 'reverseChange',
  summary: 'Take one change of the history back',
  description:
    'Your choices, or what stands with one brand, are again as they were before it. What it brought has to stand still: else 409, and `limit` names what is in the way. Consents that refusing all had ended do not come back. Sixty times an hour, of a history of up to 1,000 entries.',
  request: {
    headers: idempotencyHeaders.extend(preferShape),
    body: { required: true, content: { 'application/json': { schema: historyPlaceSchema } } },
  },
  answers: { 200: done },
  faults: [404, 409],
  around: [idempotent('reverseChange')],
});

export function erasuresRoutes(app: ApiApp): void {
  mount(app, forgetHistoryRoute, async (c) => {
    return replyDone(c, await forgetHistory(c.get('registry'), subscriberOf(c), c.req.valid('json')));
  });
  mount(app, requestRoute, async (c) => {
    const from = { ...c.req.valid('json'), clientAddress: clientAddressOf(c) };
    const { expiresAt } = await requestErasure(c.get('registry'), subscriberOf(c), from);
    return reply(c, 202, { expiresAt: formatInstant(expiresAt) });
  });
  mount(app, forgetEverythingRoute, async (c) => {
    const given = { ...c.req.valid('json'), clientAddress: clientAddressOf(c) };
    return replyDone(c, await forgetEverything(c.get('registry'), subscriberOf(c), given));
  });
  mount(app, reverseRoute, async (c) => {
    const position = givenPosition(c, c.req.valid('json').position);
    return replyDone(c, await reverseChange(c.get('registry'), subscriberOf(c), { position }));
  });
}

async function replyDone(c: ApiContext, now: NumberNow): Promise<Response> {
  const { body, headers } = await receiptPart(c, now);
  const position = formatPosition(ownLogId(c), now.position);
  return reply(c, 200, { changed: now.changed, position, ...body }, headers);
}
