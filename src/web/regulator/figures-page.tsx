import type { Hono } from 'hono';
import { type Measure, measures } from '../../core/statistics/measures.ts';
import { periodOf } from '../../core/statistics/period.ts';
import { noteFiguresShown } from '../../registry/statistics/note-figures-shown.ts';
import { releaseOf } from '../../registry/statistics/read-releases.ts';
import { DemoFigures } from '../figures/demo-figures.tsx';
import type { WebContext, WebEnv } from '../web-context.ts';
import { figuresPath } from './drill-down.ts';
import { figureNames } from './figure-names.ts';
import { FiguresChart } from './figures-chart.tsx';
import { FiguresForm, MeasureForm } from './figures-form.tsx';
import { Downloads, FiguresFacts, FiguresNotes } from './figures-parts.tsx';
import {
  type EnteredQuery,
  type FiguresQuery,
  figuresSearch,
  type QueryFault,
  readQuery,
  type Span,
} from './figures-query.ts';
import { FiguresTable } from './figures-table.tsx';
import { queryErrors } from './query-errors.ts';
import { regulatorPage } from './regulator-page.tsx';
import { askedCells, cellsMax, figuresRoom, type ShownFigures, shownFigures } from './shown-figures.ts';

/** The trail keeps so much of an address, and is to keep all of it. */
const searchMax = 980;

export type AskedFigures =
  | { readonly figures: ShownFigures; readonly entered: EnteredQuery }
  | { readonly faults: readonly QueryFault[]; readonly entered: EnteredQuery; readonly measure: Measure | undefined };

/** One measure as the address asks for it: chosen, drawn, told apart, compared. */
export function figuresPage(app: Hono<WebEnv>): void {
  app.get(figuresPath, async (c) => {
    const search = new URL(c.req.url).searchParams;
    if ([...search.keys()].every((name) => name === 'language')) return measuresPage(c);
    const asked = askedFigures(c, search);
    if ('faults' in asked) return wrongPage(c, asked);
    const query = figuresSearch(asked.figures.query);
    await noteFiguresShown(c.get('registry'), c.get('caller'), { what: 'DESK', query });
    return shownPage(c, asked);
  });
}

/** The figures of an address; nothing of them has been noted yet. */
export function askedFigures(c: WebContext, search: URLSearchParams): AskedFigures {
  const registry = c.get('registry');
  const reader = c.get('caller');
  const room = figuresRoom(registry, reader);
  const read = readQuery(search, room);
  if ('faults' in read) return read;
  const { query, entered } = read;
  const faults = [...limitFaults(query, askedCells(query, room))];
  if (faults.length > 0) return { faults, entered, measure: query.measure };
  return { figures: shownFigures(registry, reader, query), entered };
}

function limitFaults(query: FiguresQuery, count: number): readonly QueryFault[] {
  return [
    ...(count > cellsMax ? [{ kind: 'TOO_MANY_CELLS', count, limit: cellsMax } as const] : []),
    ...(figuresSearch(query).length > searchMax ? [{ kind: 'ADDRESS_TOO_LONG', limit: searchMax } as const] : []),
  ];
}

function measuresPage(c: WebContext): Response {
  const { figures } = c.get('words').desk;
  const names = figureNames(c);
  return regulatorPage(
    c,
    { title: figures.heading, current: 'FIGURES' },
    <>
      <h1 class="govuk-heading-l">{figures.heading}</h1>
      <p class="govuk-body-l">{figures.lead}</p>
      <dl class="govuk-summary-list">
        {measures.map(({ id }) => (
          <div class="govuk-summary-list__row">
            <dt class="govuk-summary-list__key">
              <a class="govuk-link" href={`${figuresPath}?measure=${id}`}>
                {names.measure(id)}
              </a>
            </dt>
            <dd class="govuk-summary-list__value">{names.meaning(id)}</dd>
          </div>
        ))}
      </dl>
    </>,
  );
}

function shownPage(
  c: WebContext,
  { figures, entered }: Extract<AskedFigures, { readonly figures: ShownFigures }>,
): Response {
  const { figures: words } = c.get('words').desk;
  const names = figureNames(c);
  const { measure, from, until, view } = figures.query;
  const room = figuresRoom(c.get('registry'), c.get('caller'));
  const axes = room.axesOf(measure.id, figures.query);
  const [latest] = room.periods;
  const minimum = latest === undefined ? 0 : releaseOf(c.get('registry'), c.get('caller'), latest.id).minimumCellSize;
  return regulatorPage(
    c,
    { title: names.measure(measure.id), current: 'FIGURES' },
    <>
      <h1 class="govuk-heading-l">{names.measure(measure.id)}</h1>
      <p class="govuk-body-l">{names.meaning(measure.id)}</p>
      <DemoFigures c={c} />
      <MeasureForm c={c} entered={entered} errors={[]} />
      <FiguresFacts c={c} figures={figures} axes={axes} periods={room.periods} />
      <details class="govuk-details">
        <summary class="govuk-details__summary">
          <span class="govuk-details__summary-text">{words.choice}</span>
        </summary>
        <div class="govuk-details__text">
          <FiguresForm c={c} entered={entered} periods={room.periods} errors={[]} measure={measure} axes={axes} />
        </div>
      </details>
      <FiguresNotes c={c} figures={figures} axes={axes} minimum={minimum} />
      {figures.rows.length === 0 ? null : (
        <>
          {view === 'PERIODS' && from.id !== until.id ? (
            <FiguresChart c={c} figures={figures} id="chart" hasTable />
          ) : null}
          <FiguresTable c={c} figures={figures} />
          <Downloads c={c} figures={figures} />
        </>
      )}
    </>,
  );
}

function spanOf({ from, until }: EnteredQuery): Span | undefined {
  const [first, last] = [periodOf(from), periodOf(until === '' ? from : until)];
  return first === undefined || last === undefined || first.kind !== last.kind
    ? undefined
    : { from: first, until: last };
}

/** What was entered stands in the form, with what is wrong about it; no figure is shown, and none noted. */
export function wrongPage(
  c: WebContext,
  { faults, entered, measure }: Extract<AskedFigures, { readonly faults: unknown }>,
): Response {
  const { figures: words } = c.get('words').desk;
  const names = figureNames(c);
  const room = figuresRoom(c.get('registry'), c.get('caller'));
  const errors = queryErrors(c, faults);
  const heading = measure === undefined ? words.heading : names.measure(measure.id);
  return regulatorPage(
    c,
    { title: heading, current: 'FIGURES', errors, status: 400 },
    <>
      <h1 class="govuk-heading-l">{heading}</h1>
      <MeasureForm c={c} entered={entered} errors={errors} />
      {measure === undefined ? null : (
        <FiguresForm
          c={c}
          entered={entered}
          periods={room.periods}
          errors={errors}
          measure={measure}
          axes={room.axesOf(measure.id, spanOf(entered))}
        />
      )}
    </>,
  );
}
