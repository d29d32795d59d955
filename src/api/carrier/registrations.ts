import { z } from '@hono/zod-openapi';
import { carrierProofs, registerNumbers } from '../../registry/numbers/register-numbers.ts';
import { type ApiApp, organisationOf } from '../context.ts';
import { idempotencyHeaders, idempotent } from '../idempotency.ts';
import { preferencesShape } from '../number-wire.ts';
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
      .object({ count: countSchema, registered: countSchema, unchanged: countSchema, rejected: countSchema })
      .openapi('RegistrationSummary', { description: '`count` is the sum of the others' }),
  })
  .openapi('RegistrationsAnswer', { description: 'One result a row, in order' });

const route = organisationRoute('dnd:registrations:write', {
  method: 'post',
  path: '/v1/registrations',
  operationId: 'registerNumbers',
  summary: 'Set preferences for lines that you serve',
  description:
    'On behalf of their holders. One bad row never fails the rest. What a holder chose himself is loosened with MO_SMS or OTP only.',
  request: {
    headers: idempotencyHeaders,
    body: { required: true, content: { 'application/json': { schema: request } } },
  },
  answers: { 200: answer },
  faults: [409],
  middleware: [idempotent('registerNumbers')],
  maxBodyBytes,
});

export function registrationsRoute(app: ApiApp): void {
  app.openapi(route, async (c) => {
    const registry = c.get('registry');
    const { results, summary } = await registerNumbers(registry, organisationOf(c), c.req.valid('json'));
    const { count, done, unchanged, rejected } = summary;
    return reply(c, 200, {
      results: results.map((row) => wireRow(registry.shard.logId, row)),
      summary: { count, registered: done, unchanged, rejected },
    });
  });
}
