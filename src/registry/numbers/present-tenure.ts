import type { Position } from '../../core/change.ts';
import type { NumberDetail, NumberRecord } from '../../core/number-record.ts';
import type { PhoneNumber } from '../../core/phone-number.ts';
import type { EpochMs } from '../../core/time.ts';
import type { LogEntry } from '../../storage/store.ts';
import type { Registry } from '../registry.ts';
import { type EntryOfNumber, entriesOfNumber } from './entries-of-number.ts';

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
export async function* entriesOfTenure(
  registry: Pick<Registry, 'shard'>,
  number: PhoneNumber,
): AsyncGenerator<LogEntry, void> {
  for await (const { entry } of tenureOf(registry, number)) yield entry;
}

/** Those of `entriesOfTenure` that no reversal has made void: what rules go by. */
export async function* standingEntries(
  registry: Pick<Registry, 'shard'>,
  number: PhoneNumber,
): AsyncGenerator<LogEntry, void> {
  for await (const { entry, isVoid } of tenureOf(registry, number)) if (!isVoid) yield entry;
}

/** Position of the entry that gave the present holder the number; 0: he is its first one. */
export async function tenureBegins(registry: Pick<Registry, 'shard'>, number: PhoneNumber): Promise<Position> {
  for await (const entry of standingEntries(registry, number)) {
    if ('event' in entry && entry.event.kind === 'NUMBER_REASSIGNED') return entry.position;
  }
  return 0;
}

async function* tenureOf(registry: Pick<Registry, 'shard'>, number: PhoneNumber): AsyncGenerator<EntryOfNumber, void> {
  for await (const one of entriesOfNumber(registry, number)) {
    yield one;
    if (!one.isVoid && 'event' in one.entry && one.entry.event.kind === 'NUMBER_REASSIGNED') return;
  }
}
