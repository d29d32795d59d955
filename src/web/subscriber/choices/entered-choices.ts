import type { DayNumber } from '../../../core/local-time.ts';
import type { CategoryId, ChannelId, Policy } from '../../../core/policy.ts';
import {
  type BaseStance,
  type CellChoice,
  type Choice,
  canonicalPreferences,
  noPreferences,
  type Preferences,
  refuseAll,
} from '../../../core/preferences.ts';
import { cellReach, isReachable } from '../../../core/reach.ts';
import type { FormFields } from '../../form-fields.ts';

export const stances = ['REFUSE_ALL', 'REFUSE_EXCEPT', 'LAW'] as const satisfies readonly BaseStance[];

/** The form as a person left it. A tick means: may reach me. */
export interface EnteredChoices {
  readonly base: BaseStance;
  /** Under which stance the table was shown; absent: there was no table. */
  readonly shown?: BaseStance | undefined;
  /** Cells, bands and day types with a tick. */
  readonly ticks: ReadonlySet<string>;
}

/** Names of the form's fields. */
export const choiceFields = { base: 'base', shown: 'shown', tick: 'may' } as const;

export function cellTick(category: CategoryId, channel: ChannelId): string {
  return `${category}/${channel}`;
}

export function bandTick(band: string): string {
  return `hours/${band}`;
}

export function dayTick(dayType: string): string {
  return `day/${dayType}`;
}

/** Undefined where no stance was sent. */
export function enteredChoices(form: FormFields): EnteredChoices | undefined {
  const base = form.oneOf(choiceFields.base, stances);
  if (base === undefined) return undefined;
  return { base, shown: form.oneOf(choiceFields.shown, stances), ticks: new Set(form.all(choiceFields.tick)) };
}

/** The form as it is shown for preferences under a stance. */
export function shownChoices(
  policy: Policy,
  preferences: Preferences,
  base: BaseStance,
  today: DayNumber,
): EnteredChoices {
  // Who refuses all has no single choices: what he begins with is what the stance itself says.
  const stood = preferences.base === 'REFUSE_ALL' ? noPreferences : preferences;
  const { refusedBands, refusedDayTypes } = stood;
  const ticks = [
    ...tickedCells(policy, { ...stood, base }, today),
    ...policy.bands.filter(({ id }) => !refusedBands.includes(id)).map(({ id }) => bandTick(id)),
    ...policy.dayTypes.filter(({ id }) => !refusedDayTypes.includes(id)).map(({ id }) => dayTick(id)),
  ];
  return { base, shown: base, ticks: new Set(ticks) };
}

/**
 * What a person wants who left the form so. `PICK`: he wants only those whom he chooses, and has not chosen yet.
 * Rows of the table that are as they stood keep what was said of them, by text message for instance.
 */
export function wantedPreferences(
  policy: Policy,
  present: Preferences,
  { base, shown, ticks }: EnteredChoices,
  today: DayNumber,
): Preferences | 'PICK' {
  if (base === 'REFUSE_ALL') return refuseAll;
  const stood = present.base === 'REFUSE_ALL' ? noPreferences : present;
  if (shown === undefined) return base === 'REFUSE_EXCEPT' ? 'PICK' : canonicalPreferences({ ...stood, base });
  const before = shownChoices(policy, present, shown, today).ticks;
  const cells = policy.categories.flatMap(({ id }) => policy.channels.map((channel) => cellTick(id, channel.id)));
  const isTouched = cells.some((cell) => before.has(cell) !== ticks.has(cell));
  if (base === 'REFUSE_EXCEPT' && shown !== base && !isTouched) return 'PICK';
  // Turning to the law, only what was changed by hand is a choice; the other ticks are those of the old stance.
  const byStance = tickedCells(policy, { ...stood, base }, today);
  const wanted = (cell: string) =>
    base === shown || base === 'REFUSE_EXCEPT' || before.has(cell) !== ticks.has(cell)
      ? ticks.has(cell)
      : byStance.has(cell);
  const rows = policy.categories.map(({ id }) => rowChoices(policy, { ...stood, base }, id, wanted, today));
  return canonicalPreferences({
    base,
    categories: Object.fromEntries(
      rows.flatMap(({ category, general }) => (general === undefined ? [] : [[category, general]])),
    ),
    channels: stood.channels,
    cells: rows.flatMap((row) => row.cells),
    refusedBands: policy.bands.filter(({ id }) => !ticks.has(bandTick(id))).map(({ id }) => id),
    refusedDayTypes: policy.dayTypes.filter(({ id }) => !ticks.has(dayTick(id))).map(({ id }) => id),
  });
}

function tickedCells(policy: Policy, preferences: Preferences, today: DayNumber): ReadonlySet<string> {
  const ticked = policy.categories.flatMap(({ id: category }) =>
    policy.channels
      .filter(({ id }) => isReachable(cellReach(policy, preferences, category, id, today)))
      .map(({ id }) => cellTick(category, id)),
  );
  return new Set(ticked);
}

interface RowChoices {
  readonly category: CategoryId;
  readonly general?: Choice | undefined;
  readonly cells: readonly CellChoice[];
}

/** The fewest choices for one category that come to its ticks: those that stood, none, one for all channels, single ones. */
function rowChoices(
  policy: Policy,
  stood: Preferences,
  category: CategoryId,
  wanted: (tick: string) => boolean,
  today: DayNumber,
): RowChoices {
  const { [category]: general, ...others } = stood.categories;
  const missed = (row: RowChoices) => {
    const categories = row.general === undefined ? others : { ...others, [category]: row.general };
    const preferences = { ...stood, categories, cells: row.cells };
    return policy.channels.flatMap(({ id: channel }): CellChoice[] => {
      const isWanted = wanted(cellTick(category, channel));
      if (isReachable(cellReach(policy, preferences, category, channel, today)) === isWanted) return [];
      return [{ category, channel, choice: isWanted ? 'ALLOW' : 'REFUSE' }];
    });
  };
  const asStood = { category, general, cells: stood.cells.filter((cell) => cell.category === category) };
  const plain = { category, cells: [] };
  const candidates: readonly RowChoices[] = [
    asStood,
    plain,
    { ...plain, general: 'REFUSE' },
    { ...plain, general: 'ALLOW' },
  ];
  const fit = candidates.find((row) => missed(row).length === 0);
  if (fit !== undefined) return fit;
  const [ofKept, ofPlain] = [missed({ ...plain, general }), missed(plain)];
  return ofKept.length <= ofPlain.length ? { category, general, cells: ofKept } : { category, cells: ofPlain };
}
