import { z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { declaredBytes } from '../../../http/streamed-body.ts';
import { givenComplete } from '../../../http/upload-headers.ts';
import { openScrub } from '../../../registry/scrubs/open-scrub.ts';
import type { ScrubTerms } from '../../../registry/scrubs/scrub-job.ts';
import { requireRoom } from '../../../registry/scrubs/upload-scrub-input.ts';
import { type ApiContext, type ApiEnv, organisationOf } from '../../context.ts';
import { idempotencyHeaders, idempotent } from '../../idempotency.ts';
import { type ApiApp, mount } from '../../mount.ts';
import { reply } from '../../reply.ts';
import { organisationRoute } from '../../route.ts';
import { listTypeOf, listTypes, unsupportedType } from './list-body.ts';
import { scrubBody, scrubSchema } from './scrub-body.ts';
import { inRequest, listContent, scrubQuery } from './scrub-wire.ts';
import { type AskedResults, answerStreamed } from './streamed-scrub.ts';
import { uploaded, uploadHeaders } from './upload.ts';

const headers = idempotencyHeaders.extend({
  prefer: z.string().max(256).optional().openapi({
    description: '`respond-async` (RFC 7240): the list becomes a job, and may be larger',
    example: 'respond-async',
  }),
});

/** The list itself is not looked at: whoever sends other bytes under the same key is answered as before. */
const idempotentOpening = idempotent('scrub', async (c) => c.req.header('content-type') ?? '');
const idempotentJob: MiddlewareHandler<ApiEnv> = (c, next) => (isAsync(c) ? idempotentOpening(c, next) : next());

const scrub = organisationRoute('dnd:lookups:check', {
  method: 'post',
  path: '/v1/scrubs',
  operationId: 'scrub',
  summary: 'A whole list: may this be sent to these numbers?',
  description:
    'The list is the body: a number a line, or columns by comma, semicolon, tab or bar, with heads or without; UTF-8 or UTF-16; as it is or by gzip. Up to 64 MiB it is answered while it comes in (200), each row with its decision, in the form it came in: read while you send. A connection that breaks off means that the answer is not whole. `Location` names its record, with summary and certificate.\n\nWith `Prefer: respond-async` it becomes a job (202), up to 2 GiB. Without body and content type the job is only opened, and its list is sent by `PATCH /v1/scrubs/{scrubId}/input`, in one part or in many; this is the way for lists that take minutes, and for `Idempotency-Key`.',
  request: {
    query: scrubQuery,
    headers,
    body: { required: false, content: listContent },
  },
  answers: { 202: scrubSchema },
  files: { 200: listTypes.filter((type) => type !== 'application/gzip') },
  faults: [409],
  takesStream: true,
  around: [idempotentJob],
});

export function scrubRoute(app: ApiApp): void {
  mount(app, scrub, (c) => {
    const { layout, rowProofs, ...terms } = c.req.valid('query');
    const asked = { layout, rowProofs: rowProofs === 'true' };
    return isAsync(c) ? openedJob(c, terms, asked) : answerStreamed(c, terms, asked);
  });
}

function isAsync(c: ApiContext): boolean {
  const preferences = (c.req.header('prefer') ?? '').split(',');
  return preferences.some((one) => /^respond-async\s*(?:;|$)/i.test(one.trim()));
}

async function openedJob(
  c: ApiContext,
  terms: ScrubTerms,
  { layout = 'ANNOTATED', rowProofs }: AskedResults,
): Promise<Response> {
  const mediaType = listTypeOf(c);
  const hasBody = (declaredBytes(c) ?? 0) > 0 || c.req.header('transfer-encoding') !== undefined;
  if (mediaType === undefined && hasBody) throw unsupportedType(listTypes);
  const isLast = givenComplete(c, true);
  requireRoom(declaredBytes(c) ?? 0, 0);
  try {
    const opened = await openScrub(c.get('registry'), organisationOf(c), { terms, layout, rowProofs, mediaType });
    const { scrubId } = opened.job;
    const own = mediaType === undefined ? opened : await uploaded(c, { scrubId, offset: 0, isLast });
    const location = `/v1/scrubs/${scrubId}`;
    return reply(c, 202, scrubBody(own), { location, 'preference-applied': 'respond-async', ...uploadHeaders(own) });
  } catch (error) {
    throw inRequest(error);
  }
}
