import { z } from '@hono/zod-openapi';
import { requestConsent } from '../../registry/consents/request-consent.ts';
import { organisationOf } from '../context.ts';
import { idempotencyHeaders, idempotent } from '../idempotency.ts';
import { type ApiApp, mount } from '../mount.ts';
import { givenInstant, givenInstantSchema, scopeSchema, senderSchema } from '../number-wire.ts';
import { reply } from '../reply.ts';
import { organisationRoute } from '../route.ts';
import { phoneNumberSchema } from './wire.ts';

const request = z
  .strictObject({
    phoneNumber: phoneNumberSchema,
    sender: senderSchema,
    scope: scopeSchema,
    expiresAt: givenInstantSchema.optional(),
    evidence: z
      .string()
      .min(1)
      .max(500)
      .optional()
      .openapi({ description: 'What you hold; the subscriber can read it' }),
  })
  .openapi('ConsentRequest', { description: 'Categories absent: all that the sender identity is registered for' });

const answer = z.object({ status: z.enum(['ACCEPTED']) }).openapi('ConsentRequestAccepted', {
  description: 'The same whether the subscriber is asked or not: only a lookup tells what is permitted',
});

const route = organisationRoute('dnd:consents:request', {
  method: 'post',
  path: '/v1/consent-requests',
  operationId: 'requestConsent',
  summary: 'Ask a subscriber for consent',
  description:
    'By one text, where he may be asked. It permits nothing before he confirms it, and after a refusal he is left alone for the time that the policy names.',
  request: {
    headers: idempotencyHeaders,
    body: { required: true, content: { 'application/json': { schema: request } } },
  },
  answers: { 202: answer },
  faults: [409, 422],
  around: [idempotent('requestConsent')],
});

export function consentRequestsRoute(app: ApiApp): void {
  mount(app, route, async (c) => {
    const { expiresAt: text, ...asked } = c.req.valid('json');
    const expiresAt = text === undefined ? undefined : givenInstant('expiresAt', text);
    await requestConsent(c.get('registry'), organisationOf(c), { ...asked, expiresAt });
    return reply(c, 202, { status: 'ACCEPTED' });
  });
}
