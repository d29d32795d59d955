import type { Child } from 'hono/jsx';
import { readHistory } from '../../registry/preferences/read-history.ts';
import { Notice } from '../shell/notice.tsx';
import type { WebContext } from '../web-context.ts';
import { ChangeLines, eventText } from './change-lines.tsx';
import { positionIn } from './own-changes.ts';
import { subscriberPaths } from './subscriber-page.tsx';
import { isReversible, UndoForm } from './undo-change.tsx';

/** Rows looked at for what stood before a change. */
const rowsMax = 50;

/** After a change: what it was, and the way back from it. Null where the page was opened in any other way. */
export async function changeNotice(c: WebContext, path: string = subscriberPaths.choices): Promise<Child> {
  const { subscriber: words } = c.get('words');
  if (c.req.query('same') !== undefined) {
    return (
      <Notice title={words.saved}>
        <p class="govuk-body">{words.nothingChanged}</p>
      </Notice>
    );
  }
  if (c.req.query('late') !== undefined) {
    return (
      <Notice title={words.notice} isSuccess={false}>
        <p class="govuk-body">{words.undoTooLate}</p>
      </Notice>
    );
  }
  const position = positionIn(c, c.req.query('changed'));
  if (position === undefined) return null;
  const page = { before: position + 1, limit: rowsMax };
  const { rows, before } = await readHistory(c.get('registry'), c.get('subscriber'), page);
  const [row] = rows;
  if (row?.position !== position) return null;
  return (
    <Notice title={words.saved}>
      <p class="govuk-notification-banner__heading">
        {c.req.query('undone') === undefined ? eventText(c, row) : words.undone}
      </p>
      <ChangeLines c={c} rows={rows} isWhole={before === undefined} />
      {isReversible(row) ? <UndoForm c={c} row={row} path={path} /> : null}
    </Notice>
  );
}
