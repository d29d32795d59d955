import type { LocalDate } from '../../core/policy.ts';
import type { FiguresShown } from '../../core/statistics/release.ts';
import { type EpochMs, parseInstant } from '../../core/time.ts';
import type { Actor } from '../access/actor.ts';
import { requireScopeOrConsole } from '../access/permission.ts';
import type { Registry } from '../registry.ts';

/** Who was shown which figures, and when. */
export interface Shown extends FiguresShown {
  readonly at: EpochMs;
}

/** Read from the store at once. */
const pageEntries = 500;

/** Looks at figures since the beginning of a day (UTC), oldest first, as the log has them: nobody can edit it. */
export function* readFiguresShown(
  { store }: Pick<Registry, 'store'>,
  actor: Actor,
  { since }: { readonly since: LocalDate },
): Generator<Shown, void> {
  requireScopeOrConsole(actor, 'dnd:organisations:manage');
  for (let after = since.replaceAll('-', ''); ; ) {
    const page = store.entities('FIGURES_SHOWN', after, pageEntries);
    for (const { id, document } of page) yield { ...document, at: instantOf(id) };
    const last = page.at(-1);
    if (last === undefined || page.length < pageEntries) return;
    after = last.id;
  }
}

/** The time in an id, as `noteFiguresShown` makes it: `20261122T040000000Z-…`. */
function instantOf(id: string): EpochMs {
  const [, date = '', hour = '', rest = ''] = /^(\d{8})T(\d{2})(\d{7})Z/.exec(id) ?? [];
  const day = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
  return parseInstant(`${day}T${hour}:${rest.slice(0, 2)}:${rest.slice(2, 4)}.${rest.slice(4)}Z`) ?? 0;
}
