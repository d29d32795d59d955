import { Hono } from 'hono';
import type { ReportDefect } from '../../http/fault-status.ts';
import { peopleOf } from '../people/person-session.ts';
import type { WebEnv } from '../web-context.ts';
import { figuresFiles } from './figures-files.ts';
import { figuresPage } from './figures-page.tsx';
import { overviewPage } from './overview-page.tsx';
import { regulatorRefusal } from './regulator-page.tsx';
import { releaseFilesPages } from './release-files.tsx';
import { releasesPage } from './releases-page.tsx';

/** The pages of the regulator’s people: figures of releases, and every look at them noted. */
export function regulatorPages(app: Hono<WebEnv>, { reportDefect }: { readonly reportDefect: ReportDefect }): void {
  const desk = new Hono<WebEnv>();
  desk.onError((error, c) => regulatorRefusal(c, error, reportDefect));
  desk.use('/desk/*', peopleOf('DESK'));
  overviewPage(desk);
  figuresPage(desk);
  figuresFiles(desk);
  releasesPage(desk);
  releaseFilesPages(desk);
  app.route('/', desk);
}
