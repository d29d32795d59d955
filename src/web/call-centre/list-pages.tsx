import type { Hono } from 'hono';
import { Fault } from '../../core/fault.ts';
import { cancelScrub } from '../../registry/scrubs/cancel-scrub.ts';
import { discardList, type OwnList, readList } from '../../registry/scrubs/kept-list.ts';
import type { OwnScrub } from '../../registry/scrubs/own-scrub.ts';
import { readScrub } from '../../registry/scrubs/read-scrubs.ts';
import { recheckScrub } from '../../registry/scrubs/recheck-scrub.ts';
import { readForm } from '../form-fields.ts';
import { Button, Form } from '../shell/form.tsx';
import { requireOwnForm } from '../visit.ts';
import type { WebContext, WebEnv } from '../web-context.ts';
import { askAgainPage, startAsked, waitingListPage } from './ask-pages.tsx';
import { deskPage } from './desk-page.tsx';
import { nameOf } from './list-name.ts';
import { scrubPage } from './scrub-page.tsx';
import { unfinishedListPage } from './unfinished-list-page.tsx';

/** One list: from when it has come in, by what it is asked about and how far that is, to what came out. */
export function listPages(app: Hono<WebEnv>): void {
  app.get('/lists/:listId', (c) => {
    const own = ownOf(c);
    if ('job' in own) return scrubPage(c, own);
    return own.state.inputIsComplete ? waitingListPage(c, own) : unfinishedListPage(c, own);
  });
  app.get('/lists/:listId/again', (c) => askAgainPage(c, readScrub(c.get('registry'), c.get('caller'), ids(c))));
  app.post('/lists/:listId/start', (c) => startAsked(c, ownOf(c)));
  app.post('/lists/:listId/recheck', async (c) => {
    requireOwnForm(c, await readForm(c));
    const { job } = await recheckScrub(c.get('registry'), c.get('caller'), { ...ids(c), layout: 'CHANGES' });
    return c.redirect(`/lists/${job.scrubId}`, 303);
  });
  app.get('/lists/:listId/delete', (c) => removalPage(c, ownOf(c)));
  app.post('/lists/:listId/delete', async (c) => {
    requireOwnForm(c, await readForm(c));
    if ('job' in ownOf(c)) await cancelScrub(c.get('registry'), c.get('caller'), ids(c));
    else await discardList(c.get('registry'), c.get('caller'), ids(c));
    return c.redirect('/lists', 303);
  });
}

function ids(c: WebContext): { readonly scrubId: string } {
  return { scrubId: c.req.param('listId') ?? '' };
}

/** A list that waits, or a scrub: whichever has the id. */
function ownOf(c: WebContext): OwnList | OwnScrub {
  try {
    return readScrub(c.get('registry'), c.get('caller'), ids(c));
  } catch (error) {
    if (!(error instanceof Fault && error.code === 'NOT_FOUND')) throw error;
    return readList(c.get('registry'), c.get('caller'), ids(c));
  }
}

function removalPage(c: WebContext, own: OwnList | OwnScrub): Response {
  const { remove } = c.get('words').callCentre;
  const opened = 'job' in own ? own.job : own.list;
  const path = `/lists/${opened.scrubId}`;
  const heading = remove.heading(nameOf(c, opened));
  return deskPage(
    c,
    { title: heading, back: path },
    <>
      <h1 class="govuk-heading-l registry-long">{heading}</h1>
      <p class="govuk-body">{remove.text}</p>
      <Form c={c} action={`${path}/delete`}>
        <Button text={remove.yes} look="warning" />
      </Form>
      <p class="govuk-body">
        <a class="govuk-link" href={path}>
          {remove.no}
        </a>
      </p>
    </>,
  );
}
