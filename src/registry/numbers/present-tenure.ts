import type { Position } from '../../core/change.ts';
import type { NumberDetail, NumberRecord } from '../../core/number-record.ts';
import type { PhoneNumber } from '../../core/phone-number.ts';
import type { EpochMs } from '../../core/time.ts';
import type { LogEntry } from '../../storage/store.ts';
import type { Registry } from '../registry.ts';

/** Which tenure of the number is the present one, 1 for the first; undefined while it has no holder. */
export function presentTenure({ state, detail }: NumberRecord): number | undefined {
  return state.service === 'QUARANTINED' ? undefined : (detail.tenures.at(-1)?.ordinal ?? 1);
}

/** The last beginning or end of a tenure that was reported; undefined where none was. */
export function lastTenureBoundary({ tenures }: NumberDetail): EpochMs | undefined {
  const last = tenures.at(-1);
  return last?.closedAt ?? last?.openedAt;
}

/**
 * What the present holder may know: entries about the number, newest first, down to the one that gave it to him, or
 * to its first. What a former holder did stays hidden.
 */
export async function* entriesOfTenure(registry: Registry, number: PhoneNumber): AsyncGenerator<LogEntry, void> {
  let before: Position = Number.MAX_SAFE_INTEGER;
  for (;;) {
    const page = await registry.shard.history(number, before, pageEntries);
    for (const entry of page) {
      yield entry;
      if ('event' in entry && entry.event.kind === 'NUMBER_REASSIGNED') return;
      before = entry.position;
    }
    if (page.length < pageEntries) return;
  }
}

const pageEntries = 50;
