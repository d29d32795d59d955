import { z } from '@hono/zod-openapi';
import { lookUp } from '../../registry/lookups/look-up.ts';
import { organisationOf } from '../context.ts';
import { type ApiApp, mount } from '../mount.ts';
import { rateLimitHeaders } from '../rate-limit.ts';
import { reply } from '../reply.ts';
import { organisationRoute } from '../route.ts';
import { lookupFormSchema, sharedShape } from './receipt-wire.ts';
import { answerShape, decisionShape, enquiryShape, phoneNumberSchema, referenceSchema } from './wire.ts';

const question = z
  .strictObject({
    phoneNumber: phoneNumberSchema,
    ...enquiryShape,
    reference: referenceSchema.optional(),
    receiptForm: lookupFormSchema.optional(),
  })
  .openapi('Lookup');

const answer = z
  .object({
    phoneNumber: phoneNumberSchema,
    ...decisionShape,
    ...answerShape,
    ...sharedShape,
    reference: referenceSchema.optional(),
  })
  .openapi('LookupAnswer', { description: 'The decision and its receipt' });

const route = organisationRoute('dnd:lookups:check', {
  method: 'post',
  path: '/v1/lookup',
  operationId: 'lookUp',
  summary: 'May this be sent to this number?',
  description:
    'Ask before every marketing call or message. A refusal is an answer (200, `BLOCK`), not an error. Keep the receipt: it is your proof of having asked.',
  request: { body: { required: true, content: { 'application/json': { schema: question } } } },
  answers: { 200: answer },
  faults: [422],
});

export function lookupRoute(app: ApiApp): void {
  mount(app, route, (c) => {
    const body = lookUp(c.get('registry'), organisationOf(c), c.req.valid('json'));
    const answered = (text: string): Response => reply(c, 200, text, rateLimitHeaders(c));
    return typeof body === 'string' ? answered(body) : body.then<Response>(answered);
  });
}
