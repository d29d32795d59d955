import { type NumberRecord, type NumberState, unknownRecord, unknownState } from '../core/number-record.ts';
import { type Block, numbersPerBlock, offsetInBlock } from '../core/phone-number.ts';
import { regionOf } from '../core/regions/regions.ts';
import { type NumberEntry, type Tally, talliesOfEntries, talliesOfRows } from '../core/statistics/tallies.ts';
import { numbersKey } from '../core/statistics/tally-keys.ts';
import type { BlockLog, StateId } from './store.ts';

/** Told of what is to be added to counters; of one counter many times. */
export type Adder = (tally: Tally) => void;

/** Replays what the log says of a block, and tells all that it adds to the counters. */
export function addBlockLog(
  block: Block,
  { imports, entries }: BlockLog,
  stateIdOf: (state: NumberState) => StateId,
  add: Adder,
): void {
  const stateIds = new Float64Array(numbersPerBlock);
  const registered = new Map<number, NumberRecord>();
  const hasEntries = new Set(entries.map(({ number }) => offsetInBlock(number)));
  for (const { at, groups } of imports) {
    for (const { preferences, offsets } of groups) {
      if (offsets.length === 0) continue;
      const record = { ...unknownRecord, state: { ...unknownState, preferences } };
      add(talliesOfRows(block, at, offsets.length));
      const stateId = stateIdOf(record.state);
      for (const offset of offsets) {
        stateIds[offset] = stateId;
        if (hasEntries.has(offset)) registered.set(offset, record);
      }
    }
  }
  for (const [offset, ofNumber] of byNumber(entries)) {
    const { record, tallies } = talliesOfEntries(registered.get(offset) ?? unknownRecord, ofNumber);
    for (const tally of tallies) add(tally);
    stateIds[offset] = stateIdOf(record.state);
  }
  addStates(block, stateIds, add);
}

/** The numbers of a block by the states that they stand in. */
export function addStates(block: Block, stateIds: Iterable<StateId>, add: Adder): void {
  const counts = new Map<StateId, number>();
  for (const stateId of stateIds) {
    if (stateId !== 0) counts.set(stateId, (counts.get(stateId) ?? 0) + 1);
  }
  const region = regionOf(block);
  for (const [stateId, count] of counts) add({ key: numbersKey({ region, stateId }), count });
}

function* byNumber(entries: readonly NumberEntry[]): Iterable<readonly [offset: number, readonly NumberEntry[]]> {
  let from = 0;
  for (let at = 1; at <= entries.length; at++) {
    const { number } = entries[from] as NumberEntry;
    if (entries[at]?.number === number) continue;
    yield [offsetInBlock(number), entries.slice(from, at)];
    from = at;
  }
}
