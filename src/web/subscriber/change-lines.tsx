import { brandName } from '../../registry/consents/sender-permissions.ts';
import type { HistoryRow } from '../../registry/preferences/read-history.ts';
import type { WebContext } from '../web-context.ts';
import { changedChoices } from './choices/changed-choices.ts';
import { todayOf } from './choices/standing-box.tsx';
import { brandOf, preferencesBefore, preferencesLeftBy } from './own-changes.ts';

/** What a change was, in one line. */
export function eventText(c: WebContext, { event }: HistoryRow): string {
  const brand = brandOf(event);
  return c.get('words').history.events[event.kind](brand === undefined ? '' : brandName(c.get('registry'), brand));
}

/** What a change of choices came to; nothing for any other change. `rows`: it and older ones, newest first. */
export function ChangeLines({
  c,
  rows,
  isWhole,
}: {
  readonly c: WebContext;
  readonly rows: readonly HistoryRow[];
  readonly isWhole: boolean;
}) {
  const [row] = rows;
  const after = row === undefined ? undefined : preferencesLeftBy(row.event);
  const before = preferencesBefore(rows, isWhole);
  if (after === undefined || before === undefined) return null;
  const lines = changedChoices(c.get('registry').policy, before, after, c.get('language'), todayOf(c));
  if (lines.length === 0) return null;
  return (
    <ul class="govuk-list govuk-list--bullet">
      {lines.map((line) => (
        <li>{line}</li>
      ))}
    </ul>
  );
}
