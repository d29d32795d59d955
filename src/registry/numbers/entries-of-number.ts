import type { NumberChange, Position } from '../../core/change.ts';
import type { PhoneNumber } from '../../core/phone-number.ts';
import { nextTurn } from '../../lookup/next-turn.ts';
import type { LogEntry } from '../../storage/store.ts';
import type { Registry } from '../registry.ts';

/** An entry about a number. */
export interface EntryOfNumber {
  readonly entry: LogEntry;
  /** It came with a bulk assertion that was reversed: the record is as if it had never been. */
  readonly isVoid: boolean;
}

/** All entries about a number, newest first, block imports that touch it included; a page a turn of the event loop. */
export async function* entriesOfNumber(
  { shard }: Pick<Registry, 'shard'>,
  number: PhoneNumber,
): AsyncGenerator<EntryOfNumber, void> {
  let before: Position = Number.MAX_SAFE_INTEGER;
  let voidFrom = Number.POSITIVE_INFINITY;
  for (;;) {
    const page = await shard.history(number, before, pageEntries);
    for (const entry of page) {
      yield { entry, isVoid: entry.position >= voidFrom };
      if (isRestoration(entry)) voidFrom = Math.min(voidFrom, entry.event.undoes);
      before = entry.position;
    }
    if (page.length < pageEntries) return;
    await nextTurn();
  }
}

const pageEntries = 50;

type Restoration = NumberChange & { readonly event: { readonly kind: 'NUMBER_RESTORED'; readonly undoes: Position } };

function isRestoration(entry: LogEntry): entry is LogEntry & Restoration {
  return 'number' in entry && entry.event.kind === 'NUMBER_RESTORED';
}
