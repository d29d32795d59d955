import type { Hono } from 'hono';
import type { Child } from 'hono/jsx';
import { Fault } from '../../../core/fault.ts';
import { type FoundSender, findSenders, searchedLengthMax } from '../../../registry/consents/find-senders.ts';
import { giveConsent } from '../../../registry/consents/give-consent.ts';
import { readConsents } from '../../../registry/consents/read-consents.ts';
import { readSenderRefusals, type SenderRefusal } from '../../../registry/consents/read-sender-refusals.ts';
import { readmitSender } from '../../../registry/consents/readmit-sender.ts';
import { refuseSender } from '../../../registry/consents/refuse-sender.ts';
import { withdrawConsent } from '../../../registry/consents/withdraw-consent.ts';
import { readPreferences } from '../../../registry/preferences/read-preferences.ts';
import { type FormFields, readForm } from '../../form-fields.ts';
import { Card, Facts } from '../../shell/card.tsx';
import type { FormError } from '../../shell/error-summary.tsx';
import { Button, Form, TextField } from '../../shell/form.tsx';
import { Notice } from '../../shell/notice.tsx';
import { requireOwnForm } from '../../visit.ts';
import type { WebContext, WebEnv } from '../../web-context.ts';
import { changeNotice } from '../change-notice.tsx';
import { changedQuery } from '../own-changes.ts';
import { subscriberPage, subscriberPaths } from '../subscriber-page.tsx';
import { subscribersOnly } from '../subscriber-session.ts';
import { BrandForm, ConsentCard, RefusalCard } from './consent-cards.tsx';

/** Companies by name: who has a consent, who asks for one, who is shut out. */
export function sendersPages(app: Hono<WebEnv>): void {
  const path = subscriberPaths.senders;
  app.get(path, subscribersOnly, async (c) => sendersPage(c, { head: await headOf(c) }));
  brandAction(app, '/withdraw', (c, brand) => withdrawConsent(c.get('registry'), c.get('subscriber'), brand));
  brandAction(app, '/readmit', (c, brand) => readmitSender(c.get('registry'), c.get('subscriber'), brand));
  brandAction(app, '/refuse', (c, brand) => refuseSender(c.get('registry'), c.get('subscriber'), { brand }));
  brandAction(app, '/answer', (c, brand, form) =>
    form.oneOf('answer', ['yes', 'no']) === 'yes'
      ? giveConsent(c.get('registry'), c.get('subscriber'), { brand })
      : withdrawConsent(c.get('registry'), c.get('subscriber'), brand),
  );
  app.post(`${path}/search`, subscribersOnly, search);
}

const brandLengthMax = 128;

/** What is done with one brand, and then the page that tells it. */
function brandAction(
  app: Hono<WebEnv>,
  name: string,
  act: (c: WebContext, brand: string, form: FormFields) => Promise<unknown>,
): void {
  app.post(`${subscriberPaths.senders}${name}`, subscribersOnly, async (c) => {
    const form = await readForm(c);
    requireOwnForm(c, form);
    const registry = c.get('registry');
    const before = await readPreferences(registry, c.get('subscriber'));
    try {
      await act(c, form.text('brand', brandLengthMax), form);
    } catch (error) {
      const isGone = error instanceof Fault && (error.code === 'NOT_FOUND' || error.code === 'INCOMPATIBLE_STATE');
      if (!isGone) throw error;
      return c.redirect(`${subscriberPaths.senders}?gone`, 303);
    }
    const { position } = await readPreferences(registry, c.get('subscriber'));
    const query = position === before.position ? '?same' : changedQuery(c, position);
    return c.redirect(`${subscriberPaths.senders}${query}`, 303);
  });
}

async function headOf(c: WebContext): Promise<Child> {
  if (c.req.query('gone') === undefined) return changeNotice(c, subscriberPaths.senders);
  const { senders, subscriber } = c.get('words');
  return (
    <Notice title={subscriber.notice} isSuccess={false}>
      <p class="govuk-body">{senders.gone}</p>
    </Notice>
  );
}

/** By POST: what is searched for may be a number, which is in no URL. */
async function search(c: WebContext): Promise<Response> {
  const form = await readForm(c);
  requireOwnForm(c, form);
  const text = form.text('sender', searchedLengthMax);
  if (text === '') {
    return sendersPage(c, { errors: [{ field: 'sender', text: c.get('words').senders.searchEmpty }] });
  }
  return sendersPage(c, { text, found: await findSenders(c.get('registry'), c.get('subscriber'), text) });
}

interface SendersPageParts {
  readonly head?: Child;
  readonly errors?: readonly FormError[];
  /** What was searched for, and what was found. */
  readonly text?: string;
  readonly found?: readonly FoundSender[];
}

async function sendersPage(c: WebContext, { head, errors = [], text, found }: SendersPageParts): Promise<Response> {
  const { senders } = c.get('words');
  const consents = await readConsents(c.get('registry'), c.get('subscriber'));
  const refusals = await readSenderRefusals(c.get('registry'), c.get('subscriber'));
  const asked = consents.filter(({ status }) => status === 'REQUESTED');
  const given = consents.filter(({ status }) => status === 'CONSENTED');
  return subscriberPage(
    c,
    'senders',
    { title: senders.heading, errors, status: errors.length > 0 ? 400 : 200 },
    <>
      {head ?? null}
      <h1 class="govuk-heading-l">{senders.heading}</h1>
      {found === undefined ? null : <Found c={c} found={found} refusals={refusals} />}
      {asked.length === 0 ? null : (
        <>
          <h2 class="govuk-heading-m">{senders.asking}</h2>
          <p class="govuk-body">{senders.askingLead}</p>
          {asked.map((consent) => (
            <ConsentCard c={c} consent={consent} />
          ))}
        </>
      )}
      <h2 class="govuk-heading-m">{senders.given}</h2>
      {given.length === 0 ? <p class="govuk-body">{senders.noneGiven}</p> : null}
      {given.map((consent) => (
        <ConsentCard c={c} consent={consent} />
      ))}
      <h2 class="govuk-heading-m">{senders.refused}</h2>
      {refusals.length === 0 ? <p class="govuk-body">{senders.noneRefused}</p> : null}
      {refusals.map((refusal) => (
        <RefusalCard c={c} refusal={refusal} />
      ))}
      <Search c={c} errors={errors} {...(text === undefined ? {} : { text })} />
    </>,
  );
}

function Search({
  c,
  errors,
  text,
}: {
  readonly c: WebContext;
  readonly errors: readonly FormError[];
  readonly text?: string;
}) {
  const { senders } = c.get('words');
  return (
    <>
      <h2 class="govuk-heading-m">{senders.searchHeading}</h2>
      <Form c={c} action={`${subscriberPaths.senders}/search`}>
        <TextField
          c={c}
          id="sender"
          label={senders.searchLabel}
          hint={senders.searchHint}
          errors={errors}
          type="text"
          maxlength={searchedLengthMax}
          width={30}
          {...(text === undefined ? {} : { value: text })}
        />
        <Button text={senders.search} look="secondary" />
      </Form>
    </>
  );
}

function Found({
  c,
  found,
  refusals,
}: {
  readonly c: WebContext;
  readonly found: readonly FoundSender[];
  readonly refusals: readonly SenderRefusal[];
}) {
  const { senders } = c.get('words');
  return (
    <section aria-label={senders.searchHeading}>
      <h2 class="govuk-heading-m">{senders.found(found.length)}</h2>
      {found.length === 0 ? <p class="govuk-body">{senders.foundNothing}</p> : null}
      {found.map(({ brand, brandName, senderIds }) => (
        <Card title={brandName}>
          {senderIds.length === 0 ? null : <Facts rows={[[senders.seenAs, senderIds.join(' · ')]]} />}
          {refusals.some((refusal) => refusal.brand === brand) ? (
            <p class="govuk-body">{senders.isRefused}</p>
          ) : (
            <BrandForm c={c} action="/me/senders/refuse" brand={brand} brandName={brandName} text={senders.refuse} />
          )}
        </Card>
      ))}
    </section>
  );
}
