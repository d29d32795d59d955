import { page } from '../shell/page.tsx';
import type { WebContext } from '../web-context.ts';
import type { PeoplePlace } from '../words/people-words.ts';
import { mayEnter, places } from './places.ts';
import { SignedIn } from './signed-in.tsx';

/** For people who are signed in and have no business here: why, and where theirs is. */
export function notForPage(c: WebContext, place: PeoplePlace): Response {
  const { notFor, yours, wayTo } = c.get('words').people;
  const { heading, text } = notFor[place];
  const elsewhere = (['LISTS', 'DESK'] as const).filter((one) => mayEnter(one, c.get('caller')));
  return page(
    c,
    { title: heading, status: 403 },
    <>
      <h1 class="govuk-heading-l">{heading}</h1>
      <p class="govuk-body">{text}</p>
      {elsewhere.map((one) => (
        <p class="govuk-body">
          {`${yours} `}
          <a class="govuk-link" href={places[one].path}>
            {wayTo[one]}
          </a>
        </p>
      ))}
      <SignedIn c={c} />
    </>,
  );
}
