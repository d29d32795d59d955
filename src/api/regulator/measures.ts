import { measuresFor } from '../../registry/statistics/reader.ts';
import { organisationOf } from '../context.ts';
import { type ApiApp, mount } from '../mount.ts';
import { reply } from '../reply.ts';
import { organisationRoute } from '../route.ts';
import { measuresBody, measuresSchema } from '../statistics-wire.ts';

const measures = organisationRoute('dnd:statistics:read', {
  method: 'get',
  path: '/v1/statistics/measures',
  operationId: 'listMeasures',
  summary: 'What figures there are',
  request: {},
  answers: { 200: measuresSchema },
});

export function measuresRoute(app: ApiApp): void {
  mount(app, measures, (c) => {
    const { minimumCellSize } = c.get('registry').policy.statistics;
    return reply(c, 200, measuresBody(measuresFor(organisationOf(c)), minimumCellSize));
  });
}
