import { faultOf, retryAfterSecOf, statusOfFault } from '../../http/fault-status.ts';
import type { WebContext } from '../web-context.ts';
import { page } from './page.tsx';

/** The page of an error: what happened to the person's choices, and what to do next. */
export function refusalPage(c: WebContext, error: unknown): Response {
  const fault = faultOf(error);
  const { shell } = c.get('words');
  const code = fault?.code ?? 'DEFECT';
  const { heading, text } = shell.refusals[code] ?? shell.refusals.OTHER;
  const waitSec = fault === undefined ? undefined : retryAfterSecOf(fault);
  const response = page(
    c,
    { title: heading, status: fault === undefined ? 500 : statusOfFault[fault.code] },
    <>
      <h1 class="govuk-heading-l">{heading}</h1>
      <p class="govuk-body">{text}</p>
      {waitSec === undefined ? null : <p class="govuk-body">{shell.tryAgainIn(waitSec)}</p>}
      {fault === undefined ? <p class="govuk-body">{shell.quote(c.get('correlator'))}</p> : null}
      <p class="govuk-body">
        <a class="govuk-link" href="/">
          {shell.startAgain}
        </a>
      </p>
    </>,
  );
  if (waitSec !== undefined) response.headers.set('retry-after', String(waitSec));
  return response;
}
