import { z } from '@hono/zod-openapi';
import { formatInstant } from '../../core/time.ts';
import { giveConsent } from '../../registry/consents/give-consent.ts';
import { type Consent, readConsents } from '../../registry/consents/read-consents.ts';
import { permissionsMax } from '../../registry/consents/sender-permissions.ts';
import { withdrawConsent } from '../../registry/consents/withdraw-consent.ts';
import { subscriberOf } from '../context.ts';
import { idempotencyHeaders, idempotent } from '../idempotency.ts';
import { type ApiApp, mount } from '../mount.ts';
import {
  brandSchema,
  givenInstant,
  givenInstantSchema,
  instantSchema,
  scopeSchema,
  wireScope,
} from '../number-wire.ts';
import { reply } from '../reply.ts';
import { subscriberRoute } from '../route.ts';
import { preferShape, receiptAlone, receiptPart, receiptShape, replyReceipt } from './change-receipts.ts';

const path = '/v1/subscriber/consents';

const given = z
  .strictObject({ brand: brandSchema, scope: scopeSchema.optional(), expiresAt: givenInstantSchema.optional() })
  .openapi('ConsentGiven', { description: 'What is absent is taken from the brand’s request, where there is one' });

export const consentSchema = z
  .object({
    brand: brandSchema,
    brandName: z.string().max(256),
    status: z.enum(['CONSENTED', 'REQUESTED']).openapi({ description: 'REQUESTED permits nothing until confirmed' }),
    scope: scopeSchema,
    since: instantSchema,
    expiresAt: instantSchema.optional(),
  })
  .openapi('Consent');

const consentGiven = z.object({ ...consentSchema.shape, ...receiptShape }).openapi('ConsentStanding');

const list = z
  .object({ consents: z.array(consentSchema).max(2 * permissionsMax) })
  .openapi('Consents', { description: 'In force, and asked for' });

const listRoute = subscriberRoute({
  method: 'get',
  path,
  operationId: 'readConsents',
  summary: 'Which brands may, and which ask to',
  request: {},
  answers: { 200: list },
});

const giveRoute = subscriberRoute({
  method: 'post',
  path,
  operationId: 'giveConsent',
  summary: 'Let a brand through, or confirm what it asked for',
  description: 'Ends an earlier refusal of the brand. 200 where it stood that way already.',
  request: {
    headers: idempotencyHeaders.extend(preferShape),
    body: { required: true, content: { 'application/json': { schema: given } } },
  },
  answers: { 200: consentGiven, 201: consentGiven },
  faults: [404, 409],
  around: [idempotent('giveConsent')],
});

const withdrawRoute = subscriberRoute({
  method: 'delete',
  path: `${path}/{brand}`,
  operationId: 'withdrawConsent',
  summary: 'Take a consent back, or decline a request',
  request: { headers: z.object(preferShape), params: z.object({ brand: brandSchema }) },
  answers: { 200: receiptAlone, 204: null },
  faults: [404, 409],
});

export function consentsRoutes(app: ApiApp): void {
  mount(app, listRoute, async (c) => {
    const consents = await readConsents(c.get('registry'), subscriberOf(c));
    return reply(c, 200, { consents: consents.map(wireConsent) });
  });
  mount(app, giveRoute, async (c) => {
    const { brand, scope, expiresAt: text } = c.req.valid('json');
    const expiresAt = text === undefined ? undefined : givenInstant('expiresAt', text);
    const result = await giveConsent(c.get('registry'), subscriberOf(c), { brand, scope, expiresAt });
    const { body, headers } = await receiptPart(c, result);
    return reply(c, result.changed ? 201 : 200, { ...wireConsent(result.consent), ...body }, headers);
  });
  mount(app, withdrawRoute, async (c) => {
    const now = await withdrawConsent(c.get('registry'), subscriberOf(c), c.req.valid('param').brand);
    return replyReceipt(c, now);
  });
}

export function wireConsent({ scope, since, expiresAt, ...rest }: Consent) {
  return {
    ...rest,
    scope: wireScope(scope),
    since: formatInstant(since),
    expiresAt: expiresAt === undefined ? undefined : formatInstant(expiresAt),
  };
}
