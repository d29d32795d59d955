import type { Hono } from 'hono';
import { Fault } from '../../core/fault.ts';
import { formatPosition } from '../../registry/position.ts';
import type { HistoryRow } from '../../registry/preferences/read-history.ts';
import { reverseChange } from '../../registry/rights/reverse-change.ts';
import { readForm } from '../form-fields.ts';
import { Button, Form } from '../shell/form.tsx';
import { requireOwnForm } from '../visit.ts';
import type { WebContext, WebEnv } from '../web-context.ts';
import { formatsIn } from '../words/formats.ts';
import { eventText } from './change-lines.tsx';
import { changedQuery, ownLogId, positionIn } from './own-changes.ts';
import { ownZone, pagePathIn } from './subscriber-page.tsx';
import { subscribersOnly } from './subscriber-session.ts';

/** Takes one change back, and goes to the page that it was asked for on. */
export function undoChange(app: Hono<WebEnv>): void {
  app.post('/me/undo', subscribersOnly, async (c) => {
    const form = await readForm(c);
    requireOwnForm(c, form);
    const path = pagePathIn(form);
    const position = positionIn(c, form.text('position', 64));
    if (position === undefined) return c.redirect(path, 303);
    try {
      const { position: undone, changed } = await reverseChange(c.get('registry'), c.get('subscriber'), { position });
      return c.redirect(`${path}${changed ? `${changedQuery(c, undone)}&undone` : '?same'}`, 303);
    } catch (error) {
      const isLate = error instanceof Fault && lateCodes.has(error.code);
      if (!isLate) throw error;
      return c.redirect(`${path}?late`, 303);
    }
  });
}

const lateCodes: ReadonlySet<string> = new Set(['INCOMPATIBLE_STATE', 'NOT_FOUND']);

/** Kinds of changes that a holder may take back. */
const reversibleKinds: ReadonlySet<string> = new Set<HistoryRow['event']['kind']>([
  'PREFERENCES_SET',
  'CONSENT_GIVEN',
  'CONSENT_WITHDRAWN',
  'SENDER_REFUSED',
  'SENDER_READMITTED',
]);

export function isReversible({ event }: HistoryRow): boolean {
  return reversibleKinds.has(event.kind);
}

export function UndoForm({
  c,
  row,
  path = '/me',
}: {
  readonly c: WebContext;
  readonly row: HistoryRow;
  readonly path?: string;
}) {
  const { subscriber: words, history } = c.get('words');
  const { policy } = c.get('registry');
  const when = formatsIn(c.get('language'), policy).dateTime(row.at, ownZone(c));
  return (
    <Form c={c} action="/me/undo">
      <input type="hidden" name="position" value={formatPosition(ownLogId(c), row.position)} />
      <input type="hidden" name="page" value={path} />
      <Button text={words.undo} look="secondary" label={history.undoOf(eventText(c, row), when)} />
    </Form>
  );
}
