import { z } from '@hono/zod-openapi';
import { wishFileMax } from '../../core/carrier-file.ts';
import { bodyFrom, bodyOf } from '../../http/streamed-body.ts';
import { openCarrierFile } from '../../registry/carrier-files/open-carrier-file.ts';
import {
  listCarrierFiles,
  readCarrierFile,
  readCarrierResult,
} from '../../registry/carrier-files/read-carrier-files.ts';
import { uploadCarrierFile } from '../../registry/carrier-files/upload-carrier-file.ts';
import { organisationOf } from '../context.ts';
import { idempotencyHeaders, idempotent } from '../idempotency.ts';
import { type ApiApp, mount } from '../mount.ts';
import { pageMax, pageQuery } from '../page-wire.ts';
import { reply } from '../reply.ts';
import { organisationRoute } from '../route.ts';
import { unsupportedType } from '../sender/scrubs/list-body.ts';
import { carrierFileBody, carrierFileSchema, fileNameSchema, wishManifestSchema } from './carrier-file-wire.ts';

const scope = 'dnd:registrations:write';
const contentTypes = ['text/csv', 'application/octet-stream'] as const;
const params = z.object({ file: fileNameSchema });

const open = organisationRoute(scope, {
  method: 'post',
  path: '/v1/carrier-files',
  operationId: 'openCarrierFile',
  summary: 'Announce a day’s file of wishes by its manifest',
  description:
    'After YD/T 4535-2023. The bytes come next, by `PUT /v1/carrier-files/{file}/content`. Files of a day are numbered 1, 2, 3 …: a number before it that has not come is 409 and names the file that is missing; a number that stands for another file is 409. The same manifest again changes nothing.',
  request: {
    headers: idempotencyHeaders,
    body: { required: true, content: { 'application/json': { schema: wishManifestSchema } } },
  },
  answers: { 200: carrierFileSchema, 201: carrierFileSchema },
  faults: [409],
  around: [idempotent('openCarrierFile')],
});

const upload = organisationRoute(scope, {
  method: 'put',
  path: '/v1/carrier-files/{file}/content',
  operationId: 'uploadCarrierFile',
  summary: 'The bytes of a file of wishes',
  description: `CSV with heads: \`phoneNumber\` and \`proof\` (CARRIER_ASSERTED, MO_SMS, OTP), and any of \`base\` (LAW, REFUSE_EXCEPT, REFUSE_ALL), \`refuse\` and \`allow\` (ids or codes of categories and channels, or CATEGORY/CHANNEL, separated by spaces), \`hours\` (refused bands and day types), \`agent\` (required with CARRIER_ASSERTED), \`wishedAt\` (RFC 3339: what is newer is not loosened by it), \`reference\` (yours). At most ${wishFileMax.rows} rows and ${wishFileMax.bytes} bytes. A digest or number of rows that is not the manifest’s refuses the file before a row is read; then it may be sent again. Each row is a registration as in \`POST /v1/registrations\`, with its quotas and its rule of bulk assertions, for which all rows of the file count together; a bad row is a row of the result, never a failed file.`,
  request: {
    params,
    body: {
      required: true,
      content: Object.fromEntries(
        contentTypes.map((type) => [type, { schema: { type: 'string' as const, format: 'binary' } }]),
      ),
    },
  },
  answers: { 202: carrierFileSchema },
  faults: [404, 409],
  takesStream: true,
});

const read = organisationRoute(scope, {
  method: 'get',
  path: '/v1/carrier-files/{file}',
  operationId: 'readCarrierFile',
  summary: 'A file as it stands, with the manifest of its result',
  request: { params },
  answers: { 200: carrierFileSchema },
  faults: [404],
});

const list = organisationRoute(scope, {
  method: 'get',
  path: '/v1/carrier-files',
  operationId: 'listCarrierFiles',
  summary: 'Your files, by day and number',
  request: {
    query: pageQuery.extend({
      after: fileNameSchema
        .optional()
        .openapi({ description: 'File after which the page begins: `next` of the page before' }),
    }),
  },
  answers: {
    200: z
      .object({
        files: z.array(carrierFileSchema).max(pageMax),
        next: fileNameSchema.optional().openapi({ description: '`after` of the next page; absent on the last one' }),
      })
      .openapi('CarrierFilePage'),
  },
});

const result = organisationRoute(scope, {
  method: 'get',
  path: '/v1/carrier-files/{file}/result',
  operationId: 'readCarrierFileResult',
  summary: 'What became of each row of a file',
  description:
    'CSV: `row` (behind the head, from 1), `reference`, `status` (REGISTERED, PENDING, UNCHANGED, REJECTED), `code`, `field`, `message`, `position`, `pendingUntil`. No phone numbers. Its manifest, with the SHA-256, is in `GET /v1/carrier-files/{file}`. Kept 90 days.',
  request: { params },
  answers: {},
  files: { 200: ['text/csv'] },
  faults: [404, 409],
});

export function carrierFilesRoutes(app: ApiApp): void {
  mount(app, list, (c) => {
    const { items, next } = listCarrierFiles(c.get('registry'), organisationOf(c), c.req.valid('query'));
    return reply(c, 200, { files: items.map(carrierFileBody), next });
  });
  mount(app, read, (c) =>
    reply(c, 200, carrierFileBody(readCarrierFile(c.get('registry'), organisationOf(c), c.req.valid('param')))),
  );
  mount(app, open, async (c) => {
    const opened = await openCarrierFile(c.get('registry'), organisationOf(c), c.req.valid('json'));
    const location = `/v1/carrier-files/${opened.file.manifest.file}`;
    return reply(c, opened.isNew ? 201 : 200, carrierFileBody(opened), { location });
  });
  mount(app, upload, async (c) => {
    const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
    if (!contentTypes.some((one) => one === type)) throw unsupportedType(contentTypes);
    const given = { ...c.req.valid('param'), bytes: bodyOf(c) };
    return reply(c, 202, carrierFileBody(await uploadCarrierFile(c.get('registry'), organisationOf(c), given)));
  });
  mount(app, result, (c) => {
    const { own, bytes, read: bytesOf } = readCarrierResult(c.get('registry'), organisationOf(c), c.req.valid('param'));
    const { file = '', sha256 = '' } = own.state.end?.manifest ?? {};
    return new Response(bodyFrom(bytesOf(0, bytes)), {
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-length': String(bytes),
        'content-disposition': `attachment; filename="${file}"`,
        'cache-control': 'private, no-store',
        etag: `"${sha256}"`,
        'x-correlator': c.get('correlator'),
      },
    });
  });
}
