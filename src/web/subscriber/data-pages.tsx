import type { Hono } from 'hono';
import type { Child } from 'hono/jsx';
import { Fault } from '../../core/fault.ts';
import { noPreferences } from '../../core/preferences.ts';
import { forgetEverything } from '../../registry/rights/forget-everything.ts';
import { forgetHistory } from '../../registry/rights/forget-history.ts';
import { requestErasure } from '../../registry/rights/request-erasure.ts';
import { readForm } from '../form-fields.ts';
import { publicPage } from '../public/public-page.tsx';
import type { FormError } from '../shell/error-summary.tsx';
import { Button, CodeField, codeIn, Form } from '../shell/form.tsx';
import { Notice, Warning } from '../shell/notice.tsx';
import { requireOwnForm } from '../visit.ts';
import { clientAddressOf, type WebContext, type WebEnv } from '../web-context.ts';
import { StandingBox } from './choices/standing-box.tsx';
import { subscriberPage, subscriberPaths } from './subscriber-page.tsx';
import { endedCookie, sessionTokenOf, subscribersOnly } from './subscriber-session.ts';

const path = subscriberPaths.data;

/** What is kept of the holder: to take with him, and to have forgotten. */
export function dataPages(app: Hono<WebEnv>): void {
  app.get(path, subscribersOnly, (c) => dataPage(c));
  app.post(`${path}/download`, subscribersOnly, async (c) => {
    requireOwnForm(c, await readForm(c));
    return c.get('ownRecord')(sessionTokenOf(c), clientAddressOf(c));
  });
  app.post(`${path}/forget-history`, subscribersOnly, forgetHistoryStep);
  app.post(`${path}/forget-everything`, subscribersOnly, forgetEverythingStep);
}

function dataPage(c: WebContext): Response {
  const { data, subscriber } = c.get('words');
  return subscriberPage(
    c,
    'data',
    { title: data.heading },
    <>
      {c.req.query('forgotten') === undefined ? null : (
        <Notice title={subscriber.saved}>
          <p class="govuk-body">{data.historyForgotten}</p>
        </Notice>
      )}
      <h1 class="govuk-heading-l">{data.heading}</h1>
      <Part c={c} heading={data.downloadHeading} text={data.downloadText} action="/download" button={data.download} />
      <Part
        c={c}
        heading={data.historyHeading}
        text={data.historyText}
        action="/forget-history"
        button={data.forgetHistory}
      />
      <Part
        c={c}
        heading={data.everythingHeading}
        text={data.everythingText}
        action="/forget-everything"
        button={data.forgetEverything}
      />
    </>,
  );
}

function Part({
  c,
  heading,
  text,
  action,
  button,
}: {
  readonly c: WebContext;
  readonly heading: string;
  readonly text: string;
  readonly action: string;
  readonly button: string;
}) {
  return (
    <section>
      <h2 class="govuk-heading-m">{heading}</h2>
      <p class="govuk-body">{text}</p>
      <Form c={c} action={`${path}${action}`}>
        <Button text={button} look="secondary" />
      </Form>
    </section>
  );
}

/** The first step says what it means, the second does it. */
async function forgetHistoryStep(c: WebContext): Promise<Response> {
  const form = await readForm(c);
  requireOwnForm(c, form);
  const { data } = c.get('words');
  if (form.has('confirmed')) {
    await forgetHistory(c.get('registry'), c.get('subscriber'), { keepConsents: !form.has('endConsents') });
    return c.redirect(`${path}?forgotten`, 303);
  }
  return stepPage(c, {
    heading: data.historyConfirmHeading,
    lines: data.historyConfirmLines,
    action: `${path}/forget-history`,
    button: data.confirmHistory,
    children: (
      <div class="govuk-checkboxes govuk-form-group">
        <div class="govuk-checkboxes__item">
          <input class="govuk-checkboxes__input" id="endConsents" name="endConsents" type="checkbox" value="yes" />
          <label class="govuk-label govuk-checkboxes__label" for="endConsents">
            {data.endConsents}
          </label>
        </div>
      </div>
    ),
  });
}

/** The first step texts a code of its own kind, the second takes it. */
async function forgetEverythingStep(c: WebContext): Promise<Response> {
  const form = await readForm(c);
  requireOwnForm(c, form);
  const registry = c.get('registry');
  const from = { clientAddress: clientAddressOf(c) };
  if (!form.has('confirmed')) {
    await requestErasure(registry, c.get('subscriber'), { ...from, language: c.get('language') });
    return everythingPage(c);
  }
  const { signIn } = c.get('words');
  const code = codeIn(form);
  if (code === undefined) return everythingPage(c, [{ field: 'code', text: signIn.codeIncomplete }]);
  try {
    await forgetEverything(registry, c.get('subscriber'), { code, ...from });
  } catch (error) {
    if (!(error instanceof Fault && error.code === 'INVALID_ARGUMENT')) throw error;
    return everythingPage(c, [{ field: 'code', text: signIn.codeRefused }]);
  }
  c.header('set-cookie', endedCookie(registry), { append: true });
  return forgottenPage(c);
}

function everythingPage(c: WebContext, errors: readonly FormError[] = []): Response {
  const { data, signIn } = c.get('words');
  const minutes = Math.floor(c.get('registry').policy.clocks.codeLifetimeSec / 60);
  return stepPage(c, {
    heading: data.everythingConfirmHeading,
    lines: data.everythingConfirmLines,
    action: `${path}/forget-everything`,
    button: data.confirmEverything,
    errors,
    children: (
      <>
        <h2 class="govuk-heading-s">{data.thenByLaw}</h2>
        <StandingBox c={c} preferences={noPreferences} />
        <p class="govuk-body">{data.codeSent(minutes)}</p>
        <CodeField c={c} label={signIn.codeLabel} errors={errors} />
      </>
    ),
  });
}

interface StepParts {
  readonly heading: string;
  readonly lines: readonly string[];
  readonly action: string;
  readonly button: string;
  readonly children: Child;
  readonly errors?: readonly FormError[];
}

function stepPage(c: WebContext, { heading, lines, action, button, children, errors = [] }: StepParts): Response {
  const { data, shell } = c.get('words');
  return subscriberPage(
    c,
    'data',
    { title: heading, back: path, errors, status: errors.length > 0 ? 400 : 200 },
    <>
      <h1 class="govuk-heading-l">{heading}</h1>
      {lines.map((line) => (
        <Warning prefix={shell.warningPrefix}>{line}</Warning>
      ))}
      <Form c={c} action={action}>
        <input type="hidden" name="confirmed" value="yes" />
        {children}
        <div class="govuk-button-group">
          <Button text={button} look="warning" />
          <a class="govuk-button govuk-button--secondary" href={path}>
            {data.keep}
          </a>
        </div>
      </Form>
    </>,
  );
}

function forgottenPage(c: WebContext): Response {
  const { data } = c.get('words');
  return publicPage(
    c,
    'choices',
    { title: data.everythingForgotten },
    <>
      <div class="govuk-panel govuk-panel--confirmation">
        <h1 class="govuk-panel__title">{data.everythingForgotten}</h1>
      </div>
      <p class="govuk-body">{data.everythingForgottenText}</p>
      <h2 class="govuk-heading-s">{data.thenByLaw}</h2>
      <StandingBox c={c} preferences={noPreferences} />
    </>,
  );
}
