import type { LocalDate } from '../../core/policy.ts';
import type { FiguresShown } from '../../core/statistics/release.ts';
import type { EpochMs } from '../../core/time.ts';
import type { Actor } from '../access/actor.ts';
import { requireScopeOrConsole } from '../access/permission.ts';
import type { Registry } from '../registry.ts';
import { timeOfId } from '../timed-id.ts';

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
    for (const { id, document } of page) yield { ...document, at: timeOfId(id) };
    const last = page.at(-1);
    if (last === undefined || page.length < pageEntries) return;
    after = last.id;
  }
}
