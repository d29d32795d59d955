import type { Child } from 'hono/jsx';
import { faultOf, isReported, type ReportDefect, retryAfterSecOf, statusOfFault } from '../../http/fault-status.ts';
import { personSignInPage } from '../people/sign-in-page.tsx';
import { EndsSoon, SignedIn } from '../people/signed-in.tsx';
import { type PageParts, page } from '../shell/page.tsx';
import { refusalPage } from '../shell/refusal-page.tsx';
import type { WebContext } from '../web-context.ts';

export type DeskPlace = 'OVERVIEW' | 'FIGURES' | 'RELEASES' | 'REPLAYS';

const paths: Readonly<Record<DeskPlace, string>> = {
  OVERVIEW: '/desk',
  FIGURES: '/desk/figures',
  RELEASES: '/desk/releases',
  REPLAYS: '/desk/replays',
};

/** A page of the regulator’s desk: with the way between the pages, and the way out. */
export function regulatorPage(
  c: WebContext,
  parts: Omit<PageParts, 'navigation'> & { readonly current?: DeskPlace },
  children: Child,
): Response {
  const { places } = c.get('words').desk;
  const { current, ...rest } = parts;
  const navigation = (['OVERVIEW', 'FIGURES', 'RELEASES', 'REPLAYS'] as const).map((place) => ({
    path: paths[place],
    text: places[place],
    isCurrent: place === current,
  }));
  return page(
    c,
    { isWide: true, ...rest, navigation },
    <>
      <EndsSoon c={c} />
      {children}
      <SignedIn c={c} />
    </>,
  );
}

/** The page of an error at the desk: in its own words where they differ from those of all pages. */
export function regulatorRefusal(c: WebContext, error: unknown, reportDefect: ReportDefect): Response {
  if (isReported(error)) reportDefect(error, c.get('correlator'));
  const { people, desk, shell } = c.get('words');
  const fault = faultOf(error);
  if (fault?.code === 'UNAUTHENTICATED') return personSignInPage(c, { status: 401, notice: people.signIn.signedOut });
  const refusal = fault === undefined ? undefined : desk.refusals[fault.code];
  const isSignedIn = (c.get('person') as unknown) !== undefined;
  if (fault === undefined || refusal === undefined || !isSignedIn) return refusalPage(c, error);
  const waitSec = retryAfterSecOf(fault);
  const response = regulatorPage(
    c,
    { title: refusal.heading, status: statusOfFault[fault.code] },
    <>
      <h1 class="govuk-heading-l">{refusal.heading}</h1>
      <p class="govuk-body">{refusal.text}</p>
      {waitSec === undefined ? null : <p class="govuk-body">{shell.tryAgainIn(waitSec)}</p>}
    </>,
  );
  if (waitSec !== undefined) response.headers.set('retry-after', String(waitSec));
  return response;
}
