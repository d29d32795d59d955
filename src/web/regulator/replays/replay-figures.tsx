import type { ReplayRow } from '../../../core/replay/replay-row.ts';
import { all } from '../../../core/statistics/release.ts';
import type { OwnReplay } from '../../../registry/statistics/replays/replay-job.ts';
import type { ReplayResult } from '../../../registry/statistics/replays/run-replay.ts';
import { Facts } from '../../shell/card.tsx';
import { FieldGroup, fieldState, type Option } from '../../shell/choice-fields.tsx';
import type { WebContext } from '../../web-context.ts';
import { formatsIn } from '../../words/formats.ts';
import { figureNames } from '../figure-names.ts';
import type { AskedResult } from './asked-result.ts';
import { replaysPath } from './start-replay-page.tsx';

interface FiguresParts {
  readonly c: WebContext;
  readonly replay: OwnReplay;
  readonly result: ReplayResult;
  readonly asked: AskedResult;
}

/** What a comparison found: the cells of a region, or the regions of a cell. */
export function ReplayFigures({ c, replay, result, asked }: FiguresParts) {
  const { replays: words } = c.get('words');
  const { minimumCellSize } = result;
  return (
    <>
      <ReplayFacts c={c} result={result} />
      <p class="govuk-body">{`${words.steps(minimumCellSize)} ${words.leftOut}`}</p>
      <ResultForm c={c} replay={replay} result={result} asked={asked} />
      {asked.errors.length > 0 ? null : (
        <>
          {asked.cell === undefined ? <p class="govuk-body">{words.same(asked.same, asked.cells)}</p> : null}
          {asked.rows.length === 0 ? (
            <p class="govuk-inset-text">{words.nothing}</p>
          ) : (
            <>
              {asked.cell === undefined ? <p class="govuk-body">{words.byRegion}</p> : null}
              <ResultTable c={c} replay={replay} result={result} asked={asked} />
            </>
          )}
        </>
      )}
    </>
  );
}

function ReplayFacts({ c, result }: Pick<FiguresParts, 'c' | 'result'>) {
  const { replays: words } = c.get('words');
  const formats = formatsIn(c.get('language'), c.get('registry').policy);
  const dayOf = (date: string) => formats.date(Date.parse(`${date}T00:00:00Z`), 'UTC');
  return (
    <Facts
      rows={[
        [words.present, result.presentPolicyId],
        [words.proposed, result.proposedPolicyId],
        [words.digest, <code class="registry-long">{result.digest}</code>],
        [words.week, dayOf(result.monday)],
        ...(result.holidays.length === 0
          ? []
          : [[words.holidays, formats.list(result.holidays.map((date) => dayOf(date)))] as const]),
      ]}
    />
  );
}

function ResultForm({ c, replay, result: { rows }, asked }: FiguresParts) {
  const { replays: words } = c.get('words');
  const names = figureNames(c);
  const regions = [...new Set([all, ...rows.map(({ region }) => region)])];
  const select = (id: string, label: string, value: string, options: readonly Option[]) => (
    <FieldGroup c={c} id={id} label={label} errors={asked.errors}>
      <select {...fieldState('select', id, undefined, asked.errors)}>
        {options.map((option) => (
          <option value={option.value} selected={option.value === value}>
            {option.text}
          </option>
        ))}
      </select>
    </FieldGroup>
  );
  const classes = (['PROMOTIONAL', 'SERVICE'] as const).map((value) => ({ value, text: words.classes[value] }));
  return (
    <form action={`${replaysPath}/${replay.replayId}`} method="get" class="registry-inline-form">
      {select('class', words.messageClass, asked.messageClass, classes)}
      {select(
        'region',
        names.dimension('region'),
        asked.region,
        regions.map((value) => ({ value, text: names.member('region', value) })),
      )}
      <button type="submit" class="govuk-button govuk-button--secondary" data-module="govuk-button">
        {words.show}
      </button>
    </form>
  );
}

function ResultTable({ c, replay, result, asked }: FiguresParts) {
  const { replays: words } = c.get('words');
  const names = figureNames(c);
  const nameOf = ({ category, channel }: Pick<ReplayRow, 'category' | 'channel'>) =>
    [names.member('category', category), names.member('channel', channel)].join(' · ');
  const { cell } = asked;
  const title = `${words.classes[asked.messageClass]}: ${cell === undefined ? names.member('region', asked.region) : nameOf(cell)}`;
  const head =
    cell === undefined ? `${names.dimension('category')} · ${names.dimension('channel')}` : names.dimension('region');
  const heads = columns.map(({ head: key }) => words[key]);
  return (
    <section class="registry-scrolling" tabindex={0} aria-label={title} id="figures">
      <table class="govuk-table registry-figures registry-figures--many">
        <caption class="govuk-table__caption registry-figure__title">{title}</caption>
        <thead class="govuk-table__head">
          <tr class="govuk-table__row">
            {[head, words.law].map((text) => (
              <th scope="col" class="govuk-table__header">
                {text}
              </th>
            ))}
            {heads.map((text) => (
              <th scope="col" class="govuk-table__header govuk-table__header--numeric">
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody class="govuk-table__body">
          {asked.rows.map((row) => (
            <tr class={`govuk-table__row${cell !== undefined && row.region === all ? ' registry-bars__total' : ''}`}>
              <th scope="row" class="govuk-table__header">
                {cell === undefined ? (
                  <a class="govuk-link" href={cellPath(replay, row)}>
                    {nameOf(row)}
                  </a>
                ) : (
                  names.member('region', row.region)
                )}
              </th>
              <td class="govuk-table__cell">{words.laws[row.law]}</td>
              {columns.map(({ of }) => (
                <td class="govuk-table__cell govuk-table__cell--numeric">{figureText(c, of(row), result)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

type Figure = { readonly kind: 'NUMBERS' | 'HOURS'; readonly value: number | null | undefined };

interface Column {
  readonly head:
    | 'numbers'
    | 'refusedInstead'
    | 'permittedInstead'
    | 'otherHours'
    | 'unchanged'
    | 'hoursNow'
    | 'hoursThen'
    | 'silentNow'
    | 'silentThen';
  of(row: ReplayRow): Figure;
}

const numbers = (value: number | null): Figure => ({ kind: 'NUMBERS', value });
const hours = (value: number | null | undefined): Figure => ({ kind: 'HOURS', value });
/** Where only one of the laws has the cell, nothing changes from one to the other. */
const ofBoth = (row: ReplayRow, value: number | null): Figure =>
  row.law === 'CHANGED' ? numbers(value) : hours(undefined);

const columns: readonly Column[] = [
  { head: 'numbers', of: (row) => numbers(row.numbers) },
  { head: 'refusedInstead', of: (row) => ofBoth(row, row.refusedInstead) },
  { head: 'permittedInstead', of: (row) => ofBoth(row, row.permittedInstead) },
  { head: 'otherHours', of: (row) => ofBoth(row, row.atOtherHours) },
  { head: 'unchanged', of: (row) => ofBoth(row, row.unchanged) },
  { head: 'hoursNow', of: (row) => hours(row.hoursAWeek.present) },
  { head: 'hoursThen', of: (row) => hours(row.hoursAWeek.proposed) },
  { head: 'silentNow', of: (row) => hours(row.unregistered?.hoursAWeek.present) },
  { head: 'silentThen', of: (row) => hours(row.unregistered?.hoursAWeek.proposed) },
];

function figureText(c: WebContext, { kind, value }: Figure, { minimumCellSize }: ReplayResult): string {
  const { number } = formatsIn(c.get('language'), c.get('registry').policy);
  if (value === undefined) return '–';
  if (value !== null) return number(value);
  return kind === 'NUMBERS' ? c.get('words').replays.fewer(2 * minimumCellSize) : figureNames(c).chart.suppressed;
}

function cellPath({ replayId }: OwnReplay, { messageClass, category, channel }: ReplayRow): string {
  return `${replaysPath}/${replayId}?${new URLSearchParams({ class: messageClass, category, channel })}`;
}
