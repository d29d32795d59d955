import { faultOf, isReported, type ReportDefect, retryAfterSecOf, statusOfFault } from '../../http/fault-status.ts';
import { personSignInPage } from '../people/sign-in-page.tsx';
import { refusalPage } from '../shell/refusal-page.tsx';
import type { WebContext } from '../web-context.ts';
import { deskPage } from './desk-page.tsx';

/** The page of an error on the way of a list: in the words of this place, else in those of all pages. */
export function deskRefusal(c: WebContext, error: unknown, reportDefect: ReportDefect): Response {
  if (isReported(error)) reportDefect(error, c.get('correlator'));
  const { refusals, limit: limitWord, lists } = c.get('words').callCentre;
  const fault = faultOf(error);
  if (fault?.code === 'UNAUTHENTICATED')
    return personSignInPage(c, { status: 401, notice: c.get('words').people.signIn.signedOut });
  const refusal = fault === undefined ? undefined : refusals[fault.code];
  const isSignedIn = (c.get('person') as unknown) !== undefined;
  if (fault === undefined || refusal === undefined || !isSignedIn) return refusalPage(c, error);
  const { limit } = fault;
  const waitSec = retryAfterSecOf(fault);
  const response = deskPage(
    c,
    { title: refusal.heading, status: statusOfFault[fault.code] },
    <>
      <h1 class="govuk-heading-l">{refusal.heading}</h1>
      <p class="govuk-body">{refusal.text}</p>
      {waitSec === undefined ? null : <p class="govuk-body">{c.get('words').shell.tryAgainIn(waitSec)}</p>}
      {limit === undefined ? null : (
        <p class="govuk-body">
          {`${limitWord}: `}
          <span lang="en">{limit}</span>
        </p>
      )}
      <p class="govuk-body">
        <a class="govuk-link" href="/lists">
          {lists.heading}
        </a>
      </p>
    </>,
  );
  if (waitSec !== undefined) response.headers.set('retry-after', String(waitSec));
  return response;
}

/** The same for a script, which shows it in its place. */
export function refusalText(c: WebContext, error: unknown, reportDefect: ReportDefect): Response {
  if (isReported(error)) reportDefect(error, c.get('correlator'));
  const { refusals, upload } = c.get('words').callCentre;
  const fault = faultOf(error);
  const refusal = fault === undefined ? undefined : refusals[fault.code];
  const text =
    fault?.code === 'UNAUTHENTICATED'
      ? upload.signedOut
      : `${upload.refused} ${refusal === undefined ? '' : `${refusal.heading}. ${refusal.text}`}`.trim();
  const waitSec = fault === undefined ? undefined : retryAfterSecOf(fault);
  return new Response(text, {
    status: fault === undefined ? 500 : statusOfFault[fault.code],
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      ...(waitSec === undefined ? {} : { 'retry-after': String(waitSec) }),
    },
  });
}
