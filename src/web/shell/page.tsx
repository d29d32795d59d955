import type { Child } from 'hono/jsx';
import type { WebContext } from '../web-context.ts';
import { ErrorSummary, type FormError } from './error-summary.tsx';
import { Header, type NavigationItem } from './header.tsx';

export interface PageParts {
  /** Of the document; the service's name is added. */
  readonly title: string;
  /** 200 where absent. */
  readonly status?: number;
  /** What was wrong with the form: at the page's head, and beside its field where the page says so. */
  readonly errors?: readonly FormError[];
  /** Path of the page before this one. */
  readonly back?: string;
  /** The page's place in the navigation. */
  readonly navigation?: readonly NavigationItem[];
  /** Who is signed in, and until when. */
  readonly account?: Child;
  /** A wide table needs all of the page. */
  readonly isWide?: boolean;
}

/** A whole page as it goes out. */
export function page(c: WebContext, parts: PageParts, children: Child): Response {
  const html = String(
    <Page c={c} parts={parts}>
      {children}
    </Page>,
  );
  return new Response(`<!doctype html>${html}`, { status: parts.status ?? 200, headers: pageHeaders });
}

/** Nothing from another host, nothing inline; no page is kept where somebody else could find it. */
const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  // `no-referrer` would make a form's `Origin` null.
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
} as const;

function Page({ c, parts, children }: { readonly c: WebContext; readonly parts: PageParts; readonly children: Child }) {
  const { shell } = c.get('words');
  const assets = c.get('assets');
  const { errors = [], back, isWide = false } = parts;
  return (
    <html lang={c.get('language')} class="govuk-template">
      <head>
        <meta charset="utf-8" />
        <title>{`${errors.length > 0 ? shell.errorPrefix : ''}${parts.title} – ${shell.serviceName}`}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href={assets.path('registry.css')} />
      </head>
      <body class="govuk-template__body">
        <script type="module" src={assets.path('registry.js')} />
        <a href="#main-content" class="govuk-skip-link" data-module="govuk-skip-link">
          {shell.skipToContent}
        </a>
        <Header c={c} navigation={parts.navigation ?? []} />
        {parts.account ?? null}
        <div class="govuk-width-container">
          {back === undefined ? null : (
            <nav aria-label={shell.back}>
              <a href={back} class="govuk-back-link">
                {shell.back}
              </a>
            </nav>
          )}
          <main class="govuk-main-wrapper" id="main-content">
            <div class="govuk-grid-row">
              <div class={isWide ? 'govuk-grid-column-full' : 'govuk-grid-column-two-thirds'}>
                {errors.length > 0 ? <ErrorSummary words={shell} errors={errors} /> : null}
                {children}
              </div>
            </div>
          </main>
        </div>
        <Footer c={c} />
      </body>
    </html>
  );
}

function Footer({ c }: { readonly c: WebContext }) {
  const { shell, openFigures, openData } = c.get('words');
  return (
    <footer class="registry-footer">
      <div class="govuk-width-container">
        <p class="govuk-body-s">
          <a class="govuk-link govuk-link--no-visited-state" href="/reference">
            {shell.reference}
          </a>
          {' · '}
          <a class="govuk-link govuk-link--no-visited-state" href="/figures">
            {openFigures.heading}
          </a>
          {' · '}
          <a class="govuk-link govuk-link--no-visited-state" href="/open-data">
            {openData.heading}
          </a>
          {` · ${c.get('registry').policy.id}`}
        </p>
      </div>
    </footer>
  );
}
