import { formatsOf } from '../shell/formats.ts';
import type { WebContext } from '../web-context.ts';
import { pathOf } from './drill-down.ts';
import { figureNames } from './figure-names.ts';
import { Change, rowName, Value } from './figures-table.tsx';
import type { Overview } from './overview-figures.ts';

interface TableParts {
  readonly c: WebContext;
  readonly found: Overview;
}

/** What became of the main figures since the month before. */
export function Changes({ c, found: { latest, before, changes } }: TableParts) {
  const { overview: words, figures } = c.get('words').desk;
  const names = figureNames(c);
  if (before === undefined) return <p class="govuk-body">{words.nothingBefore}</p>;
  const [from, until] = [before, latest.period].map(({ id }) => names.period(id));
  const title = words.changed(until ?? '', from ?? '');
  return (
    <>
      <h2 class="govuk-heading-m">{title}</h2>
      <section class="registry-scrolling" tabindex={0} aria-label={title} id="changes">
        <table class="govuk-table registry-figures">
          <caption class="govuk-table__caption govuk-visually-hidden">{title}</caption>
          <thead class="govuk-table__head">
            <tr class="govuk-table__row">
              <th scope="col" class="govuk-table__header">
                {figures.measure}
              </th>
              {[from, until, figures.difference, figures.percent].map((head) => (
                <th scope="col" class="govuk-table__header govuk-table__header--numeric">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          {changes.map((shown) => (
            <tbody class="govuk-table__body">
              <tr class="govuk-table__row registry-group">
                <th scope="rowgroup" colspan={5} class="govuk-table__header">
                  <a class="govuk-link" href={pathOf(shown.query)}>
                    {names.title(shown.query.measure.id)}
                  </a>
                </th>
              </tr>
              {shown.rows.map((row) => (
                <tr class="govuk-table__row">
                  <th scope="row" class="govuk-table__header registry-reason">
                    {rowName(shown, row, names)}
                  </th>
                  {row.cells.map((cell) => (
                    <td class="govuk-table__cell govuk-table__cell--numeric">
                      <Value value={cell === undefined ? undefined : cell.value} names={names} />
                    </td>
                  ))}
                  <Change figures={shown} row={row} words={figures} names={names} />
                </tr>
              ))}
            </tbody>
          ))}
        </table>
      </section>
    </>
  );
}

/** How much of each measure’s figures is suppressed, and why. */
export function Hidden({ c, found: { latest, hidden } }: TableParts) {
  const { overview: words, figures } = c.get('words').desk;
  const names = figureNames(c);
  const { count, percent } = formatsOf(c);
  return (
    <>
      <h2 class="govuk-heading-m">{words.hidden}</h2>
      <p class="govuk-body">{words.why(latest.minimumCellSize)}</p>
      <section class="registry-scrolling" tabindex={0} aria-label={words.hidden} id="hidden">
        <table class="govuk-table registry-figures">
          <caption class="govuk-table__caption govuk-visually-hidden">{words.hidden}</caption>
          <thead class="govuk-table__head">
            <tr class="govuk-table__row">
              {[figures.measure, words.notShown, words.of, words.share].map((head, place) => (
                <th scope="col" class={`govuk-table__header${place === 0 ? '' : ' govuk-table__header--numeric'}`}>
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody class="govuk-table__body">
            {hidden.map(({ measure, suppressed, cells }) => (
              <tr class="govuk-table__row">
                <th scope="row" class="govuk-table__header">
                  {names.measure(measure.id)}
                </th>
                {[count(suppressed), count(cells), percent(suppressed / Math.max(1, cells))].map((text) => (
                  <td class="govuk-table__cell govuk-table__cell--numeric">{text}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}
