import { z } from '@hono/zod-openapi';
import { shardsMax } from '../../core/number-shard.ts';
import { exportManifest, exportPart } from '../../registry/moving/export-part.ts';
import { continuationCharactersMax, exportedPartsMax } from '../../registry/moving/export-place.ts';
import { organisationOf } from '../context.ts';
import { type ApiApp, mount } from '../mount.ts';
import { reply, replyEmpty } from '../reply.ts';
import { organisationRoute } from '../route.ts';

const scope = 'dnd:registry:export';
const path = '/v1/operator/registry-export';
const linesType = 'application/x-ndjson';

const continuation = z.string().min(1).max(continuationCharactersMax);
/** Of numbers, and the directory’s. */
const logsMax = shardsMax + 1;
const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

const part = z
  .strictObject({
    part: z.int().min(1).max(exportedPartsMax).openapi({ description: 'from 1, within its log' }),
    kind: z.enum(['ENTRIES', 'COUNTERS', 'RECORDS', 'SIGNING_KEYS']),
    rows: count,
    bytes: count,
    digest: z.string().max(43).openapi({ description: 'base64url of the SHA-256 of the lines' }),
  })
  .openapi('RegistryExportPart');

const log = z
  .strictObject({
    logId: z.string().max(9).openapi({ example: 'log-3' }),
    head: count.openapi({ description: 'the last entry that was given, which is also how many there are' }),
    rootHash: z.string().max(43).openapi({ description: 'base64url of the RFC 9162 root over their leaf hashes' }),
    parts: z.array(part).min(1).max(exportedPartsMax),
  })
  .openapi('RegistryExportLog');

const next = organisationRoute(scope, {
  method: 'post',
  path: `${path}/parts`,
  operationId: 'exportRegistryPart',
  summary: 'The next part of the whole registry',
  description:
    'JSON lines, some 4 MiB; without `continuation` the first. `Export-Part` says what it is, `Export-Log` the log that it is of as it stands with it (both JSON), `Export-Continuation` is to be sent for the next one; 204 where none is left. Where numbers are in several logs these come one after the other, and the directory’s last. The same continuation gives the same part again; without one an export is begun, which is an entry of the log before anything is given. Everything on record of everybody: the scope is held only where it was given by name.',
  request: {
    body: {
      required: true,
      content: { 'application/json': { schema: z.strictObject({ continuation: continuation.optional() }) } },
    },
  },
  answers: { 204: null },
  files: { 200: [linesType] },
  faults: [412],
});

const manifest = organisationRoute(scope, {
  method: 'post',
  path: `${path}/manifest`,
  operationId: 'signRegistryExport',
  summary: 'The signed manifest of all parts that were given',
  description:
    'Of each log what `Export-Log` said with its last part, and what `Export-Part` said of each of its parts.',
  request: {
    body: {
      required: true,
      content: {
        'application/json': { schema: z.strictObject({ continuation, logs: z.array(log).min(1).max(logsMax) }) },
      },
    },
  },
  answers: {},
  files: { 200: ['application/json'] },
  faults: [412],
  maxBodyBytes: 8 * 2 ** 20,
});

export function registryExportRoutes(app: ApiApp): void {
  mount(app, next, async (c) => {
    const given = await exportPart(c.get('registry'), organisationOf(c), c.req.valid('json'));
    if (given === undefined) return replyEmpty(c);
    return reply(c, 200, new Uint8Array(given.lines), {
      'content-type': linesType,
      'export-part': JSON.stringify(given.facts),
      'export-log': JSON.stringify(given.log),
      'export-continuation': given.continuation,
    });
  });
  mount(app, manifest, async (c) =>
    reply(c, 200, await exportManifest(c.get('registry'), organisationOf(c), c.req.valid('json'))),
  );
}
