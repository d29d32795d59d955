import { Hono } from 'hono';
import type { ReportDefect } from '../../http/fault-status.ts';
import type { FormPartsOf } from '../form-parts.ts';
import { peopleOf } from '../people/person-session.ts';
import type { WebEnv } from '../web-context.ts';
import { deskRefusal } from './desk-refusal.tsx';
import { downloads } from './downloads.ts';
import { listPages } from './list-pages.tsx';
import { listUpload } from './list-upload.ts';
import { listsPage } from './lists-page.tsx';

export interface CallCentreOptions {
  readonly formParts: FormPartsOf;
  readonly reportDefect: ReportDefect;
}

/** The pages of people at an organisation who have lists to call. */
export function callCentrePages(app: Hono<WebEnv>, { formParts, reportDefect }: CallCentreOptions): void {
  const desk = new Hono<WebEnv>();
  desk.onError((error, c) => deskRefusal(c, error, reportDefect));
  desk.use('/lists/*', peopleOf('LISTS'));
  listsPage(desk);
  listUpload(desk, { formParts, reportDefect });
  listPages(desk);
  downloads(desk);
  app.route('/', desk);
}
