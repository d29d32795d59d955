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
import { replayPage } from './replays/replay-page.tsx';
import { type StartReplayOptions, startReplayPage } from './replays/start-replay-page.tsx';

export interface RegulatorOptions extends StartReplayOptions {
  readonly reportDefect: ReportDefect;
}

/** The pages of the regulator’s people: figures of releases, and every look at them noted. */
export function regulatorPages(app: Hono<WebEnv>, { reportDefect, ...options }: RegulatorOptions): void {
  const desk = new Hono<WebEnv>();
  desk.onError((error, c) => regulatorRefusal(c, error, reportDefect));
  desk.use('/desk/*', peopleOf('DESK'));
  overviewPage(desk);
  figuresPage(desk);
  figuresFiles(desk);
  releasesPage(desk);
  releaseFilesPages(desk);
  startReplayPage(desk, options);
  replayPage(desk);
  app.route('/', desk);
}
