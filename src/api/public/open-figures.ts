import { isKnown } from '../../http/entity-tag.ts';
import { base64url } from '../../registry/access/keyed-hash.ts';
import { measuresFor, publicReader } from '../../registry/statistics/reader.ts';
import { cellsAnswer, cellsQuery, cellsTypes, cellsWords, foundCells } from '../cells-wire.ts';
import type { ApiContext } from '../context.ts';
import { type ApiApp, mount } from '../mount.ts';
import { reply } from '../reply.ts';
import { publicRoute } from '../route.ts';
import { measuresBody, measuresSchema } from '../statistics-wire.ts';
import { fromAnywhere, limited, requireCellsRoom } from './open-door.ts';

const measureWords = publicRoute({
  method: 'get',
  path: '/v1/open-data/measures',
  operationId: 'listOpenMeasures',
  summary: 'What open figures there are',
  request: {},
  answers: { 200: measuresSchema },
});

const cellWords = publicRoute({
  method: 'get',
  path: '/v1/open-data/cells',
  operationId: 'readOpenCells',
  summary: 'Cells of releases of open figures',
  description: cellsWords,
  request: { query: cellsQuery },
  answers: { 304: null },
  files: { 200: cellsTypes },
});

const measures: typeof measureWords = { ...measureWords, checks: [limited, ...measureWords.checks] };
const cells: typeof cellWords = { ...cellWords, checks: [limited, ...cellWords.checks] };

const minutes = 'public, max-age=300';

export function openFiguresRoutes(app: ApiApp): void {
  mount(app, measures, (c) => {
    const headers = { 'cache-control': minutes, ...fromAnywhere };
    const { minimumCellSize } = c.get('registry').policy.statistics;
    return reply(c, 200, measuresBody(measuresFor(publicReader), minimumCellSize), headers);
  });
  mount(app, cells, async (c) => {
    const asked = foundCells(c, publicReader, c.req.valid('query'));
    const headers = { 'cache-control': minutes, etag: await tagOf(c, asked.form), vary: 'accept', ...fromAnywhere };
    if (isKnown(c, headers.etag)) {
      return new Response(null, { status: 304, headers: { ...headers, 'x-correlator': c.get('correlator') } });
    }
    requireCellsRoom(c, asked.found.cells.length);
    return cellsAnswer(c, asked, headers);
  });
}

/** Releases do not change: the same question has another answer only when another release is there. */
async function tagOf(c: ApiContext, form: string): Promise<string> {
  const registry = c.get('registry');
  const latest = Math.max(0, ...registry.directory.releases().map(({ position }) => position));
  const text = [form, latest, new URL(c.req.url).search].join(' ');
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return `"${base64url(digest)}"`;
}
