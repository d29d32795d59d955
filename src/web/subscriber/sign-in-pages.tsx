import type { Hono } from 'hono';
import { Fault } from '../../core/fault.ts';
import { formatPhoneNumber } from '../../core/phone-number.ts';
import { awaitCode, numberAwaitingCode } from '../../registry/access/awaited-code.ts';
import { openSession } from '../../registry/access/open-session.ts';
import { requestCode } from '../../registry/access/request-code.ts';
import { readForm } from '../form-fields.ts';
import { givenNumber } from '../given-number.ts';
import { publicPage } from '../public/public-page.tsx';
import type { FormError } from '../shell/error-summary.tsx';
import { Button, CodeField, codeIn, Form, TextField } from '../shell/form.tsx';
import { page } from '../shell/page.tsx';
import { requireOwnForm } from '../visit.ts';
import { clientAddressOf, type WebContext, type WebEnv } from '../web-context.ts';
import { openedCookie } from './subscriber-session.ts';

/** The way in: a number, then the code that was texted to it. */
export function signInPages(app: Hono<WebEnv>): void {
  app.get('/', (c) => startPage(c));
  app.post('/', async (c) => {
    const form = await readForm(c);
    requireOwnForm(c, form);
    const text = form.text('phoneNumber', 40);
    const number = await givenNumber(c.get('registry').policy, text);
    if (typeof number === 'string') {
      const { numberErrors } = c.get('words').signIn;
      return startPage(c, text, [{ field: 'phoneNumber', text: numberErrors[number] }]);
    }
    await requestCode(c.get('registry'), {
      phoneNumber: formatPhoneNumber(number),
      language: c.get('language'),
      clientAddress: clientAddressOf(c),
    });
    await awaitCode(c.get('registry'), c.get('visit'), number);
    return c.redirect('/code', 303);
  });
  app.get('/code', async (c) =>
    (await numberAwaitingCode(c.get('registry'), c.get('visit'))) === undefined ? c.redirect('/', 303) : codePage(c),
  );
  app.post('/code', takeCode);
}

async function takeCode(c: WebContext): Promise<Response> {
  const form = await readForm(c);
  requireOwnForm(c, form);
  const registry = c.get('registry');
  const number = await numberAwaitingCode(c.get('registry'), c.get('visit'));
  if (number === undefined) return c.redirect('/', 303);
  const { signIn } = c.get('words');
  const code = codeIn(form);
  if (code === undefined) return codePage(c, [{ field: 'code', text: signIn.codeIncomplete }]);
  try {
    const attempt = { phoneNumber: formatPhoneNumber(number), code, clientAddress: clientAddressOf(c) };
    const session = await openSession(registry, attempt);
    c.header('set-cookie', openedCookie(registry, session), { append: true });
    return c.redirect('/me', 303);
  } catch (error) {
    if (!(error instanceof Fault && error.code === 'UNAUTHENTICATED')) throw error;
    return codePage(c, [{ field: 'code', text: signIn.codeRefused }]);
  }
}

function startPage(c: WebContext, given?: string, errors: readonly FormError[] = []): Response {
  const { signIn } = c.get('words');
  return publicPage(
    c,
    'choices',
    { title: signIn.heading, errors, status: errors.length > 0 ? 400 : 200 },
    <>
      <h1 class="govuk-heading-xl">{signIn.heading}</h1>
      <p class="govuk-body-l">{signIn.lead}</p>
      <Form c={c} action="/">
        <TextField
          c={c}
          id="phoneNumber"
          label={signIn.numberLabel}
          hint={signIn.numberHint}
          errors={errors}
          type="tel"
          autocomplete="tel"
          maxlength={40}
          {...(given === undefined ? {} : { value: given })}
        />
        <Button text={signIn.sendCode} />
      </Form>
    </>,
  );
}

function codePage(c: WebContext, errors: readonly FormError[] = []): Response {
  const { signIn } = c.get('words');
  const minutes = Math.floor(c.get('registry').policy.clocks.codeLifetimeSec / 60);
  return page(
    c,
    { title: signIn.codeHeading, errors, back: '/', status: errors.length > 0 ? 400 : 200 },
    <>
      <h1 class="govuk-heading-l">{signIn.codeHeading}</h1>
      <p class="govuk-body">{signIn.codeSent(minutes)}</p>
      <Form c={c} action="/code">
        <CodeField c={c} label={signIn.codeLabel} errors={errors} />
        <Button text={signIn.goOn} />
      </Form>
      <p class="govuk-body">
        <a class="govuk-link" href="/">
          {signIn.noCode}
        </a>
      </p>
    </>,
  );
}
