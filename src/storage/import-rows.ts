import { Fault } from '../core/fault.ts';
import { type Block, numberAt, numbersPerBlock } from '../core/phone-number.ts';
import { canonicalPreferences, noPreferences, type Preferences } from '../core/preferences.ts';
import { preferencesJson } from './canonical.ts';
import { leafHasher, rowText, type Sha256, saltBytes } from './leaf-hash.ts';
import type { BlockImport } from './store.ts';

/** The rows of a bulk import of one block, ascending by offset: many blocks have few. */
export interface ImportRows {
  readonly sets: readonly Preferences[];
  readonly offsets: Uint16Array;
  /** For each offset the place of its set, counted from 1. */
  readonly places: Uint16Array;
  readonly count: number;
}

/**
 * The checked rows of an import. Fault INVALID_ARGUMENT where an offset is outside the block or stands twice, or
 * where a set is empty: a number without any choice is not registered, it is unknown.
 */
export function importRows({ groups }: BlockImport): ImportRows {
  const empty = preferencesJson(noPreferences);
  const count = groups.reduce((sum, { offsets }) => sum + offsets.length, 0);
  const keys = new Float64Array(count);
  let at = 0;
  for (const [index, { preferences, offsets }] of groups.entries()) {
    const field = `groups[${index}]`;
    if (preferencesJson(preferences) === empty) throw new Fault('INVALID_ARGUMENT', 'Empty preferences', { field });
    for (const offset of offsets) {
      if (offset >= numbersPerBlock) throw new Fault('INVALID_ARGUMENT', 'Offset outside the block', { field });
      keys[at] = offset * placesMax + index + 1;
      at += 1;
    }
  }
  keys.sort();
  const offsets = Uint16Array.from(keys, (key) => Math.floor(key / placesMax));
  const places = Uint16Array.from(keys, (key) => key % placesMax);
  const twice = offsets.findIndex((offset, row) => row > 0 && offset === offsets[row - 1]);
  if (twice !== -1) {
    const field = `groups[${(places[twice] ?? 1) - 1}]`;
    throw new Fault('INVALID_ARGUMENT', 'Offset given twice', { field });
  }
  return { sets: groups.map((group) => canonicalPreferences(group.preferences)), offsets, places, count };
}

/** More sets than a block has numbers. */
const placesMax = 2 ** 16;

/**
 * The salted leaf of every row, in the order of the offsets; `salts` holds `saltBytes` for each. Hashed as they are
 * asked for, some 2 µs each: a whole block takes too long to be hashed in one turn of the event loop.
 */
export function* rowLeaves(
  sha256: Sha256,
  block: Block,
  rows: ImportRows,
  salts: Uint8Array,
): Generator<Uint8Array, void> {
  const texts = rows.sets.map(preferencesJson);
  const leafOf = leafHasher(sha256);
  for (const [row, offset] of rows.offsets.entries()) {
    const salt = salts.subarray(row * saltBytes, (row + 1) * saltBytes);
    yield leafOf(salt, rowText(numberAt(block, offset), texts[(rows.places[row] ?? 0) - 1] ?? ''));
  }
}

/** The rows whose offsets a test keeps, with the same sets. */
export function rowsWhere(rows: ImportRows, isKept: (offset: number) => boolean): ImportRows {
  const offsets = rows.offsets.filter(isKept);
  if (offsets.length === rows.count) return rows;
  const places = rows.places.filter((_, row) => isKept(rows.offsets[row] ?? 0));
  return { sets: rows.sets, offsets, places, count: offsets.length };
}
