import { z } from '@hono/zod-openapi';
import { formatInstant } from '../../../core/time.ts';
import type { OwnScrub } from '../../../registry/scrubs/own-scrub.ts';
import { progressOf } from '../../../registry/scrubs/read-scrubs.ts';
import { type ScrubSummary, scrubStatuses } from '../../../registry/scrubs/scrub-job.ts';
import { positionsSchema } from '../../number-wire.ts';
import { scrubQuery } from './scrub-wire.ts';

const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const instant = z.iso.datetime().max(24);
const link = z.string().max(128);
const reasonCounts = z.record(z.string().max(32), z.record(z.string().max(32), count));

export const resultNames = ['annotated', 'allowed', 'blocked', 'rejected', 'unavailable', 'changed'] as const;

const summarySchema = z
  .object({
    rows: z.object({
      ...{ count, allowed: count, blocked: count, rejected: count, unavailable: count },
      duplicates: count.openapi({ description: 'Rows that repeat the number of an earlier one' }),
    }),
    reasons: reasonCounts.openapi({ example: { ALLOW: { DEFAULT: 9 }, REJECTED: { EMPTY: 1 } } }),
    duplicatesAreAll: z.boolean().openapi({ description: 'False: there may be more duplicates than are counted' }),
    blankLines: count,
    position: positionsSchema,
    policy: z.string().max(32),
    recheck: z
      .object({
        since: positionsSchema.openapi({ description: 'Position of the scrub that is compared with' }),
        decidedAgain: count,
        changed: count,
      })
      .optional()
      .openapi({ description: 'Of the layout CHANGES; the rest is of the whole list as it stands now' }),
  })
  .openapi('ScrubSummary', { description: '`count` = `allowed` + `blocked` + `rejected` + `unavailable`' });

export const scrubSchema = z
  .object({
    scrubId: z.string().max(64),
    status: z.enum(scrubStatuses),
    form: z.enum(['JOB', 'STREAMED']).openapi({ description: 'STREAMED: answered at once; its results are not kept' }),
    terms: scrubQuery.omit({ layout: true, rowProofs: true }),
    layout: z.enum(['ANNOTATED', 'SPLIT', 'CHANGES']),
    rowProofs: z.boolean(),
    createdAt: instant,
    expiresAt: instant.openapi({ description: 'List and results are deleted then; a week later the record, too' }),
    recheckOf: z.string().max(64).optional(),
    upload: z
      .object({ bytes: count, isComplete: z.boolean() })
      .openapi({ description: 'What has arrived of the list' }),
    progress: z
      .object({
        rows: count,
        rowsPerSecond: count,
        share: z.number().min(0).max(1).openapi({ description: 'Of the list' }),
        remainingSeconds: count.optional().openapi({ description: 'An estimate' }),
      })
      .optional(),
    fault: z
      .object({
        code: z.string().max(96),
        message: z.string().max(512),
        field: z.string().max(256).optional(),
        limit: z.string().max(512).optional(),
      })
      .optional()
      .openapi({ description: 'Why it FAILED' }),
    summary: summarySchema.optional(),
    certificate: link.optional(),
    rowSecret: z.string().length(43).optional().openapi({
      description:
        'Where `rowProofs`, once COMPLETED. Keep it to yourself, beside the certificate: whoever has it can find what other rows say',
    }),
    results: z
      .array(z.object({ name: z.enum(resultNames), bytes: count, href: link }))
      .max(resultNames.length)
      .optional(),
  })
  .openapi('Scrub');

/** A scrub as its owner sees it. */
export function scrubBody(own: OwnScrub): z.infer<typeof scrubSchema> {
  const { job, state, status, expiresAt } = own;
  const { scrubId, form, terms, layout, rowSecret, recheckOf } = job;
  const progress = progressOf(own);
  return {
    ...{ scrubId, status, form, terms, layout, rowProofs: rowSecret !== undefined },
    createdAt: formatInstant(job.createdAt),
    expiresAt: formatInstant(expiresAt),
    ...(recheckOf === undefined ? {} : { recheckOf }),
    upload: { bytes: state.inputBytes, isComplete: state.inputIsComplete || form === 'STREAMED' },
    ...(progress === undefined ? {} : { progress: progressBody(progress) }),
    ...faultOf(own),
    ...completedBody(own),
  };
}

function progressBody({ rows, rowsPerSec, share, remainingSec }: NonNullable<ReturnType<typeof progressOf>>) {
  const remaining = remainingSec === undefined ? {} : { remainingSeconds: remainingSec };
  return { rows, rowsPerSecond: rowsPerSec, share: Math.round(share * 1_000) / 1_000, ...remaining };
}

const lostFault = { code: 'UNAVAILABLE', message: 'the registry ended in the middle of the answer' };

function faultOf({ state: { end }, status }: OwnScrub) {
  if (status !== 'FAILED') return {};
  return { fault: end?.status === 'FAILED' ? end.fault : lostFault };
}

function completedBody({ job: { scrubId, form, rowSecret }, state: { end }, status }: OwnScrub) {
  if (end?.status !== 'COMPLETED' || status === 'CANCELLED') return {};
  const path = `/v1/scrubs/${scrubId}`;
  const { certificate, ...summary } = end.summary;
  const results = resultNames.flatMap((name) => {
    const bytes = end.results[name];
    return bytes === undefined ? [] : [{ name, bytes, href: `${path}/results/${name}` }];
  });
  return {
    summary: summary as Omit<ScrubSummary, 'certificate'> & z.infer<typeof summarySchema>,
    ...(certificate === undefined ? {} : { certificate: `${path}/certificate` }),
    ...(rowSecret === undefined ? {} : { rowSecret }),
    ...(form === 'JOB' && status === 'COMPLETED' ? { results } : {}),
  };
}
