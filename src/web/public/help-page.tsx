import type { Hono } from 'hono';
import type { WebContext, WebEnv } from '../web-context.ts';
import { formatsIn, nameIn } from '../words/formats.ts';
import { publicPage } from './public-page.tsx';
import { complaintExample, registryNumbers, replyWords, textExamples } from './text-examples.ts';

/** Help for whoever comes by; its texts are those of the policy. */
export function helpPage(app: Hono<WebEnv>): void {
  app.get('/help', (c) => {
    const { help } = c.get('words');
    return publicPage(
      c,
      'help',
      { title: help.heading },
      <>
        <h1 class="govuk-heading-l">{help.heading}</h1>
        <p class="govuk-body">{help.lead}</p>
        {Object.values(help.sections).map(({ heading, lines }) => (
          <section>
            <h2 class="govuk-heading-m">{heading}</h2>
            {lines.map((line) => (
              <p class="govuk-body">{line}</p>
            ))}
          </section>
        ))}
        <Texts c={c} />
        <Disobeys c={c} />
      </>,
    );
  });
}

function Texts({ c }: { readonly c: WebContext }) {
  const { texts } = c.get('words').help;
  const { policy } = c.get('registry');
  const language = c.get('language');
  const { list } = formatsIn(language, policy);
  return (
    <section>
      <h2 class="govuk-heading-m">{texts.heading}</h2>
      <p class="govuk-body">{texts.lead(list(registryNumbers(policy)))}</p>
      <table class="govuk-table">
        <caption class="govuk-table__caption govuk-table__caption--s">{texts.caption}</caption>
        <thead class="govuk-table__head">
          <tr class="govuk-table__row">
            <th scope="col" class="govuk-table__header">
              {texts.text}
            </th>
            <th scope="col" class="govuk-table__header">
              {texts.does}
            </th>
          </tr>
        </thead>
        <tbody class="govuk-table__body">
          {textExamples(policy, language).map(({ text, does }) => (
            <tr class="govuk-table__row">
              <th scope="row" class="govuk-table__header registry-text">
                {text}
              </th>
              <td class="govuk-table__cell">{does}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="govuk-body">{texts.secondStep}</p>
      <table class="govuk-table">
        <caption class="govuk-table__caption govuk-table__caption--s">{texts.codes}</caption>
        <thead class="govuk-table__head">
          <tr class="govuk-table__row">
            <th scope="col" class="govuk-table__header">
              {texts.code}
            </th>
            <th scope="col" class="govuk-table__header">
              {texts.stands}
            </th>
          </tr>
        </thead>
        <tbody class="govuk-table__body">
          {policy.categories.map(({ id, code }) => (
            <tr class="govuk-table__row">
              <th scope="row" class="govuk-table__header">
                {code}
              </th>
              <td class="govuk-table__cell">{nameIn(policy.categories, id, language)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Disobeys({ c }: { readonly c: WebContext }) {
  const { help } = c.get('words');
  const { disobeys } = help;
  const { policy } = c.get('registry');
  const language = c.get('language');
  const { list } = formatsIn(language, policy);
  const complaint = complaintExample(policy, language);
  const days = policy.texts.complaintWindows.map((window) => window.days);
  return (
    <section>
      <h2 class="govuk-heading-m">{disobeys.heading}</h2>
      <p class="govuk-body">{disobeys.reply(replyWords(policy).join(', '))}</p>
      <p class="govuk-body">
        {`${disobeys.shutOut} `}
        <a class="govuk-link" href="/me/senders">
          {help.shutOutLink}
        </a>
      </p>
      <p class="govuk-body">
        {`${disobeys.receipt} `}
        <a class="govuk-link" href="/check">
          {help.checkLink}
        </a>
      </p>
      {complaint === undefined ? null : (
        <>
          <p class="govuk-body">{disobeys.complain(list(registryNumbers(policy)))}</p>
          <p class="govuk-body registry-text">{complaint}</p>
          {days.length === 0 ? null : <p class="govuk-body">{disobeys.within(Math.min(...days))}</p>}
        </>
      )}
      <p class="govuk-body">{disobeys.unregistered}</p>
    </section>
  );
}
