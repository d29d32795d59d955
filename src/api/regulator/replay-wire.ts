import { z } from '@hono/zod-openapi';
import type { Policy } from '../../core/policy.ts';
import { formatInstant } from '../../core/time.ts';
import { countedPosition } from '../../registry/log-heads.ts';
import type { Registry } from '../../registry/registry.ts';
import { type OwnReplay, replayStatuses } from '../../registry/statistics/replays/replay-job.ts';
import { leftOut, type ReplayResult } from '../../registry/statistics/replays/run-replay.ts';
import { refuseInvalid } from '../invalid-input.ts';
import { instantSchema, positionsSchema } from '../number-wire.ts';
import { policySchema } from '../public/policy-wire.ts';
import { strictly } from '../strict-schema.ts';

const policyId = z.string().max(32).openapi({ example: 'CN-2026.1' });
const date = z.iso.date().max(10);
const digest = z
  .string()
  .length(43)
  .openapi({ description: 'SHA-256 of the proposed policy as it was read, base64url' });
const replayId = z.string().min(1).max(64);

const proposedPolicy = strictly(policySchema);

/** A proposed policy as it is sent: the document of `GET /v1/policy`, changed. Fault INVALID_ARGUMENT. */
export function givenPolicy(document: unknown): Policy {
  const { success, data, error } = z.strictObject({ policy: proposedPolicy }).safeParse({ policy: document });
  if (!success) refuseInvalid('json', error.issues);
  return data.policy as Policy;
}

export const replayParams = z.strictObject({ replayId });

export const replayTermsSchema = z
  .strictObject({
    policy: z
      .record(z.string().max(64), z.unknown())
      .optional()
      .openapi({
        description: 'The whole proposed policy: the document of `GET /v1/policy` with its changes',
        example: { id: 'CN-2027.1' },
      }),
    policyId: policyId.optional().openapi({ description: 'Instead: one that is shipped with the registry' }),
    from: date.optional().openapi({
      description:
        'The first whole week from this day on that has no holiday is compared; where absent, from today or from the day on which the policy takes effect',
      example: '2027-01-01',
    }),
  })
  .openapi('ReplayTerms');

const share = z.number().min(0).max(1);

export const replaySchema = z
  .object({
    replayId,
    status: z.enum(replayStatuses),
    share: share.openapi({ description: 'How far it is' }),
    proposedPolicyId: policyId,
    digest,
    createdAt: instantSchema,
    endedAt: instantSchema.optional(),
    expiresAt: instantSchema,
    fault: z
      .object({
        code: z.string().max(96),
        message: z.string().max(512),
        field: z.string().max(256).optional(),
        limit: z.string().max(512).optional(),
      })
      .optional(),
  })
  .openapi('Replay');

export function replayBody(replay: OwnReplay) {
  const { replayId, status, share, proposedPolicyId, digest, createdAt, endedAt, expiresAt, fault } = replay;
  return {
    ...{ replayId, status, share, proposedPolicyId, digest, createdAt: formatInstant(createdAt) },
    ...(endedAt === undefined ? {} : { endedAt: formatInstant(endedAt) }),
    expiresAt: formatInstant(expiresAt),
    ...(fault === undefined ? {} : { fault }),
  };
}

const numbers = z.int().min(0).max(Number.MAX_SAFE_INTEGER).nullable();
const id = z.string().max(64);

/** A figure by each law; absent where the law has no such category or channel. */
function byBothLaws<T extends z.ZodType>(figure: T) {
  return z.object({ present: figure.optional(), proposed: figure.optional() });
}

const rowSchema = z
  .object({
    region: id.openapi({ description: '`ALL`: the country' }),
    messageClass: z.enum(['PROMOTIONAL', 'SERVICE']),
    category: id,
    channel: id,
    law: z.enum(['SAME', 'CHANGED', 'NEW', 'GONE']).openapi({
      description:
        'SAME: nothing that a decision here depends on was changed; given for the country alone. NEW, GONE: only the proposed, or only the present policy has the category and the channel',
    }),
    numbers: numbers.openapi({ description: 'Registered numbers' }),
    permitted: byBothLaws(numbers).openapi({ description: 'Numbers that may be disturbed at any time of the days' }),
    refusedInstead: numbers.openapi({ description: 'Permitted by the present law, refused by the proposed one' }),
    permittedInstead: numbers.openapi({ description: 'The other way round' }),
    atOtherHours: numbers.openapi({ description: 'Permitted by both, but not at the same hours' }),
    unchanged: numbers.openapi({ description: 'What is left of `numbers`' }),
    hoursAWeek: byBothLaws(z.number().min(0).max(169).nullable()).openapi({
      description:
        'Hours in which a number may be disturbed, on average over all registered numbers, each counted with the middle of its class of 12 hours, or with what a silent number gets',
    }),
    hoursAHoliday: byBothLaws(z.number().min(0).max(25).nullable()).openapi({ description: 'In classes of 2 hours' }),
    unregistered: z
      .object({ hoursAWeek: byBothLaws(z.number().min(0).max(169)) })
      .optional()
      .openapi({ description: 'What a number gets of which nothing is on record' }),
  })
  .openapi('ReplayRow');

export const replayResultSchema = z
  .object({
    presentPolicyId: policyId,
    proposedPolicyId: policyId,
    digest,
    position: positionsSchema,
    countedAt: instantSchema,
    monday: date.openapi({ description: 'First day of the week compared' }),
    holidays: z.array(date).max(2).openapi({ description: 'Days compared beside the week' }),
    minimumCellSize: z.int().min(1).max(1_000_000),
    leftOut: z.array(z.enum(leftOut)).max(leftOut.length),
    rows: z.array(rowSchema).max(100_000),
  })
  .openapi('ReplayResult', {
    description:
      'Figures are rounded up or down to multiples of `minimumCellSize`, the same figure always alike. `null` is suppressed: perhaps none, at most the next multiple but one. Zero is given only where the law is the same.',
  });

export function replayResultBody(
  registry: Pick<Registry, 'logId'>,
  { position, logs, countedAt, ...result }: ReplayResult,
) {
  const counted = countedPosition(registry, { position, ...(logs === undefined ? {} : { logs }) });
  return { ...result, position: counted, countedAt: formatInstant(countedAt) };
}
