import { manifestFile } from '../../exports/release-files.ts';
import { exportRelease, latest } from '../../registry/statistics/export-release.ts';
import { readReleases } from '../../registry/statistics/read-releases.ts';
import { publicReader } from '../../registry/statistics/reader.ts';
import { type ApiApp, mount } from '../mount.ts';
import { fileTypes, fileWords, releaseAnswer, releaseParams, releasesBody, releasesSchema } from '../release-wire.ts';
import { reply } from '../reply.ts';
import { publicRoute } from '../route.ts';
import { fromAnywhere, limited } from './open-door.ts';

const path = '/v1/open-data/releases';

const listWords = publicRoute({
  method: 'get',
  path,
  operationId: 'listOpenData',
  summary: 'The releases of open figures',
  request: {},
  answers: { 200: releasesSchema },
});

const fileOfRelease = publicRoute({
  method: 'get',
  path: `${path}/{period}/{file}`,
  operationId: 'readOpenDataFile',
  summary: 'A file of a release of open figures',
  description: fileWords,
  request: { params: releaseParams },
  answers: { 304: null },
  files: { 200: fileTypes, 206: fileTypes },
  faults: [404, 416],
});

const list: typeof listWords = { ...listWords, checks: [limited, ...listWords.checks] };
const file: typeof fileOfRelease = { ...fileOfRelease, checks: [limited, ...fileOfRelease.checks] };

/** A release stays as it is; what its members are called, and which key signed it, may change. */
const hour = 'public, max-age=3600';
const minutes = 'public, max-age=300';

export function openDataRoutes(app: ApiApp): void {
  mount(app, list, (c) => {
    const registry = c.get('registry');
    return reply(c, 200, releasesBody(registry, readReleases(registry, publicReader)), {
      'cache-control': minutes,
      ...fromAnywhere,
    });
  });
  mount(app, file, async (c) => {
    const asked = c.req.valid('param');
    const exported = await exportRelease(c.get('registry'), publicReader, asked);
    const caching = asked.period === latest || asked.file === manifestFile ? minutes : hour;
    return releaseAnswer(c, exported, asked.file, { path, 'cache-control': caching, ...fromAnywhere });
  });
}
