import { exportRelease } from '../../registry/statistics/export-release.ts';
import { noteFiguresShown } from '../../registry/statistics/note-figures-shown.ts';
import { readReleases } from '../../registry/statistics/read-releases.ts';
import { organisationOf } from '../context.ts';
import { type ApiApp, mount } from '../mount.ts';
import { fileTypes, fileWords, releaseAnswer, releaseParams, releasesBody, releasesSchema } from '../release-wire.ts';
import { reply } from '../reply.ts';
import { organisationRoute } from '../route.ts';

const scope = 'dnd:statistics:read';
const path = '/v1/statistics/releases';

const list = organisationRoute(scope, {
  method: 'get',
  path,
  operationId: 'listReleases',
  summary: 'The releases of figures',
  request: {},
  answers: { 200: releasesSchema },
});

const file = organisationRoute(scope, {
  method: 'get',
  path: `${path}/{period}/{file}`,
  operationId: 'readReleaseFile',
  summary: 'A file of a release, with what the regulator alone may see',
  description: `${fileWords} Each download is an entry of the change log.`,
  request: { params: releaseParams },
  answers: { 304: null },
  files: { 200: fileTypes, 206: fileTypes },
  faults: [404, 416],
});

export function releaseRoutes(app: ApiApp): void {
  mount(app, list, (c) => {
    const registry = c.get('registry');
    return reply(c, 200, releasesBody(registry, readReleases(registry, organisationOf(c))));
  });
  mount(app, file, async (c) => {
    const registry = c.get('registry');
    const asked = c.req.valid('param');
    const exported = await exportRelease(registry, organisationOf(c), asked);
    const query = `period=${exported.period}&file=${asked.file}`;
    await noteFiguresShown(registry, organisationOf(c), { what: 'EXPORT', query });
    return releaseAnswer(c, exported, asked.file, { path, 'cache-control': 'private, no-cache' });
  });
}
