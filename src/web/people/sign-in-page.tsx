import type { Hono } from 'hono';
import { Fault } from '../../core/fault.ts';
import { redeemSignInLink } from '../../registry/access/redeem-sign-in-link.ts';
import { signOut } from '../../registry/access/sign-in-session.ts';
import { readForm } from '../form-fields.ts';
import { FieldGroup, fieldState } from '../shell/choice-fields.tsx';
import type { FormError } from '../shell/error-summary.tsx';
import { Button, Form } from '../shell/form.tsx';
import { page } from '../shell/page.tsx';
import { requireOwnForm } from '../visit.ts';
import type { WebContext, WebEnv } from '../web-context.ts';
import { endedPersonCookie, personCookieOf, personTokenOf } from './person-session.ts';
import { placeOfRole, places } from './places.ts';

/**
 * The way in by link. The token stands behind `#`, which no browser sends and no log keeps; a script puts it into the
 * form, or the person does. Only the form spends it: programs that open the links of a mail do not.
 */
export function personSignInPages(app: Hono<WebEnv>): void {
  app.get('/sign-in', (c) => personSignInPage(c));
  app.post('/sign-in', async (c) => {
    const form = await readForm(c);
    requireOwnForm(c, form);
    const { signIn } = c.get('words').people;
    const token = form.text('token', 400).split('#').at(-1)?.trim() ?? '';
    if (token === '') return personSignInPage(c, { errors: [{ field: 'token', text: signIn.missing }] });
    try {
      const opened = await redeemSignInLink(c.get('registry'), { token });
      c.header('set-cookie', personCookieOf(c.get('registry'), opened), { append: true });
      return c.redirect(places[placeOfRole(opened.role)].path, 303);
    } catch (error) {
      if (!(error instanceof Fault && error.code === 'UNAUTHENTICATED')) throw error;
      return personSignInPage(c, { errors: [{ field: 'token', text: signIn.refused }] });
    }
  });
  app.post('/sign-out', async (c) => {
    requireOwnForm(c, await readForm(c));
    await signOut(c.get('registry'), personTokenOf(c));
    c.header('set-cookie', endedPersonCookie(c.get('registry')), { append: true });
    return c.redirect('/sign-in', 303);
  });
}

interface SignInParts {
  readonly errors?: readonly FormError[];
  readonly status?: number;
  readonly notice?: string;
}

export function personSignInPage(c: WebContext, { errors = [], status, notice }: SignInParts = {}): Response {
  const { signIn } = c.get('words').people;
  return page(
    c,
    { title: signIn.heading, errors, status: status ?? (errors.length > 0 ? 400 : 200) },
    <>
      {notice === undefined ? null : (
        <div class="govuk-inset-text" role="status">
          {notice}
        </div>
      )}
      <h1 class="govuk-heading-xl">{signIn.heading}</h1>
      <p class="govuk-body-l">{signIn.lead}</p>
      <Form c={c} action="/sign-in">
        <div data-token-from-link>
          <FieldGroup c={c} id="token" label={signIn.tokenLabel} hint={signIn.tokenHint} errors={errors}>
            <input
              {...fieldState('input', 'token', signIn.tokenHint, errors)}
              type="text"
              autocomplete="off"
              spellcheck={false}
              maxlength={400}
            />
          </FieldGroup>
        </div>
        <Button text={signIn.button} />
      </Form>
      <p class="govuk-body">{signIn.howToGet}</p>
    </>,
  );
}
