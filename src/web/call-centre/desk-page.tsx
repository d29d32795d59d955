import type { Child } from 'hono/jsx';
import { minuteMs } from '../../core/time.ts';
import { Button, Form } from '../shell/form.tsx';
import { type PageParts, page } from '../shell/page.tsx';
import type { WebContext } from '../web-context.ts';
import { formatsOf } from './formats.ts';

/** So long before a session's end the person is told of it. */
const toldBeforeMs = 15 * minuteMs;

/** A page for somebody who is signed in: with the way between the pages, and the way out. */
export function deskPage(
  c: WebContext,
  parts: Omit<PageParts, 'navigation'> & { readonly current?: 'LISTS' | 'NEW' },
  children: Child,
): Response {
  const { lists } = c.get('words').callCentre;
  const { current, ...rest } = parts;
  const navigation = [
    { path: '/lists', text: lists.heading, isCurrent: current === 'LISTS' },
    { path: '/lists/new', text: lists.start, isCurrent: current === 'NEW' },
  ];
  return page(
    c,
    { ...rest, navigation },
    <>
      <EndsSoon c={c} />
      {children}
      <SignedIn c={c} />
    </>,
  );
}

/** Shown by a script when the time comes, or with the page where it has come. */
function EndsSoon({ c }: { readonly c: WebContext }) {
  const { session } = c.get('words').callCentre;
  const { expiresAt } = c.get('person');
  const leftMs = expiresAt - c.get('registry').now();
  const isSoon = leftMs <= toldBeforeMs;
  return (
    <div role="status">
      <div
        class="govuk-inset-text"
        data-shown-after-ms={String(Math.max(0, leftMs - toldBeforeMs))}
        {...(isSoon ? {} : { hidden: true })}
      >
        {session.endsSoon(formatsOf(c).time(expiresAt))}
      </div>
    </div>
  );
}

export function SignedIn({ c }: { readonly c: WebContext }) {
  const { session } = c.get('words').callCentre;
  const { person, organisationName, expiresAt } = c.get('person');
  return (
    <div class="registry-signed-in">
      <p class="govuk-body-s">{session.signedIn(person, organisationName, formatsOf(c).time(expiresAt))}</p>
      <Form c={c} action="/sign-out">
        <Button text={session.signOut} look="secondary" />
      </Form>
    </div>
  );
}
