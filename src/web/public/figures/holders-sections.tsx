import { unknownRegion } from '../../../core/regions/regions.ts';
import { all } from '../../../core/statistics/release.ts';
import { figuresPath } from './figures-path.ts';
import type { FiguresView } from './figures-view.ts';
import { ByCategory, ByMember, Later, OverTime, Section } from './section.tsx';

/** How many numbers are registered, with what general choice, where. */
export function Registered({ view }: { readonly view: FiguresView }) {
  const { figures, words, nameOf } = view;
  const measure = 'NUMBERS_REGISTERED';
  const stances = [all, ...figures.members(measure, 'stance')];
  return (
    <Section view={view} of={[measure]}>
      <OverTime
        view={view}
        id="registered"
        title={words.figures.measures[measure].name}
        form="LINE"
        series={stances.map((stance) => view.over(measure, { stance }, nameOf('stance', stance)))}
      />
      <ByMember
        view={view}
        title={words.figures.dimensions.stance.name}
        measure={measure}
        dimension="stance"
        ids={stances}
      />
      {figures.region === all ? <Regions view={view} /> : null}
    </Section>
  );
}

/** The largest first, then those that are not published, those with none, and last the unknown one. */
function Regions({ view }: { readonly view: FiguresView }) {
  const { figures, words } = view;
  const measure = 'NUMBERS_REGISTERED';
  const weight = (region: string) => (region === unknownRegion ? -1 : (figures.value(measure, { region }) ?? 0.5));
  const ids = figures.members(measure, 'region').toSorted((a, b) => weight(b) - weight(a));
  const pathOf = (id: string) => (id === all ? undefined : figuresPath(figures.release.period.id, id));
  return (
    <ByMember
      view={view}
      title={words.openFigures.byRegion}
      measure={measure}
      dimension="region"
      ids={[all, ...ids]}
      pathOf={pathOf}
    />
  );
}

/** What the holders chose, by kind of company, hours and days. */
export function Choices({ view }: { readonly view: FiguresView }) {
  const { figures, words } = view;
  const { refusedBy, allowedBy, unspokenBy, showTable } = words.openFigures;
  const measure = 'NUMBERS_BY_CHOICE';
  return (
    <>
      <Section view={view} of={[measure]}>
        <ByCategory view={view} title={refusedBy} measure={measure} members={{ choice: 'REFUSED' }} />
        <Later summary={showTable(allowedBy)}>
          <ByCategory view={view} title={allowedBy} measure={measure} members={{ choice: 'ALLOWED' }} />
        </Later>
        <Later summary={showTable(unspokenBy)}>
          <ByCategory view={view} title={unspokenBy} measure={measure} members={{ choice: 'UNSPOKEN' }} />
        </Later>
      </Section>
      {(
        [
          ['NUMBERS_REFUSING_HOURS', 'band'],
          ['NUMBERS_REFUSING_DAYS', 'dayType'],
        ] as const
      ).map(([id, dimension]) => (
        <Section view={view} of={[id]}>
          <ByMember
            view={view}
            title={words.figures.measures[id].name}
            measure={id}
            dimension={dimension}
            ids={figures.members(id, dimension)}
          />
        </Section>
      ))}
    </>
  );
}

/** Consents to single brands: those that stand, and what became of them. */
export function Consents({ view }: { readonly view: FiguresView }) {
  const { figures, words, nameOf } = view;
  const changed = 'CONSENT_CHANGES';
  const changes = figures.members(changed, 'change');
  return (
    <>
      <Section view={view} of={['CONSENTS_IN_FORCE']}>
        <ByCategory view={view} title={words.openFigures.consentsBy} measure="CONSENTS_IN_FORCE" />
      </Section>
      <Section view={view} of={[changed]}>
        <OverTime
          view={view}
          id="consents"
          title={words.figures.measures[changed].name}
          form="COLUMN"
          series={changes.map((change) => view.over(changed, { change }, nameOf('change', change)))}
        />
        <ByMember
          view={view}
          title={words.figures.dimensions.change.name}
          measure={changed}
          dimension="change"
          ids={changes}
        />
      </Section>
    </>
  );
}
