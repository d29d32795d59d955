import type { Hono } from 'hono';
import type { ReceiptReport } from '../../receipts/verify-receipt.ts';
import { verifyGivenReceipt } from '../../registry/lookups/verify-given-receipt.ts';
import { Facts } from '../shell/card.tsx';
import { FieldError, type FormError } from '../shell/error-summary.tsx';
import { Button } from '../shell/form.tsx';
import { formTokenField, requireOwnForm } from '../visit.ts';
import { clientAddressOf, type WebContext, type WebEnv } from '../web-context.ts';
import { formatsIn } from '../words/formats.ts';
import { readFormWithFile } from './given-text.ts';
import { publicPage } from './public-page.tsx';
import { receiptFacts } from './receipt-facts.ts';

/** Anybody can see what a receipt is worth and what it says. Nothing is kept of it. */
export function checkPage(app: Hono<WebEnv>): void {
  app.get('/check', (c) => askPage(c));
  app.post('/check', async (c) => {
    const { abuse, now } = c.get('registry');
    const bytes = Number(c.req.header('content-length') ?? bytesCounted);
    abuse.visitors.requireVerificationRoom(clientAddressOf(c), undefined, bytes, now());
    const { fields, fileText } = await readFormWithFile(c, 'file');
    requireOwnForm(c, fields);
    const text = fields.text('receipt', receiptLengthMax) || fileText.trim();
    if (text === '') return askPage(c, [{ field: 'receipt', text: c.get('words').check.empty }]);
    return reportPage(c, await verifyGivenReceipt(c.get('registry'), text));
  });
}

const receiptLengthMax = 4_000_000;
/** Counted where a body does not say how long it is. */
const bytesCounted = 4_000_000;

function askPage(c: WebContext, errors: readonly FormError[] = []): Response {
  const { check, shell } = c.get('words');
  const hasError = errors.length > 0;
  return publicPage(
    c,
    'check',
    { title: check.heading, errors, status: hasError ? 400 : 200 },
    <>
      <h1 class="govuk-heading-l">{check.heading}</h1>
      <p class="govuk-body">{check.lead}</p>
      <form action="/check" method="post" enctype="multipart/form-data" novalidate>
        <input type="hidden" name={formTokenField} value={c.get('formToken')} />
        <div class={`govuk-form-group${hasError ? ' govuk-form-group--error' : ''}`}>
          <label class="govuk-label govuk-label--s" for="receipt">
            {check.pasteLabel}
          </label>
          <div id="receipt-hint" class="govuk-hint">
            {check.pasteHint}
          </div>
          <FieldError words={shell} field="receipt" errors={errors} />
          <textarea
            class={`govuk-textarea${hasError ? ' govuk-textarea--error' : ''}`}
            id="receipt"
            name="receipt"
            rows={6}
            spellcheck={false}
            autocomplete="off"
            aria-describedby={hasError ? 'receipt-hint receipt-error' : 'receipt-hint'}
          />
        </div>
        <div class="govuk-form-group">
          <label class="govuk-label govuk-label--s" for="file">
            {check.fileLabel}
          </label>
          <div id="file-hint" class="govuk-hint">
            {check.fileHint}
          </div>
          <input class="govuk-file-upload" id="file" name="file" type="file" aria-describedby="file-hint" />
        </div>
        <Button text={check.check} />
      </form>
    </>,
  );
}

function reportPage(c: WebContext, report: ReceiptReport): Response {
  const { check } = c.get('words');
  const { outcome, content, differing } = report;
  const { title, text } = check.outcomes[outcome];
  const facts = receiptFacts(c, report);
  const { row } = formatsIn(c.get('language'), c.get('registry').policy);
  return publicPage(
    c,
    'check',
    { title, back: '/check' },
    <>
      <h1 class="govuk-heading-l">{title}</h1>
      <div class={`govuk-inset-text registry-outcome--${outcome === 'VALID' ? 'good' : 'bad'}`} role="status">
        <p class="govuk-body govuk-!-font-weight-bold">{text}</p>
        {check.content[content] === '' ? null : <p class="govuk-body">{check.content[content]}</p>}
        {differing.length === 0 ? null : (
          <p class="govuk-body">{check.differing(row(differing.slice(0, differingMax)))}</p>
        )}
      </div>
      {facts.length === 0 ? null : (
        <>
          <h2 class="govuk-heading-m">{check.says}</h2>
          <Facts rows={facts} />
        </>
      )}
      <p class="govuk-body">
        <a class="govuk-link" href="/check">
          {check.another}
        </a>
      </p>
    </>,
  );
}

/** Names are enough to see what kind of thing it is. */
const differingMax = 20;
