import { z } from '@hono/zod-openapi';
import { Fault } from '../../../core/fault.ts';
import { fileAnswer } from '../../../http/file-answer.ts';
import { givenComplete, givenOffset } from '../../../http/upload-headers.ts';
import { cancelScrub } from '../../../registry/scrubs/cancel-scrub.ts';
import { listScrubs, readScrub, readScrubCertificate, readScrubResult } from '../../../registry/scrubs/read-scrubs.ts';
import { recheckScrub } from '../../../registry/scrubs/recheck-scrub.ts';
import { type ApiContext, organisationOf } from '../../context.ts';
import { idempotencyHeaders, idempotent } from '../../idempotency.ts';
import { type ApiApp, mount } from '../../mount.ts';
import { nextSchema, pageMax, pageQuery } from '../../page-wire.ts';
import { reply, replyEmpty } from '../../reply.ts';
import { organisationRoute } from '../../route.ts';
import { disposition, resultType, unsupportedType } from './list-body.ts';
import { resultNames, scrubBody, scrubSchema } from './scrub-body.ts';
import { scrubParams } from './scrub-wire.ts';
import { uploaded, uploadHeaders } from './upload.ts';

const scope = 'dnd:lookups:check';
const partType = 'application/partial-upload';

const upload = organisationRoute(scope, {
  method: 'patch',
  path: '/v1/scrubs/{scrubId}/input',
  operationId: 'uploadScrubInput',
  summary: 'A part of a job’s list',
  description:
    'After draft-ietf-httpbis-resumable-upload-10. `Upload-Offset` says how much stands before it, `Upload-Complete: ?1` that it is the last. What has arrived is kept, however the upload ends; an offset that is not where the list goes on is 409, with the right one in `Upload-Offset`.',
  request: {
    params: scrubParams,
    headers: z.object({
      'upload-offset': z.string().max(16).optional().openapi({ description: 'Required', example: '0' }),
      'upload-complete': z.string().max(2).optional().openapi({ description: '`?1` with the last part' }),
    }),
    body: { required: true, content: { [partType]: { schema: { type: 'string', format: 'binary' } } } },
  },
  answers: { 200: scrubSchema },
  faults: [404, 409],
  takesStream: true,
});

const askUpload = organisationRoute(scope, {
  method: 'get',
  path: '/v1/scrubs/{scrubId}/input',
  operationId: 'readScrubUpload',
  summary: 'How much of a job’s list has arrived',
  description: 'In `Upload-Offset` and `Upload-Complete`; by `HEAD` as well. The list itself is not given back.',
  request: { params: scrubParams },
  answers: { 204: null },
  faults: [404],
});

const read = organisationRoute(scope, {
  method: 'get',
  path: '/v1/scrubs/{scrubId}',
  operationId: 'readScrub',
  summary: 'A scrub as it stands',
  description: 'While it is running, ask again after a second or more.',
  request: { params: scrubParams },
  answers: { 200: scrubSchema },
  faults: [404],
});

const list = organisationRoute(scope, {
  method: 'get',
  path: '/v1/scrubs',
  operationId: 'listScrubs',
  summary: 'Your scrubs, newest first',
  request: { query: pageQuery },
  answers: { 200: z.object({ scrubs: z.array(scrubSchema).max(pageMax), next: nextSchema }).openapi('ScrubPage') },
});

const cancel = organisationRoute(scope, {
  method: 'delete',
  path: '/v1/scrubs/{scrubId}',
  operationId: 'cancelScrub',
  summary: 'Cancel a scrub, or delete one that has ended',
  description: 'List and results are deleted at once. One that had not ended is shown as CANCELLED until it expires.',
  request: { params: scrubParams },
  answers: { 204: null },
  faults: [404],
});

const recheckQuery = z.strictObject({
  layout: z.enum(['CHANGES']).optional().openapi({ description: 'Where absent, that of the first scrub' }),
});

const recheck = organisationRoute(scope, {
  method: 'post',
  path: '/v1/scrubs/{scrubId}/rechecks',
  operationId: 'recheckScrub',
  summary: 'Decide a job’s list anew',
  description:
    'A new job on the same terms over the list that is kept: nothing is sent again. All rows cost what they did the first time; with `layout=CHANGES` only those are decided, and counted against quotas, about which something was written since or whose decision was valid until a time that has passed, and the result `changed` holds those that are decided otherwise now. A change of the sender, its brand or the asker, or more than 262,144 entries since, decides every row again; under another policy than the first time all rows have to be rechecked.',
  request: { params: scrubParams, query: recheckQuery, headers: idempotencyHeaders },
  answers: { 202: scrubSchema },
  faults: [404, 409],
  around: [idempotent('recheckScrub')],
});

const result = organisationRoute(scope, {
  method: 'get',
  path: '/v1/scrubs/{scrubId}/results/{name}',
  operationId: 'readScrubResult',
  summary: 'A result of a job, or a part of it',
  description: 'One `Range` of bytes, with `If-Range` where the download goes on later.',
  request: { params: scrubParams.extend({ name: z.enum(resultNames) }) },
  answers: {},
  files: { 200: fileTypes(), 206: fileTypes() },
  faults: [404, 409, 416],
});

const certificate = organisationRoute(scope, {
  method: 'get',
  path: '/v1/scrubs/{scrubId}/certificate',
  operationId: 'readScrubCertificate',
  summary: 'The signed certificate of a scrub',
  description:
    'Compact JWS: digests of list and results, counts, terms, place in the log. `dnd scrub --check` checks it.',
  request: { params: scrubParams },
  answers: {},
  files: { 200: ['application/jose'] },
  faults: [404, 409],
});

function fileTypes(): readonly string[] {
  return ['text/csv', 'text/plain', 'text/tab-separated-values', 'application/octet-stream'];
}

export function scrubJobRoutes(app: ApiApp): void {
  mount(app, list, (c) => {
    const { items, next } = listScrubs(c.get('registry'), organisationOf(c), c.req.valid('query'));
    return reply(c, 200, { scrubs: items.map(scrubBody), next });
  });
  mount(app, read, (c) =>
    reply(c, 200, scrubBody(readScrub(c.get('registry'), organisationOf(c), c.req.valid('param')))),
  );
  mount(app, cancel, async (c) => {
    await cancelScrub(c.get('registry'), organisationOf(c), c.req.valid('param'));
    return replyEmpty(c);
  });
  mount(app, recheck, async (c) => {
    const asked = { ...c.req.valid('param'), ...c.req.valid('query') };
    const opened = await recheckScrub(c.get('registry'), organisationOf(c), asked);
    return reply(c, 202, scrubBody(opened), { location: `/v1/scrubs/${opened.job.scrubId}` });
  });
  mount(app, askUpload, (c) => {
    const own = readScrub(c.get('registry'), organisationOf(c), c.req.valid('param'));
    return replyEmpty(c, { 'cache-control': 'no-store', ...uploadHeaders(own) });
  });
  mount(app, upload, async (c) => {
    if (c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase() !== partType)
      throw unsupportedType([partType]);
    const { scrubId } = c.req.valid('param');
    const own = await uploaded(c, { scrubId, offset: givenOffset(c), isLast: givenComplete(c, false) });
    return reply(c, 200, scrubBody(own), uploadHeaders(own));
  });
  mount(app, result, (c) => answerResult(c, c.req.valid('param')));
  mount(app, certificate, (c) => {
    const { scrubId } = c.req.valid('param');
    const jws = readScrubCertificate(c.get('registry'), organisationOf(c), { scrubId });
    return reply(c, 200, jws, {
      'content-type': 'application/jose',
      'content-disposition': `attachment; filename="scrub-${scrubId}.jws"`,
    });
  });
}

/** Results never change, so that their name and length tell one version from another. */
function answerResult(c: ApiContext, asked: { readonly scrubId: string; readonly name: (typeof resultNames)[number] }) {
  const { own, bytes, read } = readScrubResult(c.get('registry'), organisationOf(c), asked);
  const { scrubId } = own.job;
  const mediaType = asked.name === 'changed' ? 'text/csv' : own.job.mediaType;
  const answer = fileAnswer(c, {
    tag: `${scrubId}-${asked.name}-${bytes}`,
    bytes,
    read,
    headers: {
      'x-correlator': c.get('correlator'),
      'content-type': resultType(mediaType),
      'content-disposition': disposition(scrubId, asked.name, mediaType),
    },
  });
  if (answer !== undefined) return answer;
  c.set('problemHeaders', { 'content-range': `bytes */${bytes}` });
  throw new Fault('RANGE_NOT_SATISFIABLE', 'the range lies outside the file', {
    field: 'header:Range',
    limit: `0 to ${Math.max(0, bytes - 1)}`,
  });
}
