import { Fault } from '../core/fault.ts';
import { type Block, numberAt, numbersPerBlock } from '../core/phone-number.ts';
import { canonicalPreferences, noPreferences, type Preferences } from '../core/preferences.ts';
import { preferencesJson } from './canonical.ts';
import { leafHasher, rowText, type Sha256, saltBytes } from './leaf-hash.ts';
import type { BlockImport } from './store.ts';

/** The rows of a bulk import as a table over the block. */
export interface ImportRows {
  readonly sets: readonly Preferences[];
  /** For each of the 10,000 numbers the place of its set, counted from 1; 0: not imported. */
  readonly setPlaces: Uint16Array;
  readonly count: number;
}

/**
 * The checked rows of an import. Fault INVALID_ARGUMENT where an offset is outside the block or stands twice, or
 * where a set is empty: a number without any choice is not registered, it is unknown.
 */
export function importRows({ groups }: BlockImport): ImportRows {
  const setPlaces = new Uint16Array(numbersPerBlock);
  const empty = preferencesJson(noPreferences);
  let count = 0;
  for (const [index, { preferences, offsets }] of groups.entries()) {
    const field = `groups[${index}]`;
    if (preferencesJson(preferences) === empty) throw new Fault('INVALID_ARGUMENT', 'Empty preferences', { field });
    for (const offset of offsets) {
      if (offset >= numbersPerBlock) throw new Fault('INVALID_ARGUMENT', 'Offset outside the block', { field });
      if (setPlaces[offset] !== 0) throw new Fault('INVALID_ARGUMENT', 'Offset given twice', { field });
      setPlaces[offset] = index + 1;
      count++;
    }
  }
  return { sets: groups.map((group) => canonicalPreferences(group.preferences)), setPlaces, count };
}

/** The salted leaf of every row, by offset; `salts` holds `saltBytes` for each row, in the order of the offsets. */
export function rowLeaves(sha256: Sha256, block: Block, rows: ImportRows, salts: Uint8Array): Map<number, Uint8Array> {
  const texts = rows.sets.map(preferencesJson);
  const leafOf = leafHasher(sha256);
  const leaves = new Map<number, Uint8Array>();
  for (const [offset, place] of rows.setPlaces.entries()) {
    if (place === 0) continue;
    const salt = salts.subarray(leaves.size * saltBytes, (leaves.size + 1) * saltBytes);
    leaves.set(offset, leafOf(salt, rowText(numberAt(block, offset), texts[place - 1] ?? '')));
  }
  return leaves;
}
