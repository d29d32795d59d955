import { countedPosition } from '../../../registry/log-heads.ts';
import { readReleases } from '../../../registry/statistics/read-releases.ts';
import { publicReader } from '../../../registry/statistics/reader.ts';
import { periodName } from '../../figures/period-name.ts';
import { formatsOf } from '../../shell/formats.ts';
import type { WebContext } from '../../web-context.ts';
import { filePath } from './files.tsx';

/** Every release that there is, the latest first. */
export function AllReleases({ c, shown }: { readonly c: WebContext; readonly shown: string }) {
  const { releases } = c.get('words').openData;
  const registry = c.get('registry');
  const { policy, issuer } = registry;
  const formats = formatsOf(c);
  return (
    <section class="registry-section" id="releases">
      <h2 class="govuk-heading-m">{releases.heading}</h2>
      <table class="govuk-table registry-stacked">
        <caption class="govuk-table__caption govuk-visually-hidden">{releases.heading}</caption>
        <thead class="govuk-table__head">
          <tr class="govuk-table__row">
            {[releases.period, releases.countedAt, releases.position].map((head) => (
              <th scope="col" class="govuk-table__header">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody class="govuk-table__body">
          {readReleases(registry, publicReader).map(({ period, countedAt, ...head }) => (
            <tr class="govuk-table__row">
              <th scope="row" class="govuk-table__header">
                <a
                  class="govuk-link"
                  href={`/open-data?period=${period.id}`}
                  {...(period.id === shown ? { 'aria-current': 'true' } : {})}
                >
                  {periodName(policy, c.get('language'), period.id)}
                </a>
              </th>
              <td class="govuk-table__cell" data-head={releases.countedAt}>
                {formats.dateTime(countedAt)}
              </td>
              <td class="govuk-table__cell registry-long" data-head={releases.position}>
                {countedPosition(registry, head)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="govuk-body">{releases.always}</p>
      <p class="govuk-body registry-long">
        <code>{`${issuer}${filePath('latest', 'figures.csv')}`}</code>
      </p>
    </section>
  );
}
