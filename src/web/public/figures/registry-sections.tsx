import { all } from '../../../core/statistics/release.ts';
import { BarTable } from '../../charts/bar-table.tsx';
import type { FiguresView } from './figures-view.ts';
import { ByCategory, ByMember, Later, OverTime, Section } from './section.tsx';

/** What was written to the log, and by which way it came. */
export function Changes({ view }: { readonly view: FiguresView }) {
  const { figures, words } = view;
  const { measures, dimensions, units } = words.figures;
  const measure = 'CHANGES_BY_WAY_IN';
  return (
    <Section view={view} of={[measure]}>
      <OverTime
        view={view}
        id="changes"
        title={words.openFigures.key.changes}
        form="COLUMN"
        series={[view.over(measure, { wayIn: all }, units.CHANGES)]}
      />
      <ByMember
        view={view}
        title={dimensions.wayIn.name}
        measure={measure}
        dimension="wayIn"
        ids={[all, ...figures.members(measure, 'wayIn')]}
      />
      <Later summary={words.openFigures.showTable(measures.CHANGES.name)}>
        <ByMember
          view={view}
          title={measures.CHANGES.meaning}
          measure="CHANGES"
          dimension="change"
          ids={[all, ...figures.members('CHANGES', 'change')]}
        />
      </Later>
    </Section>
  );
}

/** What companies asked, and what they were told. */
export function Enquiries({ view }: { readonly view: FiguresView }) {
  const { figures, words } = view;
  const { dimensions, units } = words.figures;
  const measure = 'ENQUIRIES';
  return (
    <Section view={view} of={[measure]}>
      <CountryOnly view={view} />
      <OverTime
        view={view}
        id="enquiries"
        title={words.openFigures.key.enquiries}
        form="COLUMN"
        series={[view.over(measure, {}, units.ENQUIRIES)]}
      />
      <ByMember
        view={view}
        title={dimensions.outcome.name}
        measure={measure}
        dimension="outcome"
        ids={[all, ...figures.members(measure, 'outcome')]}
      />
      <Later summary={words.openFigures.showTable(words.openFigures.enquiriesBy)}>
        <ByCategory view={view} title={words.openFigures.enquiriesBy} measure={measure} />
      </Later>
    </Section>
  );
}

/** How quick the registry was. */
export function Times({ view }: { readonly view: FiguresView }) {
  const { figures, words, nameOf } = view;
  const { measures, dimensions, chart } = words.figures;
  const operations = figures.members('ANSWER_TIME', 'operation');
  const shares = figures.members('ANSWER_TIME', 'percentile');
  const series = shares.map((percentile) => ({
    name: nameOf('percentile', percentile),
    values: [
      ...operations.map((operation) => figures.value('ANSWER_TIME', { operation, percentile })),
      figures.value('PROPAGATION_TIME', { percentile }),
    ],
  }));
  const members = [
    ...operations.map((id) => ({ name: nameOf('operation', id) })),
    { name: measures.PROPAGATION_TIME.name },
  ];
  return (
    <Section view={view} of={['ANSWER_TIME', 'PROPAGATION_TIME']}>
      <CountryOnly view={view} />
      <p class="govuk-body">{words.openFigures.upTo}</p>
      <BarTable
        title={view.titled(measures.ANSWER_TIME.name, 'ANSWER_TIME')}
        head={dimensions.operation.name}
        members={members}
        series={series}
        words={chart}
        numbers={view.milliseconds}
      />
    </Section>
  );
}

/** Beside figures of one region, those that are of the whole country say so. */
function CountryOnly({ view }: { readonly view: FiguresView }) {
  if (view.figures.region === all) return null;
  return <p class="govuk-inset-text">{view.words.openFigures.countryOnly}</p>;
}
