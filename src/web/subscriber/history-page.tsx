import type { Hono } from 'hono';
import { Fault } from '../../core/fault.ts';
import { brandName } from '../../registry/consents/sender-permissions.ts';
import { formatPosition } from '../../registry/position.ts';
import { type HistoryRow, readHistory } from '../../registry/preferences/read-history.ts';
import { makeChangeReceipt } from '../../registry/rights/make-change-receipt.ts';
import { readForm } from '../form-fields.ts';
import { Card, Facts } from '../shell/card.tsx';
import { Button, Form } from '../shell/form.tsx';
import { requireOwnForm } from '../visit.ts';
import type { WebContext, WebEnv } from '../web-context.ts';
import { formatsIn } from '../words/formats.ts';
import { eventText } from './change-lines.tsx';
import { changeNotice } from './change-notice.tsx';
import { StandingBox } from './choices/standing-box.tsx';
import { ownLogId, positionIn, preferencesLeftBy } from './own-changes.ts';
import { ownZone, subscriberPage, subscriberPaths } from './subscriber-page.tsx';
import { subscribersOnly } from './subscriber-session.ts';
import { isReversible, UndoForm } from './undo-change.tsx';

const pageRows = 10;

/** What was changed, when, by whom, by which way in, on what proof: newest first. */
export function historyPage(app: Hono<WebEnv>): void {
  app.post(`${subscriberPaths.history}/receipt`, subscribersOnly, receiptFile);
  app.get(subscriberPaths.history, subscribersOnly, async (c) => {
    const { history: words } = c.get('words');
    const from = positionIn(c, c.req.query('before'));
    const page = { before: from, limit: pageRows };
    const { rows, before } = await readHistory(c.get('registry'), c.get('subscriber'), page);
    return subscriberPage(
      c,
      'history',
      { title: words.heading },
      <>
        {await changeNotice(c, subscriberPaths.history)}
        <h1 class="govuk-heading-l">{words.heading}</h1>
        <p class="govuk-body">{rows.length === 0 ? words.empty : words.lead}</p>
        {rows.length === 0 ? null : <h2 class="govuk-visually-hidden">{words.changes}</h2>}
        {rows.map((row) => (
          <Entry c={c} row={row} />
        ))}
        <p class="govuk-body">
          {from === undefined ? null : (
            <a class="govuk-link registry-page-link" href={subscriberPaths.history}>
              {words.newest}
            </a>
          )}
          {before === undefined ? null : (
            <a
              class="govuk-link registry-page-link"
              href={`${subscriberPaths.history}?before=${encodeURIComponent(formatPosition(ownLogId(c), before))}`}
            >
              {words.older}
            </a>
          )}
        </p>
      </>,
    );
  });
}

function Entry({ c, row }: { readonly c: WebContext; readonly row: HistoryRow }) {
  const { history: words } = c.get('words');
  const { dateTimeInZone } = formatsIn(c.get('language'), c.get('registry').policy);
  const left = preferencesLeftBy(row.event);
  return (
    <Card title={eventText(c, row)}>
      <Facts
        rows={[
          [words.when, dateTimeInZone(row.at, ownZone(c))],
          [words.by, byWhom(c, row)],
          [words.way, words.ways[row.wayIn]],
          [words.proof, words.proofs[row.proof]],
        ]}
      />
      {left === undefined ? null : (
        <details class="govuk-details">
          <summary class="govuk-details__summary">
            <span class="govuk-details__summary-text">{words.stoodThen}</span>
          </summary>
          <div class="govuk-details__text">
            <StandingBox c={c} preferences={left} />
          </div>
        </details>
      )}
      <div class="govuk-button-group">
        {isReversible(row) ? <UndoForm c={c} row={row} path={subscriberPaths.history} /> : null}
        <ReceiptForm c={c} row={row} />
      </div>
    </Card>
  );
}

function ReceiptForm({ c, row }: { readonly c: WebContext; readonly row: HistoryRow }) {
  const { data } = c.get('words');
  const { policy } = c.get('registry');
  const when = formatsIn(c.get('language'), policy).dateTime(row.at, ownZone(c));
  return (
    <Form c={c} action={`${subscriberPaths.history}/receipt`}>
      <input type="hidden" name="position" value={formatPosition(ownLogId(c), row.position)} />
      <Button text={data.receipt} look="secondary" label={data.receiptOf(eventText(c, row), when)} mayRepeat={true} />
    </Form>
  );
}

/** A file to keep, which anybody can check. */
async function receiptFile(c: WebContext): Promise<Response> {
  const form = await readForm(c);
  requireOwnForm(c, form);
  const position = positionIn(c, form.text('position', 64));
  if (position === undefined) throw new Fault('NOT_FOUND', 'there is no such change', { field: 'position' });
  const receipt = await makeChangeReceipt(c.get('registry'), c.get('subscriber'), { position });
  return new Response(`${JSON.stringify({ receipt })}\n`, {
    headers: {
      'content-type': 'application/json',
      'content-disposition': `attachment; filename="do-not-disturb-receipt-${position}.json"`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
  });
}

/** An agent who acted for the holder is named. */
function byWhom(c: WebContext, { actor, agent }: HistoryRow): string {
  const { history: words } = c.get('words');
  if (actor.kind === 'SUBSCRIBER') return words.byYou;
  if (!('organisationId' in actor)) return words.byOperator;
  const name = words.byOrganisation(brandName(c.get('registry'), actor.organisationId));
  return agent === undefined ? name : `${name}: ${words.agent(agent)}`;
}
