import { z } from '@hono/zod-openapi';
import { assertionKinds, assertionStatuses } from '../../core/bulk-assertion.ts';
import { formatInstant } from '../../core/time.ts';
import {
  type AssertionReport,
  listAssertions,
  listUnfinishedAssertions,
  readAssertion,
} from '../../registry/assertions/read-assertions.ts';
import { leftMax, type Reversal, reverseAssertion } from '../../registry/assertions/reverse-assertion.ts';
import { organisationOf } from '../context.ts';
import { type ApiApp, mount } from '../mount.ts';
import { assertionIdSchema, instantSchema } from '../number-wire.ts';
import { pageMax, pageQuery } from '../page-wire.ts';
import { reply } from '../reply.ts';
import { organisationRoute } from '../route.ts';
import { organisationIdSchema } from './organisation-wire.ts';

const scope = 'dnd:organisations:manage';
const params = z.object({ assertionId: assertionIdSchema });
const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

/** Some seconds of work: a caller should not wait for more, and the chores of a server do the rest. */
const entriesPerRequest = 10_000;

const tallySchema = z.object({ undone: count, ended: count, kept: count }).openapi('ReversalTally', {
  description:
    'Numbers. undone: exactly as before. ended: something came later; what waited never takes effect, what binds already stays. kept: something came later and nothing waited',
});

const assertionSchema = z
  .object({
    assertionId: assertionIdSchema,
    organisationId: organisationIdSchema,
    kind: z.enum(assertionKinds),
    status: z.enum(assertionStatuses),
    since: instantSchema.openapi({ description: 'When the status last changed' }),
    openedAt: instantSchema,
    pendingUntil: instantSchema.openapi({ description: 'When what waits takes effect' }),
    held: z.boolean().openapi({ description: 'It would wait on beyond that: its carrier is suspended' }),
    rows: count.openapi({
      description: 'Rows that it holds, as counted some seconds ago; a crash may lose some from the count',
    }),
    reversedBy: z.string().max(128).optional(),
    reversal: tallySchema.optional(),
  })
  .openapi('BulkAssertion', { description: 'What a carrier asserted in bulk within one hour' });

const list = organisationRoute(scope, {
  method: 'get',
  path: '/v1/bulk-assertions',
  operationId: 'listBulkAssertions',
  summary: 'What carriers asserted in bulk, oldest first',
  description: 'Bulk registrations beyond the policy’s `assertionsPerDay`, and all reassignments.',
  request: {
    query: pageQuery.extend({
      after: assertionIdSchema.optional().openapi({ description: 'Id after which the page begins' }),
      unfinished: z
        .enum(['true', 'false'])
        .optional()
        .openapi({ description: 'true: only what waits or is being reversed, the first `limit` of it' }),
    }),
  },
  answers: {
    200: z
      .object({ bulkAssertions: z.array(assertionSchema).max(pageMax), next: assertionIdSchema.optional() })
      .openapi('BulkAssertionPage'),
  },
});

const read = organisationRoute(scope, {
  method: 'get',
  path: '/v1/bulk-assertions/{assertionId}',
  operationId: 'readBulkAssertion',
  summary: 'One bulk assertion',
  request: { params },
  answers: { 200: assertionSchema },
  faults: [404],
});

const reversalSchema = z
  .object({
    assertion: assertionSchema,
    tally: tallySchema,
    left: z
      .array(
        z.object({
          phoneNumber: z.string().max(16).openapi({ description: 'Masked', example: '+86*********00' }),
          outcome: z.enum(['ENDED', 'KEPT']),
          later: z.enum(['SUBSCRIBER', 'CARRIER', 'OPERATOR']).openapi({ description: 'Who did what came later' }),
        }),
      )
      .max(leftMax),
  })
  .openapi('BulkAssertionReversal', {
    description: 'Of the numbers gone through so far: all, unless the status is REVERSING; the registry then goes on',
  });

const reverse = organisationRoute(scope, {
  method: 'post',
  path: '/v1/bulk-assertions/{assertionId}/reverse',
  operationId: 'reverseBulkAssertion',
  summary: 'Undo a bulk assertion',
  description:
    'Before or after it took effect. Where nothing came later a number is as it was before; else nothing more of the assertion takes effect there. It cannot be taken back; suspend the carrier first if it goes on.',
  request: {
    params,
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z
            .strictObject({
              dryRun: z.boolean().optional().openapi({ description: 'true: say what would come of it, write nothing' }),
            })
            .openapi('BulkAssertionReversalRequest'),
        },
      },
    },
  },
  answers: { 200: reversalSchema },
  faults: [404, 409],
});

export function bulkAssertionRoutes(app: ApiApp): void {
  mount(app, list, async (c) => {
    const { unfinished, ...page } = c.req.valid('query');
    const registry = c.get('registry');
    if (unfinished === 'true') {
      const found = await listUnfinishedAssertions(registry, organisationOf(c), page.limit);
      return reply(c, 200, { bulkAssertions: found.map(wireAssertion) });
    }
    const { items, next } = listAssertions(registry, organisationOf(c), page);
    return reply(c, 200, { bulkAssertions: items.map(({ document }) => wireAssertion(document)), next });
  });
  mount(app, read, (c) =>
    reply(c, 200, wireAssertion(readAssertion(c.get('registry'), organisationOf(c), c.req.valid('param')))),
  );
  mount(app, reverse, async (c) => {
    const registry = c.get('registry');
    const { assertionId } = c.req.valid('param');
    const input = { assertionId, ...c.req.valid('json'), entriesMax: entriesPerRequest };
    const { tally, left }: Reversal = await reverseAssertion(registry, organisationOf(c), input);
    const assertion = wireAssertion(readAssertion(registry, organisationOf(c), { assertionId }));
    return reply(c, 200, { assertion, tally, left });
  });
}

function wireAssertion({ waitsUntil, isHeld, openedAt, since, ...rest }: AssertionReport) {
  return {
    ...rest,
    since: formatInstant(since),
    openedAt: formatInstant(openedAt),
    pendingUntil: formatInstant(waitsUntil),
    held: isHeld,
  };
}
