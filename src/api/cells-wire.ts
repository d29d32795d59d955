import { z } from '@hono/zod-openapi';
import { accepts } from 'hono/accepts';
import { dimensionIds } from '../core/statistics/measures.ts';
import { periodOf } from '../core/statistics/period.ts';
import { type CellForm, cellFile, cellForms, mediaTypes } from '../exports/cell-file.ts';
import { demoFact, namedFirst } from '../exports/demo-mark.ts';
import { type FoundCells, readCells } from '../registry/statistics/read-cells.ts';
import type { StatisticsReader } from '../registry/statistics/reader.ts';
import type { ApiContext } from './context.ts';

/** What a question for cells looks like, and its answers: alike for everybody and for the regulator. */

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

export const cellsQuery = z.strictObject({
  measure: z.string().max(memberMax).openapi({ example: 'NUMBERS_BY_CHOICE' }),
  from: z.string().max(16).openapi({ description: 'First month, or quarter', example: '2026-10' }),
  until: z.string().max(16).optional().openapi({ description: 'Last one, of the same kind; absent: the first alone' }),
  format: z.enum(cellForms).optional().openapi({ description: 'In place of `Accept`' }),
  ...dimensions,
});

const formOf: Readonly<Record<string, CellForm>> = Object.fromEntries(
  cellForms.map((form) => [mediaTypes[form].split(';')[0] ?? form, form]),
);

export const cellsTypes: readonly string[] = Object.keys(formOf);

export const cellsWords =
  'A row a cell, by period, in the columns of `figures.csv`; `value` is null, or empty, where it is suppressed. JSON also names the periods that were found, and as `missing` those without a release; `demo: true` says that the figures are made up.';

export interface AskedCells {
  readonly form: CellForm;
  /** As whoever saves the file would call it. */
  readonly fileName: string;
  readonly found: FoundCells;
  /** The question, written alike however it was asked. */
  readonly query: string;
}

export function foundCells(c: ApiContext, reader: StatisticsReader, asked: z.infer<typeof cellsQuery>): AskedCells {
  const { measure, from, until, format, ...named } = asked;
  const form = format ?? acceptedForm(c);
  const members = Object.fromEntries(Object.entries(named).filter(([, ids]) => ids !== undefined));
  const kind = periodOf(from)?.kind ?? 'MONTH';
  const found = readCells(c.get('registry'), reader, { measure, kind, from, until, members });
  // All three were found to be ids, which need no quoting.
  const periods = until === undefined || until === from ? from : `${from}-to-${until}`;
  const query = questionOf(
    { measure, from, ...(until === undefined || until === from ? {} : { until }) },
    members,
    form,
  );
  return { form, fileName: `${namedFirst(c.get('registry').demo)}-${periods}-${found.measure}.${form}`, found, query };
}

function questionOf(
  plain: Readonly<Record<string, string>>,
  members: Readonly<Record<string, readonly string[] | undefined>>,
  form: CellForm,
): string {
  const query = new URLSearchParams(plain);
  for (const id of dimensionIds) for (const member of new Set(members[id])) query.append(id, member);
  if (form !== 'json') query.set('format', form);
  return query.toString();
}

export async function cellsAnswer(
  c: ApiContext,
  { form, fileName, found }: AskedCells,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  const { measure, periods, missing, cells } = found;
  const bytes = await cellFile(form, cells, { measure, periods, missing, ...demoFact(c.get('registry').demo) });
  return new Response(bytes, {
    headers: {
      ...headers,
      'content-type': mediaTypes[form],
      vary: 'accept',
      'x-correlator': c.get('correlator'),
      ...(form === 'json' ? {} : { 'content-disposition': `attachment; filename="${fileName}"` }),
    },
  });
}

function acceptedForm(c: ApiContext): CellForm {
  const json = 'application/json';
  return formOf[accepts(c, { header: 'Accept', supports: [json, ...Object.keys(formOf)], default: json })] ?? 'json';
}
