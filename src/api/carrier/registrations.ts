import { z } from '@hono/zod-openapi';
import { carrierProofs, registerNumbers } from '../../registry/numbers/register-numbers.ts';
import { organisationOf } from '../context.ts';
import { idempotencyHeaders, idempotent } from '../idempotency.ts';
import { type ApiApp, mount } from '../mount.ts';
import { preferencesShape } from '../number-wire.ts';
import { rateLimitHeaders } from '../rate-limit.ts';
import { reply } from '../reply.ts';
import { organisationRoute } from '../route.ts';
import { countSchema, referenceSchema, rowNumberSchema, rowResultSchema, rowsMax, wireRow } from './row-results.ts';

/** Ten thousand rows with a dozen choices each. */
const maxBodyBytes = 8_388_608;

const request = z
  .strictObject({
    registrations: z
      .array(
        z
          .strictObject({
            phoneNumber: rowNumberSchema,
            preferences: z.strictObject(preferencesShape),
            reference: referenceSchema.optional(),
          })
          .openapi('Registration'),
      )
      .min(1)
      .max(rowsMax),
    proof: z.enum(carrierProofs).openapi({ description: 'How you know that the holder wants this' }),
    agent: z
      .string()
      .min(1)
      .max(64)
      .optional()
      .openapi({ description: 'Who asserted it, by your own id for him; required for CARRIER_ASSERTED' }),
  })
  .openapi('Registrations');

const answer = z
  .object({
    results: z.array(rowResultSchema('REGISTERED').openapi('RegistrationResult')).max(rowsMax),
    summary: z
      .object({
        count: countSchema,
        registered: countSchema,
        pending: countSchema,
        unchanged: countSchema,
        rejected: countSchema,
      })
      .openapi('RegistrationSummary', { description: '`count` is the sum of the others' }),
  })
  .openapi('RegistrationsAnswer', { description: 'One result a row, in order' });

const route = organisationRoute('dnd:registrations:write', {
  method: 'post',
  path: '/v1/registrations',
  operationId: 'registerNumbers',
  summary: 'Set preferences for lines that you serve',
  description:
    'On behalf of their holders. One bad row never fails the rest. What a holder chose himself is loosened with MO_SMS or OTP only. Beyond the rows that the policy allows a carrier in a day (`assertionsPerDay`) rows are part of a bulk assertion: what they refuse binds at once, what they loosen is PENDING for `pendingForSec`, and an operator can reverse it all.',
  request: {
    headers: idempotencyHeaders,
    body: { required: true, content: { 'application/json': { schema: request } } },
  },
  answers: { 200: answer },
  faults: [409],
  around: [idempotent('registerNumbers')],
  maxBodyBytes,
});

export function registrationsRoute(app: ApiApp): void {
  mount(app, route, async (c) => {
    const registry = c.get('registry');
    const { results, summary } = await registerNumbers(registry, organisationOf(c), c.req.valid('json'));
    const { count, done, pending, unchanged, rejected } = summary;
    return reply(
      c,
      200,
      {
        results: results.map(wireRow),
        summary: { count, registered: done, pending, unchanged, rejected },
      },
      rateLimitHeaders(c),
    );
  });
}
