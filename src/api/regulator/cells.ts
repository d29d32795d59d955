import { z } from '@hono/zod-openapi';
import { accepts } from 'hono/accepts';
import { dimensionIds } from '../../core/statistics/measures.ts';
import { periodOf } from '../../core/statistics/period.ts';
import { type CellForm, cellFile, cellForms, mediaTypes } from '../../exports/cell-file.ts';
import { noteFiguresShown } from '../../registry/statistics/note-figures-shown.ts';
import { readCells } from '../../registry/statistics/read-cells.ts';
import { type ApiContext, organisationOf } from '../context.ts';
import { type ApiApp, mount } from '../mount.ts';
import { organisationRoute } from '../route.ts';

const memberMax = 64;
const membersMax = 200;

/** One member, or several by naming the dimension again. */
const membersSchema = z
  .union([z.string().max(memberMax), z.array(z.string().max(memberMax)).max(membersMax)])
  .transform((given) => (typeof given === 'string' ? [given] : given))
  .optional();

const dimensions = Object.fromEntries(
  dimensionIds.map((id) => [
    id,
    membersSchema.openapi({
      type: 'array',
      items: { type: 'string', maxLength: memberMax },
      maxItems: membersMax,
      description: 'Members; all of them where none is named',
    }),
  ]),
) as Record<(typeof dimensionIds)[number], typeof membersSchema>;

const query = z.strictObject({
  measure: z.string().max(memberMax).openapi({ example: 'NUMBERS_BY_CHOICE' }),
  from: z.string().max(16).openapi({ description: 'First month, or quarter', example: '2026-10' }),
  until: z.string().max(16).optional().openapi({ description: 'Last one, of the same kind; absent: the first alone' }),
  format: z.enum(cellForms).optional().openapi({ description: 'In place of `Accept`' }),
  ...dimensions,
});

const formOf: Readonly<Record<string, CellForm>> = Object.fromEntries(
  cellForms.map((form) => [mediaTypes[form].split(';')[0] ?? form, form]),
);

const cells = organisationRoute('dnd:statistics:read', {
  method: 'get',
  path: '/v1/statistics/cells',
  operationId: 'readCells',
  summary: 'Cells of releases',
  description:
    'A row a cell, by period, in the columns of `figures.csv`; `value` is null, or empty, where it is suppressed. JSON also names the periods that were found, and as `missing` those without a release. Each question is an entry of the change log.',
  request: { query },
  answers: {},
  files: { 200: Object.keys(formOf) },
});

export function cellsRoute(app: ApiApp): void {
  mount(app, cells, async (c) => {
    const { measure, from, until, format, ...named } = c.req.valid('query');
    const form = format ?? acceptedForm(c);
    const registry = c.get('registry');
    const reader = organisationOf(c);
    const members = Object.fromEntries(Object.entries(named).filter(([, ids]) => ids !== undefined));
    const found = readCells(registry, reader, { measure, kind: periodOf(from)?.kind ?? 'MONTH', from, until, members });
    const { search } = new URL(c.req.url);
    await noteFiguresShown(registry, reader, { what: form === 'json' ? 'CELLS' : 'EXPORT', query: search.slice(1) });
    const { periods, missing } = found;
    const bytes = await cellFile(form, found.cells, { measure: found.measure, periods, missing });
    return new Response(bytes, {
      headers: {
        'content-type': mediaTypes[form],
        'cache-control': 'private, no-store',
        vary: 'accept',
        'x-correlator': c.get('correlator'),
        ...(form === 'json' ? {} : { 'content-disposition': disposition(found.measure, from, until, form) }),
      },
    });
  });
}

function acceptedForm(c: ApiContext): CellForm {
  const json = 'application/json';
  return formOf[accepts(c, { header: 'Accept', supports: [json, ...Object.keys(formOf)], default: json })] ?? 'json';
}

/** All three were found to be ids, which need no quoting. */
function disposition(measure: string, from: string, until: string | undefined, form: CellForm): string {
  const periods = until === undefined || until === from ? from : `${from}-to-${until}`;
  return `attachment; filename="dnd-${periods}-${measure}.${form}"`;
}
