import { scaleLinear } from 'd3-scale';
import {
  type ChartNumbers,
  type ChartValue,
  type ChartWords,
  highestOf,
  type Series,
  valueText,
} from './chart-parts.ts';
import { seriesClass } from './series-look.tsx';

export interface BarMember {
  readonly name: string;
  /** A sum over the others: it has no bar, which would dwarf theirs. */
  readonly isTotal?: boolean;
  /** Path to what lies below it. */
  readonly path?: string;
}

export interface BarTableParts {
  readonly title: string;
  /** What the members are: `Region`. */
  readonly head: string;
  /** In the order in which they are shown. */
  readonly members: readonly BarMember[];
  /** One column each, all to one scale. */
  readonly series: readonly Series[];
  readonly words: ChartWords;
  readonly numbers: ChartNumbers;
}

/** Figures by member as bars in the cells of their own table: what is drawn and what is written are one thing. */
export function BarTable({ title, head, members, series, words, numbers }: BarTableParts) {
  const parts = series.map((one) => ({
    ...one,
    values: one.values.filter((_, at) => members[at]?.isTotal !== true),
  }));
  const scale = scaleLinear()
    .domain([0, Math.max(1, highestOf(parts))])
    .range([0, 100]);
  const lengthOf = (value: ChartValue) => (typeof value === 'number' ? scale(value) : undefined);
  return (
    <table class={`govuk-table registry-bars${lookOf(series.length)}`}>
      <caption class="govuk-table__caption registry-figure__title">{title}</caption>
      <thead class="govuk-table__head">
        <tr class="govuk-table__row">
          <th scope="col" class="govuk-table__header">
            {head}
          </th>
          {series.map(({ name }) => (
            <th scope="col" class="govuk-table__header registry-bars__head">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody class="govuk-table__body">
        {members.map(({ name, isTotal = false, path }, at) => (
          <tr class={`govuk-table__row${isTotal ? ' registry-bars__total' : ''}`}>
            <th scope="row" class="govuk-table__header">
              {path === undefined ? (
                name
              ) : (
                <a class="govuk-link" href={path}>
                  {name}
                </a>
              )}
            </th>
            {series.map(({ name: head, values }, place) => (
              <td class="govuk-table__cell" {...(series.length > besideMax ? { 'data-head': head } : {})}>
                <div class="registry-bars__cell">
                  <span class="registry-bars__value">{valueText(values[at], words, numbers)}</span>
                  {isTotal ? null : <Bar place={place} length={lengthOf(values[at])} />}
                </div>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** So many columns have room beside each other on a narrow screen. */
const besideMax = 2;

function lookOf(columns: number): string {
  if (columns === 1) return ' registry-bars--one';
  return columns > besideMax ? ' registry-bars--several registry-stacked' : ' registry-bars--several';
}

/** A dashed line where nothing is published; the word stands beside it. `length` in per cent. */
function Bar({ place, length }: { readonly place: number; readonly length: number | undefined }) {
  return (
    <svg class={`registry-bar ${seriesClass(place)}`} aria-hidden="true">
      {length === undefined ? (
        <line y1="8" x2="100%" y2="8" />
      ) : (
        <rect width={`${Math.round(length * 100) / 100}%`} height="16" />
      )}
    </svg>
  );
}
