import type { RegionId } from '../regions/regions.ts';
import { type ChangeTables, discloseChanges, type Floors } from './changes-disclosure.ts';
import { choices, stances } from './cube-axes.ts';
import type { FigureTable } from './figure-table.ts';
import { hiddenRows, type Row } from './hidden-rows.ts';
import { type MeasureId, measures } from './measures.ts';
import { discloseNumbers, type NumberTables } from './numbers-disclosure.ts';
import { all, type MeasureTable } from './release.ts';
import { ShownTable } from './shown-table.ts';

export interface Disclosure {
  /** Tables of one month, counted. */
  readonly counted: readonly FigureTable[];
  readonly minimumCellSize: number;
  /** Tables of the latest release before whose standing figures were counted; empty where there is none: nobody stood anywhere. */
  readonly before: readonly MeasureTable[];
  /**
   * Entries by which numbers of a region may have come to choose something else (`choosingKinds`), and changes of
   * consents in it, since what stands was counted for that release; rather too few than too many.
   */
  readonly since: (region: RegionId) => { readonly choices: number; readonly consents: number };
}

/**
 * The tables as they may be published: cells of persons that are small, and what would give them away, are `null`.
 * Standing figures first, for they and those of the release before bound what happened in between.
 */
export function disclose({ counted, minimumCellSize: minimum, before, since }: Disclosure): readonly MeasureTable[] {
  const shown = new Map<MeasureId, ShownTable>();
  for (const table of counted) {
    const { measure } = table;
    shown.set(
      measure,
      new ShownTable(table, before.length === 0 ? 'NOTHING' : before.find((one) => one.measure === measure)),
    );
  }
  const numbers = numberTables(shown);
  const isStill = (region: RegionId) => {
    const grown = Math.abs(numbers?.registered.growth(region, all) ?? 0);
    return since(region).choices - grown < minimum;
  };
  if (numbers !== undefined) discloseNumbers(numbers, minimum, isStill);
  const inForce = shown.get('CONSENTS_IN_FORCE');
  if (inForce !== undefined) discloseInForce(inForce, minimum, (region) => since(region).consents < minimum);
  const changes = changeTables(shown);
  if (changes !== undefined) discloseChanges(changes, minimum, (region) => floorsOf(changes, numbers, inForce, region));
  return measures.flatMap(({ id }) => shown.get(id)?.table() ?? []);
}

function numberTables(shown: ReadonlyMap<MeasureId, ShownTable>): NumberTables | undefined {
  const registered = shown.get('NUMBERS_REGISTERED');
  const choice = shown.get('NUMBERS_BY_CHOICE');
  const hours = shown.get('NUMBERS_REFUSING_HOURS');
  const days = shown.get('NUMBERS_REFUSING_DAYS');
  if (!registered || !choice || !hours || !days) return undefined;
  return { registered, choice, hours, days };
}

function changeTables(shown: ReadonlyMap<MeasureId, ShownTable>): ChangeTables | undefined {
  const changes = shown.get('CHANGES');
  const waysIn = shown.get('CHANGES_BY_WAY_IN');
  const days = shown.get('CHANGES_BY_DAY');
  const consents = shown.get('CONSENT_CHANGES');
  if (!changes || !waysIn || !days || !consents) return undefined;
  return { changes, waysIn, days, consents };
}

/** Consents that cover a category on a channel: one column, beside which nothing stands. */
function discloseInForce(table: ShownTable, minimum: number, isStill: (region: RegionId) => boolean): void {
  const regions = table.members(0).filter((region) => region !== all);
  for (const category of table.members(1)) {
    for (const channel of table.members(2)) {
      const rows = regions.map((region): Row => {
        const value = table.at(region, category, channel);
        const before = table.before(region, category, channel);
        const row = { cells: [value], parts: [{ value }], size: value, isStill: isStill(region) };
        return before === undefined ? row : { ...row, before };
      });
      const { rows: hidden, total } = hiddenRows(rows, minimum);
      const wasHidden = table.before(all, category, channel) === 'HIDDEN' && regions.every(isStill);
      if (total || wasHidden) table.hide(all, category, channel);
      regions.forEach((region, at) => {
        if (hidden.has(at)) table.hide(region, category, channel);
      });
    }
  }
}

function floorsOf(
  { changes }: ChangeTables,
  numbers: NumberTables | undefined,
  inForce: ShownTable | undefined,
  region: RegionId,
): Floors {
  const consents = inForce === undefined ? [] : strata(inForce).map((at) => inForce.growth(region, ...at) ?? 0);
  // What was counted after the month's end is no part of the month: a floor is no higher than what happened in it.
  const known = numbers === undefined ? 0 : Math.min(changesSeen(numbers, region), changes.at(region, all));
  return {
    changes: Math.max(0, known),
    given: consents.reduce((most, growth) => Math.max(most, growth), 0),
    ended: consents.reduce((most, growth) => Math.max(most, -growth), 0),
  };
}

/** An entry moves one number from one cell of a stratum to another, or in or out of the register. */
function changesSeen({ registered, choice, hours, days }: NumberTables, region: RegionId): number {
  const moved = (growths: readonly (number | undefined)[]) => {
    const into = growths.reduce<number>((sum, growth = 0) => sum + Math.max(0, growth), 0);
    const outOf = growths.reduce<number>((sum, growth = 0) => sum + Math.max(0, -growth), 0);
    return Math.max(into, outOf);
  };
  const seen = [
    moved([registered.growth(region, all)]),
    moved(stances.map((stance) => registered.growth(region, stance))),
    ...strata(choice).map((at) => moved(choices.map((one) => choice.growth(region, ...at, one)))),
    ...[hours, days].flatMap((table) => table.members(1).map((time) => moved([table.growth(region, time)]))),
  ];
  return seen.reduce((most, one) => Math.max(most, one), 0);
}

function strata(table: ShownTable): readonly (readonly [string, string])[] {
  return table.members(1).flatMap((category) => table.members(2).map((channel) => [category, channel] as const));
}
