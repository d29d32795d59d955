import { all, type Cell } from '../../core/statistics/release.ts';
import { BarTable } from '../charts/bar-table.tsx';
import type { WebContext } from '../web-context.ts';
import type { DeskWords } from '../words/desk-words.ts';
import { partsOf } from './drill-down.ts';
import { type FigureNames, figureNames } from './figure-names.ts';
import { type FiguresColumn, type FiguresRow, isTotal, type ShownFigures } from './shown-figures.ts';

interface TableParts {
  readonly c: WebContext;
  readonly figures: ShownFigures;
}

/** The figures of a page, each once. Names lead to what they are the sum of. */
export function FiguresTable({ c, figures }: TableParts) {
  const names = figureNames(c);
  const { query, columns, rows } = figures;
  const isPlain = query.view === 'PERIODS' && query.from.id === query.until.id;
  const title = names.title(query.measure.id);
  if (!isPlain) return <PeriodsTable c={c} figures={figures} title={title} />;
  return (
    <div id="figures">
      <BarTable
        title={title}
        head={headOf(figures, names)}
        members={rows.map((row) => ({
          name: rowName(figures, row, names),
          isTotal: isTotal(row),
          ...pathPart(figures, row),
        }))}
        series={columns.map((column, place) => ({
          name: columnName(column, names),
          values: rows.map(({ cells }) => figureOf(cells[place])),
        }))}
        words={names.chart}
        numbers={names.numbers}
      />
    </div>
  );
}

/** A column a period; of two that are compared also the difference, where both are published. */
function PeriodsTable({ c, figures, title }: TableParts & { readonly title: string }) {
  const names = figureNames(c);
  const { figures: words } = c.get('words').desk;
  const { columns, rows, query } = figures;
  const isChange = query.view === 'CHANGE';
  const heads = [
    ...columns.map((column) => columnName(column, names)),
    ...(isChange ? [words.difference, words.percent] : []),
  ];
  return (
    <section class="registry-scrolling" tabindex={0} aria-label={title} id="figures">
      <table class="govuk-table registry-figures">
        <caption class="govuk-table__caption registry-figure__title">{title}</caption>
        <thead class="govuk-table__head">
          <tr class="govuk-table__row">
            <th scope="col" class="govuk-table__header">
              {headOf(figures, names)}
            </th>
            {heads.map((head) => (
              <th scope="col" class="govuk-table__header govuk-table__header--numeric">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody class="govuk-table__body">
          {rows.map((row) => (
            <tr class={`govuk-table__row${isTotal(row) ? ' registry-bars__total' : ''}`}>
              <th scope="row" class="govuk-table__header">
                <RowName figures={figures} row={row} names={names} />
              </th>
              {row.cells.map((cell, place) => (
                <td class="govuk-table__cell govuk-table__cell--numeric">
                  <Value value={figureOf(cell)} names={names} isReleased={isReleased(figures, place)} />
                </td>
              ))}
              {isChange ? <Change figures={figures} row={row} words={words} names={names} /> : null}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface ValueParts {
  readonly value: number | null | undefined;
  readonly names: FigureNames;
  /** There is a release, which has no such member. */
  readonly isReleased?: boolean;
}

export function Value({ value, names, isReleased = false }: ValueParts) {
  if (typeof value === 'number') return <>{names.numbers.number(value)}</>;
  if (value === undefined && isReleased) return <>–</>;
  return <span class="registry-no-figure">{value === null ? names.chart.suppressed : names.chart.noRelease}</span>;
}

/** What became of a figure; undefined where one of the two is not published, or there is none. */
export function changeOf(
  before: number | null | undefined,
  after: number | null | undefined,
): FigureChange | undefined {
  if (typeof before !== 'number' || typeof after !== 'number') return undefined;
  const difference = after - before;
  if (difference === 0) return { difference, share: 0 };
  return { difference, ...(before === 0 ? {} : { share: difference / before }) };
}

export interface FigureChange {
  readonly difference: number;
  /** Of what there was before; absent where that was nothing and something came. */
  readonly share?: number;
}

interface ChangeParts {
  readonly figures: ShownFigures;
  readonly row: FiguresRow;
  readonly words: DeskWords['figures'];
  readonly names: FigureNames;
}

/** The two cells that say what became of a row’s figure. */
export function Change({ figures, row, words, names }: ChangeParts) {
  const [before, after] = row.cells.map((cell) => figureOf(cell));
  const change = changeOf(before, after);
  const isHidden = before === null || after === null;
  const none = <Value value={isHidden ? null : undefined} names={names} isReleased={figures.missing.length === 0} />;
  return (
    <>
      <td class="govuk-table__cell govuk-table__cell--numeric">
        {change === undefined ? none : words.signed(change.difference)}
      </td>
      <td class="govuk-table__cell govuk-table__cell--numeric">
        {change === undefined ? none : change.share === undefined ? words.noPercent : words.signedPercent(change.share)}
      </td>
    </>
  );
}

function RowName({
  figures,
  row,
  names,
}: {
  readonly figures: ShownFigures;
  readonly row: FiguresRow;
  readonly names: FigureNames;
}) {
  const name = rowName(figures, row, names);
  const step = partsOf(figures, row);
  if (step === undefined) return <>{name}</>;
  return (
    <a class="govuk-link" href={step.path}>
      {name}
    </a>
  );
}

function pathPart(figures: ShownFigures, row: FiguresRow): { readonly path?: string } {
  const step = partsOf(figures, row);
  return step === undefined ? {} : { path: step.path };
}

function headOf({ rowDimensions, query }: ShownFigures, names: FigureNames): string {
  if (rowDimensions.length === 0) return names.measure(query.measure.id);
  return rowDimensions.map((id) => names.dimension(id)).join(' · ');
}

export function rowName(
  { rowDimensions, fixed, query }: ShownFigures,
  { members }: FiguresRow,
  names: FigureNames,
): string {
  const own = rowDimensions.map((id) => names.member(id, members[id]?.[0] ?? all));
  if (own.length > 0) return own.join(' · ');
  const named = query.measure.dimensions.flatMap((id) => {
    const member = fixed[id];
    return member === undefined || member === all ? [] : [names.member(id, member)];
  });
  const last = query.measure.dimensions.at(-1);
  return named.length > 0 || last === undefined ? named.join(' · ') : names.member(last, all);
}

function columnName(column: FiguresColumn, names: FigureNames): string {
  return column.kind === 'PERIOD' ? names.period(column.period) : names.member(column.dimension, column.member);
}

function isReleased({ columns, missing }: ShownFigures, place: number): boolean {
  const column = columns[place];
  return column?.kind === 'PERIOD' && !missing.includes(column.period);
}

function figureOf(cell: Cell | undefined): number | null | undefined {
  return cell === undefined ? undefined : cell.value;
}
