import { page } from '../shell/page.tsx';
import type { WebContext } from '../web-context.ts';
import { SignedIn } from './desk-page.tsx';

/** For people of a regulator or an operator: nobody of theirs asks about numbers. */
export function notForPage(c: WebContext): Response {
  const { heading, text } = c.get('words').callCentre.session.notFor;
  return page(
    c,
    { title: heading, status: 403 },
    <>
      <h1 class="govuk-heading-l">{heading}</h1>
      <p class="govuk-body">{text}</p>
      <SignedIn c={c} />
    </>,
  );
}
