import { minuteMs } from '../../core/time.ts';
import { Button, Form } from '../shell/form.tsx';
import { formatsOf } from '../shell/formats.ts';
import type { WebContext } from '../web-context.ts';

/** So long before a session's end the person is told of it. */
const toldBeforeMs = 15 * minuteMs;

/** Shown by a script when the time comes, or with the page where it has come. */
export function EndsSoon({ c }: { readonly c: WebContext }) {
  const { session } = c.get('words').people;
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
  const { session } = c.get('words').people;
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
