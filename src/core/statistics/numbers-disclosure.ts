import type { RegionId } from '../regions/regions.ts';
import { choices, stances } from './cube-axes.ts';
import { hiddenRows, isSmall, knownGroups, type Row } from './hidden-rows.ts';
import { all } from './release.ts';
import type { ShownTable } from './shown-table.ts';

/** The four tables about registered numbers, whose rows share their totals. */
export interface NumberTables {
  readonly registered: ShownTable;
  readonly choice: ShownTable;
  readonly hours: ShownTable;
  readonly days: ShownTable;
}

/** Regions of whose numbers so little changed since the release before that they stand as they did. */
export type IsStill = (region: RegionId) => boolean;

/**
 * What the tables of registered numbers tell of rows of them. The stances are known wherever a row's numbers are, and
 * whoever refuses everything refuses each category, band and kind of day: so what can be worked out of a category and
 * channel is how many refuse it without refusing everything, allow it, and leave it to the law; and of those that left
 * all to the law but some choices, how many said something of it.
 */
interface Standing {
  readonly total: number;
  readonly law: number;
  readonly refuseAll: number;
}

/** Regions that are hidden everywhere, as one row, or one that is not. */
interface Pool {
  readonly regions: readonly RegionId[];
  readonly isHidden: boolean;
  readonly standing: Standing;
}

/** Hides what may be found out of persons, in all four tables. */
export function discloseNumbers(tables: NumberTables, minimum: number, isStill: IsStill): void {
  const { registered, choice, hours, days } = tables;
  const regions = registered.members(0).filter((region) => region !== all);
  if (isSmall(registered.at(all, all), minimum)) {
    hideAll(registered);
    for (const table of [choice, hours, days]) hideAll(table);
    return;
  }
  const { pools, unknown } = discloseRegistered(registered, regions, minimum, isStill);
  for (const region of unknown) for (const table of [registered, choice, hours, days]) hideAll(table, [region]);
  for (const category of choice.members(1)) {
    for (const channel of choice.members(2)) {
      discloseStratum(pools, minimum, isStill, new ChoiceStratum(choice, category, channel));
    }
  }
  for (const table of [hours, days]) {
    for (const time of table.members(1)) discloseStratum(pools, minimum, isStill, new TimeStratum(table, time));
  }
}

/** All cells whose first members are these. */
function hideAll(table: ShownTable, first: readonly string[] = []): void {
  const walk = (members: readonly string[]): void => {
    const next = table.members(members.length);
    if (next.length === 0) table.hide(...members);
    for (const member of next) walk([...members, member]);
  };
  walk(first);
}

/** What the table of registered numbers leaves of the regions for the others. */
interface Registered {
  /**
   * Hidden regions are hidden with their totals, and in every table: one pool, of which the sums are known, or two where
   * those that were hidden before are known by themselves.
   */
  readonly pools: readonly Pool[];
  /** Of which nothing is known in any table, nor may be: where nothing else can hide them, `ALL` is among them. */
  readonly unknown: readonly RegionId[];
}

function discloseRegistered(
  registered: ShownTable,
  regions: readonly RegionId[],
  minimum: number,
  isStill: IsStill,
): Registered {
  const rows = regions.map((region): Row => {
    const cells = stances.map((stance) => registered.at(region, stance));
    return rowOf(cells, registered.at(region, all), registered.before(region, all), isStill(region));
  });
  const byStance = hiddenRows(rows, minimum);
  // Where the country's own stances are few they are hidden, and the total alone is known of those that are.
  const byTotal = byStance.total ? hiddenRows(rows.map(totalOnly), minimum) : byStance;
  const hidden = byTotal.rows;
  if (byStance.total) for (const stance of stances) registered.hide(all, stance);
  regions.forEach((region, at) => {
    if (hidden.has(at)) for (const stance of [all, ...stances]) registered.hide(region, stance);
  });
  const shown = regions
    .filter((_, at) => !hidden.has(at))
    .map((region) => {
      return { regions: [region], isHidden: false, standing: standingOf(registered, [region], false) };
    });
  if (byTotal.total && rows.some(({ size }, at) => hidden.has(at) && isSmall(size, minimum))) {
    return { pools: shown, unknown: [all, ...regions.filter((_, at) => hidden.has(at))] };
  }
  const [, fresh] = knownGroups(rows, hidden);
  const groups = [true, false].map((isFresh) =>
    regions.filter((_, at) => hidden.has(at) && (fresh?.has(at) ?? false) === isFresh),
  );
  const pools = groups
    .filter((own) => own.length > 0)
    .map((own) => ({ regions: own, isHidden: true, standing: standingOf(registered, own, byStance.total) }));
  return { pools: [...shown, ...pools], unknown: [] };
}

function rowOf(cells: readonly number[], size: number, before: Row['before'], isStill: boolean): Row {
  const parts = cells.map((value) => ({ value }));
  return { cells, parts, size, isStill, ...(before === undefined ? {} : { before }) };
}

function totalOnly(row: Row): Row {
  return { ...row, parts: [{ value: row.size }] };
}

/** Of a pool whose stances nobody knows, everybody may have left all to the law. */
function standingOf(registered: ShownTable, regions: readonly RegionId[], isUnknown: boolean): Standing {
  const sum = (stance: string) => regions.reduce((total, region) => total + registered.at(region, stance), 0);
  const total = sum(all);
  return isUnknown ? { total, law: total, refuseAll: 0 } : { total, law: sum('LAW'), refuseAll: sum('REFUSE_ALL') };
}

/** Part of a table whose rows are the regions and whose columns part the region's registered numbers. */
interface Stratum {
  /** What can be worked out of a row whose standing is known. */
  cells(regions: readonly RegionId[], standing: Standing): readonly number[];
  before(region: RegionId): Row['before'];
  /** `total`: with the region's number of registered numbers. */
  hide(region: RegionId, total: boolean): void;
}

function discloseStratum(pools: readonly Pool[], minimum: number, isStill: IsStill, stratum: Stratum): void {
  const rows = pools.map(({ regions, isHidden, standing }): Row => {
    const before = isHidden ? 'HIDDEN' : stratum.before(regions[0] ?? all);
    return rowOf(stratum.cells(regions, standing), standing.total, before, regions.every(isStill));
  });
  const { rows: hidden, total } = hiddenRows(rows, minimum);
  const wasHidden = stratum.before(all) === 'HIDDEN' && pools.every(({ regions }) => regions.every(isStill));
  if (total || wasHidden) stratum.hide(all, false);
  pools.forEach(({ regions, isHidden }, at) => {
    if (isHidden || hidden.has(at)) for (const region of regions) stratum.hide(region, isHidden);
  });
}

class ChoiceStratum implements Stratum {
  readonly #table: ShownTable;
  readonly #category: string;
  readonly #channel: string;

  constructor(table: ShownTable, category: string, channel: string) {
    this.#table = table;
    this.#category = category;
    this.#channel = channel;
  }

  cells(regions: readonly RegionId[], { law, refuseAll }: Standing): readonly number[] {
    const sum = (choice: string) =>
      regions.reduce((total, region) => total + this.#table.at(region, this.#category, this.#channel, choice), 0);
    const unspoken = sum('UNSPOKEN');
    return [sum('REFUSED') - refuseAll, sum('ALLOWED'), unspoken, law - unspoken];
  }

  before(region: RegionId): Row['before'] {
    return this.#table.before(region, this.#category, this.#channel, 'REFUSED');
  }

  hide(region: RegionId, total: boolean): void {
    for (const choice of total ? [all, ...choices] : choices)
      this.#table.hide(region, this.#category, this.#channel, choice);
  }
}

class TimeStratum implements Stratum {
  readonly #table: ShownTable;
  readonly #time: string;

  constructor(table: ShownTable, time: string) {
    this.#table = table;
    this.#time = time;
  }

  cells(regions: readonly RegionId[], { total, refuseAll }: Standing): readonly number[] {
    const refusing = regions.reduce((sum, region) => sum + this.#table.at(region, this.#time), 0);
    return [refusing - refuseAll, total - refusing];
  }

  before(region: RegionId): Row['before'] {
    return this.#table.before(region, this.#time);
  }

  hide(region: RegionId): void {
    this.#table.hide(region, this.#time);
  }
}
