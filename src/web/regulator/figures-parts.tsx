import type { DimensionId } from '../../core/statistics/measures.ts';
import { type Axis, all, type Period } from '../../core/statistics/release.ts';
import { cellForms } from '../../exports/cell-file.ts';
import { Facts } from '../shell/card.tsx';
import type { WebContext } from '../web-context.ts';
import { formatsIn } from '../words/formats.ts';
import { backOf, eachOf, figuresPath, hasParts, hasTotal, partsOf, pathOf } from './drill-down.ts';
import { figureNames } from './figure-names.ts';
import { figuresSearch } from './figures-query.ts';
import type { ShownFigures } from './shown-figures.ts';

interface Parts {
  readonly c: WebContext;
  readonly figures: ShownFigures;
  readonly axes: readonly Axis[];
  /** Cells of persons below it are not shown. */
  readonly minimum: number;
}

/** Of what the figures are, with the ways to their parts, back to their sums, and to other periods. */
export function FiguresFacts({ c, figures, axes, periods }: FactsParts) {
  const { figures: words } = c.get('words').desk;
  const names = figureNames(c);
  return (
    <Facts
      rows={[
        [words.unit, names.unit(figures.query.measure.id)],
        [words.period, <PeriodFact c={c} figures={figures} periods={periods} />],
        ...axes.map(
          ({ dimension }) =>
            [
              names.dimension(dimension),
              <DimensionFact c={c} figures={figures} dimension={dimension} axes={axes} />,
            ] as const,
        ),
      ]}
    />
  );
}

interface FactsParts extends Omit<Parts, 'minimum'> {
  /** Of which there are releases, newest first. */
  readonly periods: readonly Period[];
}

/** A year of months, or of quarters. */
const yearOf = { MONTH: 12, QUARTER: 4 } as const;

function PeriodFact({ c, figures: { query }, periods }: Pick<FactsParts, 'c' | 'figures' | 'periods'>) {
  const { figures: words } = c.get('words').desk;
  const names = figureNames(c);
  const { from, until, view } = query;
  const text = [...new Set([from, until].map(({ id }) => names.period(id)))];
  const earlier = periods.filter((period) => period.kind === until.kind && period.from < until.from);
  const [before] = earlier;
  const year = yearOf[until.kind];
  const yearBefore = earlier.find((period) => period.from.slice(4) === until.from.slice(4));
  const first = earlier[Math.min(year - 1, earlier.length) - 1];
  const isOne = from.id === until.id;
  // A day is one of its month.
  const members = query.measure.dimensions.includes('day') ? { ...query.members, day: [all] } : query.members;
  const ways = [
    ...(isOne
      ? []
      : [[pathOf(query, { from: until, view: 'PERIODS', members }), words.only(names.period(until.id))] as const]),
    ...((isOne || view === 'CHANGE') && first !== undefined
      ? [[pathOf(query, { from: first, view: 'PERIODS', members }), words.since(names.period(first.id))] as const]
      : []),
    ...(view === 'CHANGE'
      ? []
      : [before, yearBefore].flatMap((period) =>
          period === undefined
            ? []
            : [
                [
                  pathOf(query, { from: period, view: 'CHANGE', members }),
                  words.against(names.period(period.id)),
                ] as const,
              ],
        )),
  ];
  return (
    <>
      <span class="registry-chosen">{view === 'CHANGE' ? words.compared(text) : text.join(' – ')}</span>
      <Ways ways={ways} />
    </>
  );
}

function Ways({ ways }: { readonly ways: readonly (readonly [path: string, text: string])[] }) {
  return (
    <>
      {ways.map(([path, text]) => (
        <a class="govuk-link registry-page-link" href={path}>
          {text}
        </a>
      ))}
    </>
  );
}

function DimensionFact({ c, figures, dimension, axes }: Omit<Parts, 'minimum'> & { readonly dimension: DimensionId }) {
  const { figures: words } = c.get('words').desk;
  const names = figureNames(c);
  const { query, fixed } = figures;
  const list = formatsIn(c.get('language'), c.get('registry').policy);
  const chosen = query.members[dimension] ?? [];
  const size = axes.find((axis) => axis.dimension === dimension)?.members.length ?? 0;
  const member = fixed[dimension];
  const text = chosen.length === 0 ? words.each(size) : list.row(chosen.map((id) => names.member(dimension, id)));
  const name = names.dimension(dimension);
  const ways = [
    ...(member === all && size > 1 ? [[eachOf(query, dimension), words.byEach(name)] as const] : []),
    ...(chosen.length > 0 && member !== all && !hasTotal(query.measure, dimension)
      ? [[eachOf(query, dimension), words.byEach(name)] as const]
      : []),
    ...(member !== all && size > 1 && hasTotal(query.measure, dimension)
      ? [[backOf(query, dimension), words.total(names.member(dimension, all))] as const]
      : []),
  ];
  return (
    <>
      <span class="registry-chosen">{text}</span>
      <Ways ways={ways} />
    </>
  );
}

/** What is not shown of these figures and why, and where their parts are, or that the rule of disclosure says stop. */
export function FiguresNotes({ c, figures, axes, minimum }: Parts) {
  const { figures: words } = c.get('words').desk;
  const names = figureNames(c);
  const { suppressed, published, rows, missing } = figures;
  const next = rows.map((row) => partsOf(figures, row)).find((step) => step !== undefined);
  const notes = [
    ...(missing.length === 0 ? [] : [words.missing(missing.map((id) => names.period(id)))]),
    ...(suppressed === 0 ? [] : [words.hidden(suppressed, suppressed + published, minimum)]),
    ...(suppressed > 0 && !publishesParts(figures) ? [words.stop(minimum)] : []),
  ];
  const way =
    next !== undefined ? words.follow(names.dimension(next.dimension)) : hasParts(figures, axes) ? '' : words.finest;
  return (
    <>
      {notes.length === 0 ? null : (
        <div class="govuk-inset-text" id="disclosure">
          {notes.map((note) => (
            <p class="govuk-body">{note}</p>
          ))}
        </div>
      )}
      {way === '' || rows.length === 0 ? null : <p class="govuk-body">{way}</p>}
    </>
  );
}

/** Sums aside. */
function publishesParts({ rows }: ShownFigures): boolean {
  const cells = rows.flatMap((row) => row.cells.filter((cell) => cell !== undefined));
  const parts = cells.filter(({ members }) => !Object.values(members).includes(all));
  return (parts.length === 0 ? cells : parts).some(({ value }) => value !== null);
}

/** The same figures as files. */
export function Downloads({ c, figures }: Pick<Parts, 'c' | 'figures'>) {
  const { figures: words } = c.get('words').desk;
  const { query } = figures;
  const texts = { csv: 'CSV', json: 'JSON', parquet: 'Parquet' } as const;
  return (
    <>
      <h2 class="govuk-heading-m">{words.download}</h2>
      <p class="govuk-body">{words.sameCells}</p>
      {query.view === 'CHANGE' ? <p class="govuk-body">{words.noDifferences}</p> : null}
      <ul class="govuk-list registry-ways">
        {cellForms.map((form) => (
          <li>
            <a class="govuk-link" href={`${figuresPath}.${form}?${figuresSearch(query)}`}>
              {texts[form]}
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}
