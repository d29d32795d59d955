import type { Child } from 'hono/jsx';
import { type DimensionId, type MeasureId, measures } from '../../../core/statistics/measures.ts';
import { BarTable } from '../../charts/bar-table.tsx';
import type { Series } from '../../charts/chart-parts.ts';
import { PeriodChart } from '../../charts/period-chart.tsx';
import type { FiguresView } from './figures-view.ts';

interface SectionParts {
  readonly view: FiguresView;
  /** The first names the section; each has its meaning said. */
  readonly of: readonly [MeasureId, ...MeasureId[]];
  readonly children: Child;
}

/** Figures that belong together, under what they mean. */
export function Section({ view, of, children }: SectionParts) {
  const { figures } = view.words;
  return (
    <section class="registry-section" id={of[0]}>
      <h2 class="govuk-heading-m">{figures.measures[of[0]].name}</h2>
      {of.map((id) => (
        <p class="govuk-body">{figures.measures[id].meaning}</p>
      ))}
      {view.figures.has(of[0]) ? children : <p class="govuk-inset-text">{view.words.openFigures.leftOut}</p>}
    </section>
  );
}

interface OverTimeParts {
  readonly view: FiguresView;
  readonly id: string;
  readonly title: string;
  readonly form: 'LINE' | 'COLUMN';
  readonly series: readonly Series[];
}

/** A chart, where there is more than one period to show. */
export function OverTime({ view, id, title, form, series }: OverTimeParts) {
  const { periods, words, numbers } = view;
  if (periods.length < 2) return null;
  return (
    <PeriodChart
      id={id}
      title={view.words.openFigures.overTime(title)}
      description={view.describe(series)}
      form={form}
      periods={periods}
      series={series}
      words={words.figures.chart}
      numbers={numbers}
    />
  );
}

interface ByCategoryParts {
  readonly view: FiguresView;
  readonly title: string;
  readonly measure: MeasureId;
  /** What every cell has besides category and channel. */
  readonly members?: Partial<Record<DimensionId, string>>;
}

/** Kinds of companies below each other, channels beside each other. */
export function ByCategory({ view, title, measure, members = {} }: ByCategoryParts) {
  const { figures, nameOf, words, numbers } = view;
  const categories = figures.members(measure, 'category');
  const series = figures
    .members(measure, 'channel')
    .map((channel) => view.by(measure, 'category', categories, { ...members, channel }, nameOf('channel', channel)));
  return (
    <BarTable
      title={view.titled(title, measure)}
      head={words.figures.dimensions.category.name}
      members={categories.map((id) => ({ name: nameOf('category', id) }))}
      series={series}
      words={words.figures.chart}
      numbers={numbers}
    />
  );
}

interface ByMemberParts {
  readonly view: FiguresView;
  readonly title: string;
  readonly measure: MeasureId;
  readonly dimension: DimensionId;
  /** In the order in which they are shown; `ALL` where the sum is to be among them. */
  readonly ids: readonly string[];
  /** Path to the figures of a member. */
  readonly pathOf?: (id: string) => string | undefined;
}

/** The members of one dimension below each other. */
export function ByMember({ view, title, measure, dimension, ids, pathOf }: ByMemberParts) {
  const { nameOf, words, numbers } = view;
  const { units, dimensions, chart } = words.figures;
  return (
    <BarTable
      title={view.titled(title, measure)}
      head={dimensions[dimension].name}
      members={ids.map((id) => {
        const path = pathOf?.(id);
        return { name: nameOf(dimension, id), isTotal: id === 'ALL', ...(path === undefined ? {} : { path }) };
      })}
      series={[view.by(measure, dimension, ids, {}, unitOf(units, measure))]}
      words={chart}
      numbers={numbers}
    />
  );
}

function unitOf(units: FiguresView['words']['figures']['units'], measure: MeasureId): string {
  return units[measures.find(({ id }) => id === measure)?.unit ?? 'NUMBERS'];
}

/** What there is room for when somebody asks for it. */
export function Later({ summary, children }: { readonly summary: string; readonly children: Child }) {
  return (
    <details class="govuk-details">
      <summary class="govuk-details__summary">
        <span class="govuk-details__summary-text">{summary}</span>
      </summary>
      <div class="govuk-details__text">{children}</div>
    </details>
  );
}
