import type { BandId, CategoryId, ChannelId, DayTypeId } from './policy.ts';

export type Choice = 'REFUSE' | 'ALLOW';

/**
 * What stands where neither cell, category nor channel is chosen. `LAW`: the policy's default.
 * `REFUSE_EXCEPT`: refused, but for the allowances listed. `REFUSE_ALL`: refused without exception, categories
 * added later included; it carries no other choice, and it voids the consents given before it.
 */
export type BaseStance = 'LAW' | 'REFUSE_EXCEPT' | 'REFUSE_ALL';

export interface CellChoice {
  readonly category: CategoryId;
  readonly channel: ChannelId;
  readonly choice: Choice;
}

/** What the holder of one number refuses and allows. Values are canonical: see `canonicalPreferences`. */
export interface Preferences {
  readonly base: BaseStance;
  readonly categories: Readonly<Record<CategoryId, Choice>>;
  readonly channels: Readonly<Record<ChannelId, Choice>>;
  readonly cells: readonly CellChoice[];
  readonly refusedBands: readonly BandId[];
  readonly refusedDayTypes: readonly DayTypeId[];
}

/** No choice of any kind: every number that the registry has never heard of. */
export const noPreferences: Preferences = {
  base: 'LAW',
  categories: {},
  channels: {},
  cells: [],
  refusedBands: [],
  refusedDayTypes: [],
};

export const refuseAll: Preferences = { ...noPreferences, base: 'REFUSE_ALL' };

/**
 * The one form of equal preferences: keys and lists sorted, doubles removed (of two choices for one cell the
 * refusal stays), `REFUSE_ALL` without any exception. Equal preferences give equal `JSON.stringify`.
 */
export function canonicalPreferences(preferences: Preferences): Preferences {
  if (preferences.base === 'REFUSE_ALL') return refuseAll;
  return {
    base: preferences.base,
    categories: sortedRecord(preferences.categories),
    channels: sortedRecord(preferences.channels),
    cells: sortedCells(preferences.cells),
    refusedBands: [...new Set(preferences.refusedBands)].sort(),
    refusedDayTypes: [...new Set(preferences.refusedDayTypes)].sort(),
  };
}

/** Whether anything at all is refused: what India's service class asks. */
export function refusesAnything(preferences: Preferences): boolean {
  return (
    preferences.base !== 'LAW' ||
    preferences.refusedBands.length > 0 ||
    preferences.refusedDayTypes.length > 0 ||
    Object.values(preferences.categories).includes('REFUSE') ||
    Object.values(preferences.channels).includes('REFUSE') ||
    preferences.cells.some((cell) => cell.choice === 'REFUSE')
  );
}

function sortedRecord(record: Readonly<Record<string, Choice>>): Readonly<Record<string, Choice>> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function sortedCells(cells: readonly CellChoice[]): readonly CellChoice[] {
  const byKey = new Map<string, CellChoice>();
  for (const { category, channel, choice } of cells) {
    const key = `${category}/${channel}`;
    if (byKey.get(key)?.choice !== 'REFUSE') byKey.set(key, { category, channel, choice });
  }
  return [...byKey.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, cell]) => cell);
}
