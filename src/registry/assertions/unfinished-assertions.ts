import type { BulkAssertion } from '../../core/bulk-assertion.ts';
import { dayMs } from '../../core/time.ts';
import { nextTurn } from '../../lookup/next-turn.ts';
import type { Registry } from '../registry.ts';

const pageAssertions = 200;

/** Per store: all assertions up to this id are finished for good, so that nobody goes through them again. */
const finishedUpTo = new WeakMap<Registry['store'], string>();

/**
 * Assertions that wait or are being reversed, oldest first, a page a turn of the event loop. One that another process
 * began to reverse long after it took effect is missing here until a restart: that process finishes it.
 */
export async function* unfinishedAssertions({
  store,
  now,
}: Pick<Registry, 'store' | 'now'>): AsyncGenerator<BulkAssertion, void> {
  let after = finishedUpTo.get(store) ?? '';
  let allFinished = true;
  for (;;) {
    const page = store.entities('BULK_ASSERTION', after, pageAssertions);
    for (const { id, document } of page) {
      const isFinished = document.status === 'SETTLED' || document.status === 'REVERSED';
      // Within a day of its end a neighbour with a smaller id may still be opened: clocks differ.
      allFinished &&= isFinished && document.waitsUntil + dayMs < now();
      if (allFinished) finishedUpTo.set(store, id);
      if (!isFinished) yield document;
    }
    const last = page.at(-1);
    if (last === undefined || page.length < pageAssertions) return;
    after = last.id;
    await nextTurn();
  }
}

/** Something finished is taken up again. */
export function forgetFinished({ store }: Pick<Registry, 'store'>): void {
  finishedUpTo.delete(store);
}
