import { Hono } from 'hono';
import { compress } from 'hono/compress';
import { Fault } from '../core/fault.ts';
import type { Policy } from '../core/policy.ts';
import { isReported, type ReportDefect } from '../http/fault-status.ts';
import type { Registry } from '../registry/registry.ts';
import { callCentrePages } from './call-centre/call-centre-pages.ts';
import { chosenLanguage, languageOf } from './choose-language.ts';
import type { FormPartsOf } from './form-parts.ts';
import type { PageAssets } from './page-assets.ts';
import { personSignInPages } from './people/sign-in-page.tsx';
import { checkPage } from './public/check-page.tsx';
import { figuresPage } from './public/figures/figures-page.tsx';
import { helpPage } from './public/help-page.tsx';
import { openDataPage } from './public/open-data/open-data-page.tsx';
import { regulatorPages } from './regulator/regulator-pages.ts';
import { refusalPage } from './shell/refusal-page.tsx';
import { choicesPages } from './subscriber/choices/choices-pages.tsx';
import { dataPages } from './subscriber/data-pages.tsx';
import { historyPage } from './subscriber/history-page.tsx';
import { sendersPages } from './subscriber/senders/senders-pages.tsx';
import { sessionPages } from './subscriber/session-pages.ts';
import { signInPages } from './subscriber/sign-in-pages.tsx';
import { undoChange } from './subscriber/undo-change.tsx';
import { visits } from './visit.ts';
import type { OwnRecord, WebContext, WebEnv } from './web-context.ts';
import { wordsIn } from './words/words.ts';

export interface WebOptions {
  readonly assets: PageAssets;
  readonly formParts: FormPartsOf;
  readonly reportDefect: ReportDefect;
  readonly ownRecord: OwnRecord;
  /** A policy as the way in for programs reads it. Fault INVALID_ARGUMENT that names the part. */
  readonly givenPolicy: (document: unknown) => Policy;
  /** Told of every answer: `page`, its status, milliseconds. Absent: nothing is measured. */
  readonly observe?: ((operation: string, status: number, tookMs: number) => void) | undefined;
}

/** The pages, on whatever runtime. Every one works without scripts. */
export function webApp(
  registry: Registry,
  { assets, formParts, reportDefect, ownRecord, givenPolicy, observe }: WebOptions,
): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  app.get('/assets/:file', (c) => assetAnswer(c, assets));
  app.use(async (c, next) => {
    const begunAt = performance.now();
    const language = languageOf(c, registry.policy);
    c.set('registry', registry);
    c.set('assets', assets);
    c.set('ownRecord', ownRecord);
    c.set('correlator', crypto.randomUUID());
    c.set('language', language);
    c.set('words', wordsIn(language));
    const elsewhere = c.req.method === 'GET' ? chosenLanguage(c, registry.policy) : undefined;
    if (elsewhere === undefined) await next();
    else c.res = elsewhere;
    observe?.('page', c.res.status, performance.now() - begunAt);
  });
  app.use(visits(registry));
  app.onError((error, c) => {
    if (isReported(error)) reportDefect(error, c.get('correlator'));
    return refusalPage(c, error);
  });
  app.notFound((c) => refusalPage(c, new Fault('NOT_FOUND', 'there is nothing at this path', { field: 'path' })));
  signInPages(app);
  choicesPages(app);
  sendersPages(app);
  historyPage(app);
  dataPages(app);
  checkPage(app);
  // They are long, and hold no secret that a guess could be compressed against.
  app.on('GET', ['/figures', '/open-data'], compress());
  figuresPage(app);
  openDataPage(app);
  helpPage(app);
  undoChange(app);
  sessionPages(app);
  personSignInPages(app);
  callCentrePages(app, { formParts, reportDefect });
  regulatorPages(app, { formParts, givenPolicy, reportDefect });
  return app;
}

const keptForSec = 365 * 86_400;

function assetAnswer(c: WebContext, assets: PageAssets): Response {
  const takesGzip = /\bgzip\b/i.test(c.req.header('accept-encoding') ?? '');
  const asset = assets.at(c.req.path, takesGzip);
  if (asset === undefined) return new Response('not found', { status: 404 });
  return new Response(asset.body, {
    headers: {
      'content-type': asset.contentType,
      ...(asset.encoding === undefined ? {} : { 'content-encoding': asset.encoding }),
      vary: 'accept-encoding',
      'cache-control': `public, max-age=${keptForSec}, immutable`,
      'x-content-type-options': 'nosniff',
    },
  });
}
