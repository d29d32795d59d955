import type { Hono } from 'hono';
import { countedPosition } from '../../registry/log-heads.ts';
import { readReleases } from '../../registry/statistics/read-releases.ts';
import { formatsOf } from '../shell/formats.ts';
import type { WebContext, WebEnv } from '../web-context.ts';
import { figureNames } from './figure-names.ts';
import { regulatorPage } from './regulator-page.tsx';

/** Every release; its files are a step further. */
export function releasesPage(app: Hono<WebEnv>): void {
  app.get('/desk/releases', (c) => {
    const { releases: words } = c.get('words').desk;
    return regulatorPage(
      c,
      { title: words.heading, current: 'RELEASES' },
      <>
        <h1 class="govuk-heading-l">{words.heading}</h1>
        <p class="govuk-body-l">{words.lead}</p>
        <ReleaseTable c={c} />
      </>,
    );
  });
}

function ReleaseTable({ c }: { readonly c: WebContext }) {
  const { releases: words, overview } = c.get('words').desk;
  const names = figureNames(c);
  const formats = formatsOf(c);
  const registry = c.get('registry');
  const heads = readReleases(registry, c.get('caller'));
  if (heads.length === 0) return <p class="govuk-body">{overview.nothing}</p>;
  return (
    <table class="govuk-table registry-stacked">
      <caption class="govuk-table__caption govuk-visually-hidden">{words.heading}</caption>
      <thead class="govuk-table__head">
        <tr class="govuk-table__row">
          {[words.period, words.countedAt, words.position, words.policy].map((head) => (
            <th scope="col" class="govuk-table__header">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody class="govuk-table__body">
        {heads.map(({ period, countedAt, policyId, ...head }) => (
          <tr class="govuk-table__row">
            <th scope="row" class="govuk-table__header">
              <a class="govuk-link" href={`/desk/releases/${period.id}`}>
                {names.period(period.id)}
              </a>
            </th>
            <td class="govuk-table__cell" data-head={words.countedAt}>
              {formats.dateTime(countedAt)}
            </td>
            <td class="govuk-table__cell" data-head={words.position}>
              {countedPosition(registry, head)}
            </td>
            <td class="govuk-table__cell" data-head={words.policy}>
              {policyId}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
