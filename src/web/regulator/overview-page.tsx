import type { Hono } from 'hono';
import { measures } from '../../core/statistics/measures.ts';
import { all } from '../../core/statistics/release.ts';
import { countedPosition } from '../../registry/log-heads.ts';
import { noteFiguresShown } from '../../registry/statistics/note-figures-shown.ts';
import { DemoFigures } from '../figures/demo-figures.tsx';
import { Facts } from '../shell/card.tsx';
import { formatsOf } from '../shell/formats.ts';
import type { WebContext, WebEnv } from '../web-context.ts';
import { pathOf } from './drill-down.ts';
import { figureNames } from './figure-names.ts';
import { FiguresChart } from './figures-chart.tsx';
import type { FiguresQuery } from './figures-query.ts';
import { FiguresTable } from './figures-table.tsx';
import { type Overview, overview } from './overview-figures.ts';
import { Changes, Hidden } from './overview-tables.tsx';
import { regulatorPage } from './regulator-page.tsx';
import { type FiguresRow, isTotal, type ShownFigures, shownFigures } from './shown-figures.ts';

/** The desk’s entrance: the latest release, what it changed, how it went, what is not shown. */
export function overviewPage(app: Hono<WebEnv>): void {
  app.get('/desk', async (c) => {
    const { overview: words } = c.get('words').desk;
    const found = overview(c.get('registry'), c.get('caller'));
    const frame = { title: words.heading, current: 'OVERVIEW' } as const;
    if (found === undefined) {
      return regulatorPage(
        c,
        frame,
        <>
          <h1 class="govuk-heading-l">{words.heading}</h1>
          <p class="govuk-body">{words.nothing}</p>
        </>,
      );
    }
    const query = `release=${found.latest.period.id}`;
    await noteFiguresShown(c.get('registry'), c.get('caller'), { what: 'DESK', query });
    return regulatorPage(
      c,
      frame,
      <>
        <h1 class="govuk-heading-l">{words.heading}</h1>
        <DemoFigures c={c} />
        <LatestRelease c={c} found={found} />
        <Changes c={c} found={found} />
        <Drawn c={c} found={found} />
        <Hidden c={c} found={found} />
      </>,
    );
  });
}

interface OverviewParts {
  readonly c: WebContext;
  readonly found: Overview;
}

function LatestRelease({ c, found: { latest } }: OverviewParts) {
  const { overview: words, releases } = c.get('words').desk;
  const names = figureNames(c);
  return (
    <>
      <h2 class="govuk-heading-m">{words.latest(names.period(latest.period.id))}</h2>
      <Facts
        rows={[
          [releases.countedAt, formatsOf(c).dateTime(latest.countedAt)],
          [releases.position, countedPosition(c.get('registry'), latest)],
          [releases.policy, latest.policyId],
        ]}
      />
      <p class="govuk-body">
        <a class="govuk-link" href={`/desk/releases/${latest.period.id}`}>
          {words.files}
        </a>
      </p>
    </>
  );
}

/** Registered numbers and enquiries, month by month; and where the numbers are. */
function Drawn({ c, found: { latest, since } }: OverviewParts) {
  const { overview: words } = c.get('words').desk;
  const months = { from: since, until: latest.period, view: 'PERIODS' } as const;
  const now = { from: latest.period, until: latest.period, view: 'PERIODS' } as const;
  const drawn: readonly (Omit<FiguresQuery, 'measure'> & { readonly id: string; readonly text: string })[] = [
    { id: 'NUMBERS_REGISTERED', text: words.registered, ...months, members: { region: [all] } },
    { id: 'ENQUIRIES', text: words.enquiries, ...months, members: { category: [all], channel: [all], outcome: [all] } },
    { id: 'NUMBERS_REGISTERED', text: words.regions, ...now, members: { stance: [all] } },
  ];
  return (
    <>
      {drawn.map(({ id, text, ...asked }, place) => {
        const measure = measures.find((one) => one.id === id);
        if (measure === undefined) return null;
        const query: FiguresQuery = { ...asked, measure };
        const figures = shownFigures(c.get('registry'), c.get('caller'), query);
        if (figures.rows.length === 0) return null;
        const isOverTime = query.from.id !== query.until.id;
        return (
          <>
            <h2 class="govuk-heading-m">{text}</h2>
            {isOverTime ? (
              <FiguresChart c={c} figures={figures} id={`chart-${place + 1}`} hasTable={false} />
            ) : (
              <FiguresTable c={c} figures={largestOf(figures)} />
            )}
            <p class="govuk-body">
              <a class="govuk-link" href={pathOf(query)}>
                {words.look(text)}
              </a>
            </p>
          </>
        );
      })}
    </>
  );
}

const partsMax = 10;

/** The total, and the largest of what it is the sum of. */
function largestOf(figures: ShownFigures): ShownFigures {
  const figureOf = ({ cells }: FiguresRow) => cells[0]?.value ?? -1;
  const parts = figures.rows.filter((row) => !isTotal(row)).toSorted((one, other) => figureOf(other) - figureOf(one));
  return { ...figures, rows: [...figures.rows.filter((row) => isTotal(row)), ...parts.slice(0, partsMax)] };
}
