import { z } from '@hono/zod-openapi';
import { Fault } from '../core/fault.ts';
import { formatInstant } from '../core/time.ts';
import { mediaTypes } from '../exports/cell-file.ts';
import { downloadName, manifestFile, releaseFileNames } from '../exports/release-files.ts';
import { isKnown } from '../http/entity-tag.ts';
import { fileAnswer } from '../http/file-answer.ts';
import { countedPosition } from '../registry/log-heads.ts';
import type { Registry } from '../registry/registry.ts';
import { type ExportedRelease, latest, manifestText } from '../registry/statistics/export-release.ts';
import type { ReleaseHead } from '../registry/statistics/read-releases.ts';
import type { ApiContext } from './context.ts';
import { positionsSchema } from './number-wire.ts';

export const releaseParams = z.object({
  period: z
    .string()
    .max(16)
    .regex(/^(?:latest|\d{4}-(?:0[1-9]|1[0-2])|\d{4}-Q[1-4])$/)
    .openapi({ description: `A month (2026-10), a quarter (2026-Q4), or ${latest}`, example: latest }),
  file: z.enum([...releaseFileNames, manifestFile]).openapi({ example: 'figures.csv' }),
});

export const releasesSchema = z
  .object({
    releases: z
      .array(
        z.object({
          period: z.object({
            id: z.string().max(16).openapi({ example: '2026-10' }),
            kind: z.enum(['MONTH', 'QUARTER']),
            from: z.string().max(10).openapi({ description: 'First day, by the country’s calendar' }),
            until: z.string().max(10).openapi({ description: 'First day after it' }),
          }),
          position: positionsSchema,
          countedAt: z.string().max(32),
          policy: z.string().max(32),
        }),
      )
      .max(10_000),
  })
  .openapi('Releases', { description: 'The latest first' });

export const fileTypes: readonly string[] = [
  ...new Set(Object.values(mediaTypes).map((type) => type.split(';')[0] ?? type)),
];

export const fileWords =
  'Long form: a row a cell, a column a dimension; `value` is empty where it is suppressed. `dictionary.json` says what columns, measures and members mean; `manifest.json` has length and SHA-256 of each file, and a signature over all of that (JWS, `typ: dnd-release+jwt`). The same release gives the same bytes, signatures aside. Of a demo, all but CSV have `demo: true`: its figures are made up. One `Range` of bytes; `ETag` and `If-None-Match` save fetching a file again.';

export function releasesBody(registry: Pick<Registry, 'logId'>, heads: readonly ReleaseHead[]): object {
  return {
    releases: heads.map((head) => ({
      period: head.period,
      position: countedPosition(registry, head),
      countedAt: formatInstant(head.countedAt),
      policy: head.policyId,
    })),
  };
}

/** One file of a release as a download. `path`: of all releases; the other members are header fields. */
export function releaseAnswer(
  c: ApiContext,
  exported: ExportedRelease,
  file: z.infer<typeof releaseParams>['file'],
  { path, ...own }: { readonly path: string } & Readonly<Record<string, string>>,
): Response {
  const { period, manifest, files } = exported;
  const headers = {
    'x-correlator': c.get('correlator'),
    'content-disposition': `attachment; filename="${downloadName(manifest, file)}"`,
    'content-location': `${path}/${period}/${file}`,
    'x-content-type-options': 'nosniff',
    ...own,
  };
  if (file === manifestFile) return manifestAnswer(c, exported, headers);
  const found = files.find(({ name }) => name === file);
  if (found === undefined) throw new Error(`a release without ${file}`);
  const { bytes, mediaType, sha256 } = found;
  const answer = fileAnswer(c, {
    tag: sha256,
    bytes: bytes.length,
    read: (from, to) => pieceOf(bytes, from, to),
    headers: { ...headers, 'content-type': mediaType },
  });
  if (answer !== undefined) return answer;
  c.set('problemHeaders', { 'content-range': `bytes */${bytes.length}` });
  throw new Fault('RANGE_NOT_SATISFIABLE', 'the range lies outside the file', {
    field: 'header:Range',
    limit: `0 to ${bytes.length - 1}`,
  });
}

/** Each process signs by itself, so that it is the same manifest and not the same bytes: a weak tag, and no ranges. */
function manifestAnswer(c: ApiContext, exported: ExportedRelease, given: Readonly<Record<string, string>>): Response {
  const etag = `W/"${exported.version}"`;
  const headers = { ...given, etag, 'content-type': 'application/json' };
  if (isKnown(c, etag)) return new Response(null, { status: 304, headers });
  return new Response(manifestText(exported), { headers });
}

async function* pieceOf(bytes: Uint8Array<ArrayBuffer>, from: number, to: number): AsyncGenerator<Uint8Array> {
  yield bytes.subarray(from, to);
}
