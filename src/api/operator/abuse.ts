import { z } from '@hono/zod-openapi';
import { abuseResponses, quotaMax, quotaNames } from '../../core/quota.ts';
import { formatInstant, secondMs } from '../../core/time.ts';
import { canariesMax } from '../../registry/abuse/abuse-desk.ts';
import {
  canariesOfRequestMax,
  listCanaries,
  plantCanaries,
  removeCanaries,
} from '../../registry/abuse/canary-numbers.ts';
import { readAbuseSignals, signalsMax } from '../../registry/abuse/read-abuse-signals.ts';
import { readQuotas } from '../../registry/abuse/read-quotas.ts';
import { signalKinds, signalWords } from '../../registry/abuse/signal-kinds.ts';
import { organisationOf } from '../context.ts';
import { idempotencyHeaders, idempotent } from '../idempotency.ts';
import { type ApiApp, mount } from '../mount.ts';
import { instantSchema } from '../number-wire.ts';
import { reply } from '../reply.ts';
import { organisationRoute } from '../route.ts';
import { phoneNumberSchema } from '../sender/wire.ts';
import { organisationIdSchema } from './organisation-wire.ts';

const scope = 'dnd:organisations:manage';
const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const maskedSchema = z.string().max(16).openapi({ description: 'Masked', example: '+861380******' });

const signals = organisationRoute('dnd:status:read', {
  method: 'get',
  path: '/v1/abuse-signals',
  operationId: 'listAbuseSignals',
  summary: 'Who seems to collect the register, or to attack the subscribers’ doors',
  description: `Of the last 90 days, the latest day first; one for each organisation (of strangers: each number or network, the first 50 of a kind), kind and day (UTC). What \`measure\` counts, and from where on there is a signal: ${signalKinds.map((kind) => `${kind}: ${signalWords[kind].meaning} (from ${signalWords[kind].from})`).join('; ')}.`,
  request: {
    query: z.strictObject({
      limit: z.coerce
        .number()
        .int()
        .min(1)
        .max(signalsMax)
        .default(100)
        .openapi({ type: 'integer', minimum: 1, maximum: signalsMax, description: 'Most signals of the answer' }),
    }),
  },
  answers: {
    200: z
      .object({
        abuseSignals: z
          .array(
            z
              .object({
                organisationId: organisationIdSchema
                  .optional()
                  .openapi({ description: 'Absent where strangers did it, at the subscribers’ doors' }),
                key: z.string().max(8).optional().openapi({
                  description: 'Of strangers: the same for the same number or network, else it says nothing',
                }),
                kind: z.enum(signalKinds),
                firstAt: instantSchema,
                lastAt: instantSchema,
                measure: count,
                block: maskedSchema.optional(),
                network: z.string().max(64).optional().openapi({
                  description: 'Networks beside each other, a /24 of IPv4 or a /48 of IPv6, or `unknown`',
                  example: '203.0.113.0/24',
                }),
              })
              .openapi('AbuseSignal'),
          )
          .max(signalsMax),
      })
      .openapi('AbuseSignals'),
  },
});

const quotas = organisationRoute(scope, {
  method: 'get',
  path: '/v1/organisations/{organisationId}/quotas',
  operationId: 'readQuotas',
  summary: 'What an organisation may do, and how much of it is used',
  description: 'Windows begin at whole minutes and at midnight UTC. Its own quotas are part of `changeOrganisation`.',
  request: { params: z.object({ organisationId: organisationIdSchema }) },
  answers: {
    200: z
      .object({
        organisationId: organisationIdSchema,
        abuseResponse: z.enum(abuseResponses),
        slowedDown: z.boolean().openapi({ description: 'Its quotas for questions are a tenth today' }),
        quotas: z
          .array(
            z
              .object({
                name: z.enum(quotaNames),
                max: count.max(quotaMax * 1_000),
                windowSec: count,
                used: count,
                resetSec: count,
                own: z.boolean().openapi({ description: 'Set for this organisation; else its role’s' }),
              })
              .openapi('Quota'),
          )
          .max(quotaNames.length),
      })
      .openapi('Quotas'),
  },
  faults: [404],
});

const numbers = (name: string) => ({
  required: true,
  content: {
    'application/json': {
      schema: z
        .strictObject({ phoneNumbers: z.array(phoneNumberSchema).min(1).max(canariesOfRequestMax) })
        .openapi(name),
    },
  },
});

const plant = organisationRoute(scope, {
  method: 'post',
  path: '/v1/canary-numbers',
  operationId: 'plantCanaryNumbers',
  summary: 'Name numbers that nobody has',
  description:
    'Whoever asks about one is signalled (CANARY), for a year. Take numbers that no carrier will give to anybody: a question about a person’s number is no sign of anything. All are planted, or none.',
  request: { headers: idempotencyHeaders, body: numbers('CanaryPlanting') },
  answers: { 201: z.object({ planted: count, unchanged: count }).openapi('CanariesPlanted') },
  faults: [409, 422],
  around: [idempotent('plantCanaryNumbers')],
});

const remove = organisationRoute(scope, {
  method: 'post',
  path: '/v1/canary-numbers/remove',
  operationId: 'removeCanaryNumbers',
  summary: 'Take canary numbers back',
  request: { body: numbers('CanaryRemoval') },
  answers: { 200: z.object({ removed: count }).openapi('CanariesRemoved') },
  faults: [422],
});

const list = organisationRoute(scope, {
  method: 'get',
  path: '/v1/canary-numbers',
  operationId: 'listCanaryNumbers',
  summary: 'The canary numbers, masked',
  request: {},
  answers: {
    200: z
      .object({
        canaryNumbers: z
          .array(
            z
              .object({
                phoneNumber: maskedSchema,
                plantedAt: instantSchema,
                plantedBy: z.string().max(128),
                expiresAt: instantSchema,
                onRecord: z.boolean().openapi({ description: 'Somebody has it now: no signal comes of it any more' }),
              })
              .openapi('CanaryNumber'),
          )
          .max(canariesMax),
      })
      .openapi('CanaryNumbers'),
  },
});

export function abuseRoutes(app: ApiApp): void {
  mount(app, signals, async (c) => {
    const found = await readAbuseSignals(c.get('registry'), organisationOf(c), c.req.valid('query'));
    const abuseSignals = found.map((signal) => ({
      ...signal,
      firstAt: formatInstant(signal.firstAt),
      lastAt: formatInstant(signal.lastAt),
    }));
    return reply(c, 200, { abuseSignals });
  });
  mount(app, quotas, (c) => {
    const report = readQuotas(c.get('registry'), organisationOf(c), c.req.valid('param'));
    const { isSlowedDown, quotas: uses, ...rest } = report;
    const rows = uses.map(({ kind, max, used, resetSec, isOwn }) => ({
      name: kind.name,
      max,
      windowSec: kind.windowMs / secondMs,
      used,
      resetSec,
      own: isOwn,
    }));
    return reply(c, 200, { ...rest, slowedDown: isSlowedDown, quotas: rows });
  });
  mount(app, plant, async (c) =>
    reply(c, 201, await plantCanaries(c.get('registry'), organisationOf(c), c.req.valid('json'))),
  );
  mount(app, remove, async (c) =>
    reply(c, 200, await removeCanaries(c.get('registry'), organisationOf(c), c.req.valid('json'))),
  );
  mount(app, list, async (c) => {
    const found = await listCanaries(c.get('registry'), organisationOf(c));
    const canaryNumbers = found.map(({ masked, plantedAt, plantedBy, expiresAt, isOnRecord }) => ({
      phoneNumber: masked,
      plantedAt: formatInstant(plantedAt),
      plantedBy,
      expiresAt: formatInstant(expiresAt),
      onRecord: isOnRecord,
    }));
    return reply(c, 200, { canaryNumbers });
  });
}
