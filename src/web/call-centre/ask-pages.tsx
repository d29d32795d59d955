import { Fault } from '../../core/fault.ts';
import type { OwnList } from '../../registry/scrubs/kept-list.ts';
import type { OwnScrub } from '../../registry/scrubs/own-scrub.ts';
import { previewList } from '../../registry/scrubs/preview-list.ts';
import { startScrub } from '../../registry/scrubs/start-scrub.ts';
import type { ListPreview } from '../../scrub/list-preview.ts';
import { readForm } from '../form-fields.ts';
import type { FormError } from '../shell/error-summary.tsx';
import { requireOwnForm } from '../visit.ts';
import type { WebContext } from '../web-context.ts';
import { ColumnsFound } from './columns-found.tsx';
import { deskPage } from './desk-page.tsx';
import { nameOf } from './list-name.ts';
import {
  emptyTerms,
  type GivenTerms,
  givenTerms,
  scrubTerms,
  termErrors,
  termFault,
  termsOfScrub,
} from './list-terms.ts';
import { TermsForm } from './terms-form.tsx';

/** A list that has come in: what was found in it, and what it is for. */
export async function waitingListPage(c: WebContext, { list }: OwnList): Promise<Response> {
  const path = `/lists/${list.scrubId}`;
  const column = (await chosenColumn(c, list.scrubId)) ?? '';
  return askPage(c, { list, path, given: emptyTerms(nameOf(c, list)), column, errors: [] });
}

/** The same of a list that was asked about before. */
export async function askAgainPage(c: WebContext, own: OwnScrub): Promise<Response> {
  const { job } = own;
  const path = `/lists/${job.scrubId}/again`;
  const column = (await chosenColumn(c, job.scrubId)) ?? job.terms.column ?? '';
  return askPage(c, { list: job, path, given: termsOfScrub(c, own, nameOf(c, job)), column, errors: [] });
}

/** The column that was chosen on the page, as a scrub names it; undefined where none was. */
async function chosenColumn(c: WebContext, scrubId: string): Promise<string | undefined> {
  const place = /^[1-9]\d{0,3}$/.exec(c.req.query('column') ?? '')?.[0];
  if (place === undefined) return undefined;
  const preview = await shownPreview(c, scrubId, '');
  return 'isBroken' in preview ? undefined : columnName(preview, Number(place) - 1);
}

/** Takes the form of either. */
export async function startAsked(c: WebContext, own: OwnList | OwnScrub): Promise<Response> {
  const form = await readForm(c);
  requireOwnForm(c, form);
  const list = 'job' in own ? own.job : own.list;
  const { scrubId } = list;
  const given = givenTerms(form);
  const column = form.text('column', 256);
  const path = `/lists/${scrubId}${'job' in own ? '/again' : ''}`;
  const refused = (errors: readonly FormError[]) => askPage(c, { list, path, given, column, errors });
  const errors = termErrors(c, given);
  if (errors.length > 0) return refused(errors);
  try {
    const { layout, rowProofs, name } = given;
    const terms = scrubTerms(c, given, column === '' ? undefined : column);
    const { job } = await startScrub(c.get('registry'), c.get('caller'), { scrubId, terms, layout, rowProofs, name });
    return c.redirect(`/lists/${job.scrubId}`, 303);
  } catch (error) {
    return refused(termFault(c, error));
  }
}

interface AskParts {
  readonly list: OwnList['list'] | OwnScrub['job'];
  /** Of this page, which also shows the list by another column. */
  readonly path: string;
  readonly given: GivenTerms;
  /** Head or place from 1; empty: as found. */
  readonly column: string;
  readonly errors: readonly FormError[];
}

async function askPage(c: WebContext, { list, path, given, column, errors }: AskParts): Promise<Response> {
  const preview = await shownPreview(c, list.scrubId, column);
  if ('isBroken' in preview) return brokenPage(c, list, preview);
  const name = nameOf(c, list);
  const { column: found } = preview;
  const chosen = found?.by === 'NAME' ? columnName(preview, found.place) : '';
  return deskPage(
    c,
    { title: name, current: 'LISTS', back: '/lists', errors, status: errors.length > 0 ? 400 : 200 },
    <>
      <h1 class="govuk-heading-l registry-long">{name}</h1>
      <ColumnsFound c={c} preview={preview} path={path} />
      {found === undefined ? null : (
        <TermsForm {...{ c, given, errors, column: chosen }} action={`/lists/${list.scrubId}/start`} />
      )}
      <p class="govuk-body">
        <a class="govuk-link" href={`/lists/${list.scrubId}/delete`}>
          {c.get('words').callCentre.outcome.remove}
        </a>
      </p>
    </>,
  );
}

interface Broken {
  readonly isBroken: true;
  readonly fault: Fault;
}

/** By the column that was asked for; as found, where the list has none of that name. */
async function shownPreview(c: WebContext, scrubId: string, column: string): Promise<ListPreview | Broken> {
  const asked = { scrubId, column: column === '' ? undefined : column.slice(0, 256) };
  try {
    return await previewList(c.get('registry'), c.get('caller'), asked);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    if (error.field === 'column' && column !== '') return shownPreview(c, scrubId, '');
    if (error.code !== 'INVALID_ARGUMENT' && error.code !== 'PAYLOAD_TOO_LARGE') throw error;
    return { isBroken: true, fault: error };
  }
}

/** A head that is a number means its own column, not the one in that place. */
function columnName({ heads }: ListPreview, place: number): string {
  const asPlace = String(place + 1);
  return heads.includes(asPlace) ? (heads[place] ?? asPlace) : asPlace;
}

function brokenPage(c: WebContext, list: AskParts['list'], { fault }: Broken): Response {
  const { columns, upload, outcome, ended } = c.get('words').callCentre;
  const isWorkbook = fault.message.includes('spreadsheet');
  return deskPage(
    c,
    { title: columns.broken, current: 'LISTS', back: '/lists' },
    <>
      <span class="govuk-caption-l registry-long">{nameOf(c, list)}</span>
      <h1 class="govuk-heading-l">{columns.broken}</h1>
      <p class="govuk-body">{isWorkbook ? `${upload.workbook}.` : ended.failures.UNREADABLE}</p>
      <a href="/lists/new" class="govuk-button">
        {columns.another}
      </a>
      <p class="govuk-body">
        <a class="govuk-link" href={`/lists/${list.scrubId}/delete`}>
          {outcome.remove}
        </a>
      </p>
    </>,
  );
}
