import { noteFiguresShown } from '../../registry/statistics/note-figures-shown.ts';
import { cellsAnswer, cellsQuery, cellsTypes, cellsWords, foundCells } from '../cells-wire.ts';
import { organisationOf } from '../context.ts';
import { type ApiApp, mount } from '../mount.ts';
import { organisationRoute } from '../route.ts';

const cells = organisationRoute('dnd:statistics:read', {
  method: 'get',
  path: '/v1/statistics/cells',
  operationId: 'readCells',
  summary: 'Cells of releases',
  description: `${cellsWords} Each question is an entry of the change log.`,
  request: { query: cellsQuery },
  answers: {},
  files: { 200: cellsTypes },
});

export function cellsRoute(app: ApiApp): void {
  mount(app, cells, async (c) => {
    const reader = organisationOf(c);
    const asked = foundCells(c, reader, c.req.valid('query'));
    const what = asked.form === 'json' ? 'CELLS' : 'EXPORT';
    await noteFiguresShown(c.get('registry'), reader, { what, query: asked.query });
    return cellsAnswer(c, asked, { 'cache-control': 'private, no-store' });
  });
}
