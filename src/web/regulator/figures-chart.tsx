import { type Series, seriesMax } from '../charts/chart-parts.ts';
import { PeriodChart } from '../charts/period-chart.tsx';
import { trendText } from '../figures/trend.ts';
import type { WebContext } from '../web-context.ts';
import { figureNames } from './figure-names.ts';
import { rowName } from './figures-table.tsx';
import { type FiguresRow, isTotal, type ShownFigures } from './shown-figures.ts';

interface ChartParts {
  readonly c: WebContext;
  readonly figures: ShownFigures;
  /** Its own on the page. */
  readonly id: string;
  /** The page shows the same figures as a table. */
  readonly hasTable: boolean;
}

/** How the figures of a page went from period to period: its rows, or the largest of them. */
export function FiguresChart({ c, figures, id, hasTable }: ChartParts) {
  const names = figureNames(c);
  const { figures: words } = c.get('words').desk;
  const { query, columns } = figures;
  const parts = figures.rows.filter((row) => !isTotal(row)).length;
  const rows = drawnRows(figures.rows);
  const series: readonly Series[] = rows.map((row) => ({
    name: rowName(figures, row, names),
    values: row.cells.map((cell) => (cell === undefined ? undefined : cell.value)),
  }));
  const periods = columns.flatMap((column) => (column.kind === 'PERIOD' ? [names.chartPeriod(column.period)] : []));
  return (
    <>
      <PeriodChart
        id={id}
        title={names.measure(query.measure.id)}
        description={trendText(c.get('words').figures, periods, series, names.numbers.number)}
        form={query.measure.time === 'STOCK' ? 'LINE' : 'COLUMN'}
        periods={periods}
        series={series}
        words={names.chart}
        numbers={names.numbers}
        isTableElsewhere={hasTable}
      />
      {hasTable && series.length < parts ? <p class="govuk-hint">{words.drawn(series.length, parts)}</p> : null}
    </>
  );
}

/** Parts before their totals, which would dwarf them; the largest last figures first. */
function drawnRows(rows: readonly FiguresRow[]): readonly FiguresRow[] {
  if (rows.length <= seriesMax && !rows.some((row) => isTotal(row))) return rows;
  const parts = rows.filter((row) => !isTotal(row));
  const lastOf = ({ cells }: FiguresRow) => cells.findLast((cell) => typeof cell?.value === 'number')?.value ?? -1;
  const largest = (parts.length === 0 ? rows : parts)
    .toSorted((one, other) => lastOf(other) - lastOf(one))
    .slice(0, seriesMax);
  return rows.filter((row) => largest.includes(row));
}
