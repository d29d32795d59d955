import { z } from '@hono/zod-openapi';
import { reportedEvents, reportNumberEvents } from '../../registry/numbers/report-number-events.ts';
import { organisationOf } from '../context.ts';
import { idempotencyHeaders, idempotent } from '../idempotency.ts';
import { type ApiApp, mount } from '../mount.ts';
import { givenInstant, givenInstantSchema } from '../number-wire.ts';
import { rateLimitHeaders } from '../rate-limit.ts';
import { reply } from '../reply.ts';
import { organisationRoute } from '../route.ts';
import { countSchema, referenceSchema, rowNumberSchema, rowResultSchema, rowsMax, wireRow } from './row-results.ts';

/** Ten thousand rows of some 250 bytes. */
const maxBodyBytes = 4_194_304;

const request = z
  .strictObject({
    events: z
      .array(
        z
          .strictObject({
            phoneNumber: rowNumberSchema,
            kind: z.enum(reportedEvents),
            occurredAt: givenInstantSchema,
            toCarrier: z
              .string()
              .min(1)
              .max(64)
              .optional()
              .openapi({ description: 'Of PORTED: organisation id of the carrier that has the number from then on' }),
            reference: referenceSchema.optional(),
          })
          .openapi('ReportedEvent'),
      )
      .min(1)
      .max(rowsMax),
  })
  .openapi('NumberEvents');

const answer = z
  .object({
    results: z.array(rowResultSchema('RECORDED').openapi('NumberEventResult')).max(rowsMax),
    summary: z
      .object({
        count: countSchema,
        recorded: countSchema,
        pending: countSchema,
        unchanged: countSchema,
        rejected: countSchema,
      })
      .openapi('NumberEventSummary', { description: '`count` is the sum of the others' }),
  })
  .openapi('NumberEventsAnswer', { description: 'One result a row, in order' });

const route = organisationRoute('dnd:number-events:write', {
  method: 'post',
  path: '/v1/number-events',
  operationId: 'reportNumberEvents',
  summary: 'Report what became of lines that you serve',
  description:
    'DISCONNECTED: nobody has the number now, it stays protected. RECLAIMED: its holder is back. REASSIGNED, of a number reported as disconnected: somebody else has it; PENDING for as long as the policy says (`pendingForSec`), in which the number stays protected, the report can be reversed, and RECLAIMED or a later DISCONNECTED ends it. PORTED: another carrier serves it; reported by the one that loses it, or, where no active carrier serves it, by the one that gains it, naming itself.',
  request: {
    headers: idempotencyHeaders,
    body: { required: true, content: { 'application/json': { schema: request } } },
  },
  answers: { 200: answer },
  faults: [409],
  around: [idempotent('reportNumberEvents')],
  maxBodyBytes,
});

export function numberEventsRoute(app: ApiApp): void {
  mount(app, route, async (c) => {
    const registry = c.get('registry');
    const events = c.req.valid('json').events.map(({ occurredAt, ...event }, index) => ({
      ...event,
      occurredAt: givenInstant(`events[${index}].occurredAt`, occurredAt),
    }));
    const { results, summary } = await reportNumberEvents(registry, organisationOf(c), { events });
    const { count, done, pending, unchanged, rejected } = summary;
    return reply(
      c,
      200,
      {
        results: results.map(wireRow),
        summary: { count, recorded: done, pending, unchanged, rejected },
      },
      rateLimitHeaders(c),
    );
  });
}
