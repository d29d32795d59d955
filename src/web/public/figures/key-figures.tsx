import { all } from '../../../core/statistics/release.ts';
import type { ChartValue } from '../../charts/chart-parts.ts';
import { valueText } from '../../charts/chart-parts.ts';
import type { FiguresView } from './figures-view.ts';

/** The few figures that most come for. */
export function KeyFigures({ view }: { readonly view: FiguresView }) {
  const { figures, words } = view;
  const { key } = words.openFigures;
  const { stances } = words.figures;
  const rows: readonly (readonly [string, ChartValue])[] = [
    [key.registered, figures.value('NUMBERS_REGISTERED')],
    [stances.REFUSE_ALL, figures.value('NUMBERS_REGISTERED', { stance: 'REFUSE_ALL' })],
    [key.changes, figures.value('CHANGES_BY_WAY_IN')],
    ...(figures.region === all ? [[key.enquiries, figures.value('ENQUIRIES')] as const] : []),
  ];
  return (
    <>
      <h2 class="govuk-heading-m">{view.place}</h2>
      <dl class="registry-key-figures">
        {rows.map(([name, value]) => (
          <div>
            <dt>{name}</dt>
            <dd {...(typeof value === 'number' ? {} : { class: 'registry-key-figures__word' })}>
              {valueText(value, words.figures.chart, view.numbers)}
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** The sections, in the order of the page. */
const sections = [
  'NUMBERS_REGISTERED',
  'NUMBERS_BY_CHOICE',
  'NUMBERS_REFUSING_HOURS',
  'NUMBERS_REFUSING_DAYS',
  'CONSENTS_IN_FORCE',
  'CONSENT_CHANGES',
  'CHANGES_BY_WAY_IN',
  'ENQUIRIES',
  'ANSWER_TIME',
] as const;

export function Contents({ view }: { readonly view: FiguresView }) {
  const { openFigures, figures } = view.words;
  const links = [
    ...sections.map((id) => [id, figures.measures[id].name] as const),
    ['about', openFigures.about.heading] as const,
  ];
  return (
    <nav aria-label={openFigures.contents} class="registry-contents">
      <h2 class="govuk-heading-s">{openFigures.contents}</h2>
      <ul class="govuk-list">
        {links.map(([id, name]) => (
          <li>
            <a class="govuk-link" href={`#${id}`}>
              {name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
