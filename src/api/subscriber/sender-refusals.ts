import { z } from '@hono/zod-openapi';
import { Fault } from '../../core/fault.ts';
import { formatInstant } from '../../core/time.ts';
import { readSenderRefusals, type SenderRefusal } from '../../registry/consents/read-sender-refusals.ts';
import { readmitSender } from '../../registry/consents/readmit-sender.ts';
import { type RefusedSender, refuseSender } from '../../registry/consents/refuse-sender.ts';
import { permissionsMax } from '../../registry/consents/sender-permissions.ts';
import { subscriberOf } from '../context.ts';
import { idempotencyHeaders, idempotent } from '../idempotency.ts';
import { type ApiApp, mount } from '../mount.ts';
import { brandSchema, instantSchema, senderSchema } from '../number-wire.ts';
import { reply } from '../reply.ts';
import { subscriberRoute } from '../route.ts';
import { preferShape, receiptAlone, receiptPart, receiptShape, replyReceipt } from './change-receipts.ts';

const path = '/v1/subscriber/sender-refusals';

const refused = z
  .strictObject({ sender: senderSchema.optional(), brand: brandSchema.optional() })
  .openapi('RefusedSender', { description: 'Either `sender`, what was seen, or `brand`, who is behind it' });

export const refusalSchema = z
  .object({ brand: brandSchema, brandName: z.string().max(256), since: instantSchema })
  .openapi('SenderRefusal', { description: 'A brand shut out, under all its sender identities' });

const refusalMade = z.object({ ...refusalSchema.shape, ...receiptShape }).openapi('SenderRefusalStanding');

const list = z
  .object({ refusals: z.array(refusalSchema).max(permissionsMax) })
  .openapi('SenderRefusals', { description: 'The brands shut out' });

const listRoute = subscriberRoute({
  method: 'get',
  path,
  operationId: 'readSenderRefusals',
  summary: 'Which brands are shut out',
  request: {},
  answers: { 200: list },
});

const refuseRoute = subscriberRoute({
  method: 'post',
  path,
  operationId: 'refuseSender',
  summary: 'Shut a brand out',
  description: 'Ends a consent of that brand. 200 where it was shut out already.',
  request: {
    headers: idempotencyHeaders.extend(preferShape),
    body: { required: true, content: { 'application/json': { schema: refused } } },
  },
  answers: { 200: refusalMade, 201: refusalMade },
  faults: [404, 409],
  around: [idempotent('refuseSender')],
});

const readmitRoute = subscriberRoute({
  method: 'delete',
  path: `${path}/{brand}`,
  operationId: 'readmitSender',
  summary: 'Take a refusal back',
  request: { headers: z.object(preferShape), params: z.object({ brand: brandSchema }) },
  answers: { 200: receiptAlone, 204: null },
  faults: [404, 409],
});

export function senderRefusalsRoutes(app: ApiApp): void {
  mount(app, listRoute, async (c) => {
    const refusals = await readSenderRefusals(c.get('registry'), subscriberOf(c));
    return reply(c, 200, { refusals: refusals.map(wireRefusal) });
  });
  mount(app, refuseRoute, async (c) => {
    const result = await refuseSender(c.get('registry'), subscriberOf(c), refusedOf(c.req.valid('json')));
    const { body, headers } = await receiptPart(c, result);
    return reply(c, result.changed ? 201 : 200, { ...wireRefusal(result.refusal), ...body }, headers);
  });
  mount(app, readmitRoute, async (c) => {
    return replyReceipt(c, await readmitSender(c.get('registry'), subscriberOf(c), c.req.valid('param').brand));
  });
}

function refusedOf({ sender, brand }: z.infer<typeof refused>): RefusedSender {
  if (sender !== undefined && brand === undefined) return { sender };
  if (brand !== undefined && sender === undefined) return { brand };
  throw new Fault('INVALID_ARGUMENT', 'give either sender or brand', {
    field: sender === undefined ? 'sender' : 'brand',
  });
}

export function wireRefusal({ since, ...rest }: SenderRefusal) {
  return { ...rest, since: formatInstant(since) };
}
