import type { Hono } from 'hono';
import { type CellForm, cellFile, cellForms, mediaTypes } from '../../exports/cell-file.ts';
import { demoFact, namedFirst } from '../../exports/demo-mark.ts';
import { countedPosition } from '../../registry/log-heads.ts';
import { noteFiguresShown } from '../../registry/statistics/note-figures-shown.ts';
import { releaseOf } from '../../registry/statistics/read-releases.ts';
import type { WebContext, WebEnv } from '../web-context.ts';
import { figuresPath } from './drill-down.ts';
import { askedFigures, wrongPage } from './figures-page.tsx';
import { figuresSearch } from './figures-query.ts';
import { cellsOf, type ShownFigures } from './shown-figures.ts';

/** What a page of figures shows, as a file: the same cells in the same order, from the same address. */
export function figuresFiles(app: Hono<WebEnv>): void {
  for (const form of cellForms) {
    app.get(`${figuresPath}.${form}`, async (c) => {
      const asked = askedFigures(c, new URL(c.req.url).searchParams);
      if ('faults' in asked) return wrongPage(c, asked);
      const { figures } = asked;
      const bytes = await cellFile(form, cellsOf(figures), factsOf(c, figures));
      const query = figuresSearch(figures.query);
      await noteFiguresShown(c.get('registry'), c.get('caller'), { what: 'EXPORT', query: `form=${form}&${query}` });
      return new Response(bytes, {
        headers: {
          'content-type': mediaTypes[form],
          'content-disposition': `attachment; filename="${fileName(c, figures, form)}"`,
          'cache-control': 'private, no-store',
          'x-content-type-options': 'nosniff',
        },
      });
    });
  }
}

/** From which releases the figures are: whoever has the file can find them there. */
function factsOf(c: WebContext, { query, rows }: ShownFigures): Readonly<Record<string, unknown>> {
  const registry = c.get('registry');
  const periods = [...new Set(rows.flatMap(({ cells }) => cells.flatMap((cell) => cell?.period ?? [])))].sort();
  const releases = periods.map((id) => {
    const release = releaseOf(registry, c.get('caller'), id);
    const { minimumCellSize, policyId } = release;
    const logged = countedPosition(registry, release);
    return { period: id, position: logged, policy: policyId, minimumCellSize };
  });
  return { query: figuresSearch(query), releases, ...demoFact(registry.demo) };
}

function fileName(c: WebContext, { query: { measure, from, until } }: ShownFigures, form: CellForm): string {
  const periods = [...new Set([from.id, until.id])].join('-');
  return `${namedFirst(c.get('registry').demo)}-${measure.id.toLowerCase().replaceAll('_', '-')}-${periods}.${form}`;
}
