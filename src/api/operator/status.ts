import { z } from '@hono/zod-openapi';
import { signalKinds } from '../../registry/abuse/signal-kinds.ts';
import { formatPosition } from '../../registry/position.ts';
import { readStatus } from '../../registry/read-status.ts';
import { organisationOf } from '../context.ts';
import { type ApiApp, mount } from '../mount.ts';
import { reply } from '../reply.ts';
import { organisationRoute } from '../route.ts';
import { signingKeysBody, signingKeysSchema } from './signing-keys.ts';

const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

const status = z
  .object({
    version: z.string().max(32),
    policy: z.string().max(32).openapi({ example: 'CN-2026.1' }),
    position: z.string().max(64).openapi({ description: 'Last entry of the change log', example: 'log:42' }),
    uptimeSec: count.openapi({ description: 'Of the process that answers' }),
    signingKeys: signingKeysSchema,
    lookupsToday: z.object({
      day: z.iso.date().max(10).openapi({ description: 'Of the country’s calendar' }),
      byOutcome: z.record(z.string().max(64), count).openapi({ example: { ALLOW: 120, BLOCK: 34 } }),
      partial: z.boolean().openapi({ description: 'More counters than were read: the sums are too low' }),
    }),
    organisations: z.object({ ACTIVE: count, SUSPENDED: count }),
    bulkAssertions: z
      .object({ pending: count, held: count, reversing: count })
      .openapi({ description: '`held`: of the pending ones, those whose carrier is suspended; they wait on' }),
    abuseSignalsToday: z.partialRecord(z.enum(signalKinds), count).openapi({
      description:
        'Organisations, and numbers and networks at the subscribers’ doors, of which something was noticed today (UTC), by kind',
      example: { WALK: 1 },
    }),
  })
  .openapi('Status', { description: 'How the registry does' });

const route = organisationRoute('dnd:status:read', {
  method: 'get',
  path: '/v1/status',
  operationId: 'readStatus',
  summary: 'How the registry does',
  request: {},
  answers: { 200: status },
});

export function statusRoute(app: ApiApp): void {
  mount(app, route, async (c) => {
    const registry = c.get('registry');
    const { position, signingKeys, ...rest } = await readStatus(registry, organisationOf(c));
    return reply(c, 200, {
      ...rest,
      position: formatPosition(registry.logId, position),
      signingKeys: signingKeysBody(signingKeys),
    });
  });
}
