import type { Hono } from 'hono';
import type { OwnList } from '../../registry/scrubs/kept-list.ts';
import type { OwnScrub } from '../../registry/scrubs/own-scrub.ts';
import { readLists } from '../../registry/scrubs/read-lists.ts';
import { formatsOf } from '../shell/formats.ts';
import type { WebContext, WebEnv } from '../web-context.ts';
import { deskPage } from './desk-page.tsx';
import { nameOf } from './list-name.ts';

const pageSize = 20;

/** The lists of the person's organisation, newest first. */
export function listsPage(app: Hono<WebEnv>): void {
  app.get('/lists', (c) => {
    const { lists } = c.get('words').callCentre;
    const after = c.req.query('after')?.slice(0, 64);
    const { items, next } = readLists(c.get('registry'), c.get('caller'), { after, limit: pageSize });
    return deskPage(
      c,
      { title: lists.heading, current: 'LISTS', isWide: true },
      <>
        <h1 class="govuk-heading-l">{lists.heading}</h1>
        <p class="govuk-body-l">{lists.lead}</p>
        <a href="/lists/new" class="govuk-button">
          {lists.start}
        </a>
        {items.length === 0 ? <p class="govuk-body">{lists.none}</p> : <ListTable c={c} items={items} />}
        {next === undefined ? null : (
          <p class="govuk-body">
            <a class="govuk-link" href={`/lists?after=${next}`}>
              {lists.older}
            </a>
          </p>
        )}
      </>,
    );
  });
}

function ListTable({ c, items }: { readonly c: WebContext; readonly items: readonly (OwnList | OwnScrub)[] }) {
  const { lists } = c.get('words').callCentre;
  return (
    <table class="govuk-table registry-stacked">
      <caption class="govuk-table__caption govuk-visually-hidden">{lists.heading}</caption>
      <thead class="govuk-table__head">
        <tr class="govuk-table__row">
          {[lists.name, lists.opened, lists.state, lists.kept].map((head) => (
            <th scope="col" class="govuk-table__header">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody class="govuk-table__body">
        {items.map((own) => (
          <ListRow c={c} own={own} />
        ))}
      </tbody>
    </table>
  );
}

function ListRow({ c, own }: { readonly c: WebContext; readonly own: OwnList | OwnScrub }) {
  const { lists, states } = c.get('words').callCentre;
  const formats = formatsOf(c);
  const opened = 'list' in own ? own.list : own.job;
  const { end } = own.state;
  const rows = end?.status === 'COMPLETED' ? end.summary.rows : undefined;
  const state = 'job' in own ? own.status : own.state.inputIsComplete ? 'WAITING' : 'UPLOADING';
  return (
    <tr class="govuk-table__row">
      <th scope="row" class="govuk-table__header registry-long">
        <a class="govuk-link" href={`/lists/${opened.scrubId}`}>
          {nameOf(c, opened)}
        </a>
      </th>
      <td class="govuk-table__cell" data-head={lists.opened}>
        {formats.dateTime(opened.createdAt)}
        <br />
        <span class="govuk-hint">{opened.openedBy ?? lists.byProgram}</span>
      </td>
      <td class="govuk-table__cell" data-head={lists.state}>
        <strong class={`govuk-tag govuk-tag--${tagOf[state]}`}>{states[state]}</strong>
        {rows === undefined ? null : (
          <>
            <br />
            {lists.counts(rows.allowed, rows.count)}
          </>
        )}
      </td>
      <td class="govuk-table__cell" data-head={lists.kept}>
        {formats.dateTime(own.expiresAt)}
      </td>
    </tr>
  );
}

const tagOf = {
  UPLOADING: 'yellow',
  WAITING: 'yellow',
  QUEUED: 'blue',
  RUNNING: 'blue',
  COMPLETED: 'green',
  FAILED: 'red',
  CANCELLED: 'grey',
  EXPIRED: 'grey',
} as const;
