import type { RegionId } from '../regions/regions.ts';
import { type ChangeKind, changeKinds, idleKinds } from './cube-axes.ts';
import { hiddenRows, isSmall, type Part, type Row } from './hidden-rows.ts';
import { all } from './release.ts';
import type { ShownTable } from './shown-table.ts';

/** The tables about what happened in the period, whose rows share their totals. */
export interface ChangeTables {
  readonly changes: ShownTable;
  readonly waysIn: ShownTable;
  readonly days: ShownTable;
  readonly consents: ShownTable;
}

/**
 * What the standing figures of this release and the one before give away of a region: at least so many entries changed
 * what its numbers chose, so many consents were given, so many ended.
 */
export interface Floors {
  readonly changes: number;
  readonly given: number;
  readonly ended: number;
}

/** Rows of a table by the pools that their totals fall into: regions that are hidden everywhere are one row. */
interface Pool {
  readonly regions: readonly RegionId[];
  readonly isHidden: boolean;
}

/** Hides what may be found out of persons, in all tables about changes. `before` tells nothing: what happened is past. */
export function discloseChanges(tables: ChangeTables, minimum: number, floorsOf: (region: RegionId) => Floors): void {
  const { changes, waysIn, days, consents } = tables;
  const regions = changes.members(0).filter((region) => region !== all);
  const pools = discloseTotals(tables, regions, minimum, floorsOf);
  if (pools === undefined) {
    for (const region of [all, ...regions]) {
      for (const kind of changes.members(1)) changes.hide(region, kind);
      for (const way of waysIn.members(1)) waysIn.hide(region, way);
      consents.hide(region, 'GIVEN');
      consents.hide(region, 'WITHDRAWN');
    }
    for (const day of days.members(0)) days.hide(day);
  } else {
    discloseColumns(pools, minimum, columnsOf(tables, floorsOf));
    discloseDays(days, minimum);
  }
  discloseEnds(consents, regions, minimum, floorsOf);
}

/** The totals of regions, alike in two tables; undefined where the country's own is hidden. */
function discloseTotals(
  { changes, waysIn, consents }: ChangeTables,
  regions: readonly RegionId[],
  minimum: number,
  floorsOf: (region: RegionId) => Floors,
): readonly Pool[] | undefined {
  const rows = regions.map((region): Row => {
    const total = changes.at(region, all);
    const { changes: floor } = floorsOf(region);
    const parts = [{ value: total, floor }, { value: total - floor }];
    return { cells: [total, total - floor], parts, size: total };
  });
  const { rows: hidden, total } = hiddenRows(rows, minimum);
  if (total || isSmall(changes.at(all, all), minimum)) return undefined;
  const hiddenRegions = regions.filter((_, at) => hidden.has(at));
  for (const region of hiddenRegions) {
    for (const kind of changes.members(1)) changes.hide(region, kind);
    for (const way of waysIn.members(1)) waysIn.hide(region, way);
    consents.hide(region, 'GIVEN');
    consents.hide(region, 'WITHDRAWN');
  }
  const shown = regions.filter((_, at) => !hidden.has(at)).map((region) => ({ regions: [region], isHidden: false }));
  return hiddenRegions.length === 0 ? shown : [...shown, { regions: hiddenRegions, isHidden: true }];
}

/** A column: the counts of regions. */
interface Column {
  value(region: RegionId): number;
  floor(region: RegionId): number;
  hide(region: RegionId): void;
}

interface Columns {
  /** Once by kind and once by way in; each time they add up to the region's total. */
  readonly partitions: readonly (readonly Column[])[];
  /** What can be worked out besides. */
  readonly besides: readonly ((region: RegionId) => number)[];
}

/**
 * The kind of an entry bears on the way that it took: rows of imports are among what came by `IMPORT`, brands ask for
 * consent by `API` alone. So a region's row is hidden by kind and by way in, or by none: then nobody can tell entries
 * of one hidden region from those of another, whatever is known of kinds and ways.
 *
 * Consents given and withdrawn are columns of the table of consents too, so they are hidden in both or in none; of
 * withdrawals, those that ended a consent and those that answered a request.
 */
function columnsOf({ changes, waysIn, consents }: ChangeTables, floorsOf: (region: RegionId) => Floors): Columns {
  const none = () => 0;
  const ended = (region: RegionId) => consents.at(region, 'WITHDRAWN');
  const hideKind = (kind: ChangeKind, change?: string) => (region: RegionId) => {
    changes.hide(region, kind);
    if (change !== undefined) consents.hide(region, change);
  };
  const kinds = changeKinds.flatMap((kind) => {
    const value = (region: RegionId) => changes.at(region, kind);
    if (kind === 'CONSENT_GIVEN') {
      const floor = (region: RegionId) => Math.min(floorsOf(region).given, value(region));
      return [{ value, floor, hide: hideKind(kind, 'GIVEN') }];
    }
    if (kind !== 'CONSENT_WITHDRAWN') return [{ value, floor: none, hide: hideKind(kind) }];
    const hide = hideKind(kind, 'WITHDRAWN');
    const answered = (region: RegionId) => value(region) - ended(region);
    return [ended, answered].map((part) => ({ value: part, floor: none, hide }));
  });
  const effective = (region: RegionId) =>
    changes.at(region, all) - idleKinds.reduce((sum, kind) => sum + changes.at(region, kind), 0);
  const beyondFloor = (region: RegionId) => effective(region) - floorsOf(region).changes;
  const ways = waysIn.members(1).filter((way) => way !== all);
  const bound = ways.flatMap((way) => {
    const kind = kindsBoundTo[way];
    return kind === undefined ? [] : [{ way, floor: (region: RegionId) => changes.at(region, kind) }];
  });
  return {
    partitions: [
      kinds,
      ways.map((way) => ({
        value: (region) => waysIn.at(region, way),
        floor: bound.find((one) => one.way === way)?.floor ?? none,
        hide: (region) => waysIn.hide(region, way),
      })),
    ],
    besides: [
      beyondFloor,
      ...bound.map(
        ({ way, floor }) =>
          (region: RegionId) =>
            waysIn.at(region, way) - floor(region),
      ),
    ],
  };
}

/** What takes one way in and no other. */
const kindsBoundTo: Readonly<Record<string, ChangeKind>> = { IMPORT: 'IMPORTED', API: 'CONSENT_REQUESTED' };

/**
 * Where a column's sum over the country is small, it and others are hidden in the row of totals, so that of them the
 * sum alone is known; then rows are hidden wholly. Where no rows suffice, the row of totals is.
 */
function discloseColumns(pools: readonly Pool[], minimum: number, { partitions, besides }: Columns): void {
  const over = (regions: readonly RegionId[], count: (region: RegionId) => number) =>
    regions.reduce((sum, region) => sum + count(region), 0);
  const merges = partitions.map((own) => mergedColumns(own, minimum));
  const rows = pools.map(({ regions, isHidden }): Row => {
    const parts = partitions.map((own) =>
      own.map(({ value, floor }) => ({ value: over(regions, value), floor: over(regions, floor) })),
    );
    const others = besides.map((count) => ({ value: over(regions, count) }));
    return {
      cells: [...parts.flat(), ...others].map(({ value }) => value),
      parts: [...parts.flatMap((own, at) => mergedParts(own, merges[at] ?? new Set())), ...others],
      size: (parts[0] ?? []).reduce((sum, { value }) => sum + value, 0),
      ...(isHidden ? { before: 'HIDDEN' } : {}),
    };
  });
  const { rows: hidden, total } = hiddenRows(rows, minimum);
  partitions.forEach((own, partition) => {
    own.forEach(({ hide }, at) => {
      if (total || merges[partition]?.has(at)) hide(all);
      pools.forEach(({ regions, isHidden }, row) => {
        if (isHidden || hidden.has(row)) for (const region of regions) hide(region);
      });
    });
  });
}

function mergedColumns(columns: readonly Column[], minimum: number): ReadonlySet<number> {
  const rows = columns.map(({ value, floor }): Row => {
    const total = value(all);
    return { cells: [total], parts: [{ value: total, floor: floor(all) }], size: total };
  });
  const { rows: hidden, total } = hiddenRows(rows, minimum);
  return total ? new Set(columns.keys()) : hidden;
}

function mergedParts(parts: readonly Part[], merged: ReadonlySet<number>): readonly Part[] {
  const apart = parts.filter((_, at) => !merged.has(at));
  if (merged.size === 0) return apart;
  const together = parts.filter((_, at) => merged.has(at));
  const sum = (count: (part: Part) => number) => together.reduce((total, part) => total + count(part), 0);
  return [...apart, { value: sum(({ value }) => value), floor: sum(({ floor = 0 }) => floor) }];
}

/** Days of the whole country, which add up to its total. */
function discloseDays(days: ShownTable, minimum: number): void {
  const own = days.members(0).filter((day) => day !== all);
  const rows = own.map((day): Row => {
    const value = days.at(day);
    return { cells: [value], parts: [{ value }], size: value };
  });
  const { rows: hidden, total } = hiddenRows(rows, minimum);
  own.forEach((day, at) => {
    if (total || hidden.has(at)) days.hide(day);
  });
}

/** Consents that ran out, or were ended by something else: a column each, with nothing beside it. */
function discloseEnds(
  consents: ShownTable,
  regions: readonly RegionId[],
  minimum: number,
  floorsOf: (region: RegionId) => Floors,
): void {
  const ends = ['WITHDRAWN', 'EXPIRED', 'ENDED'] as const;
  for (const change of ['EXPIRED', 'ENDED'] as const) {
    const rows = regions.map((region): Row => {
      const value = consents.at(region, change);
      const others = ends.reduce((sum, end) => sum + (end === change ? 0 : consents.at(region, end)), 0);
      const floor = Math.min(value, Math.max(0, floorsOf(region).ended - others));
      return { cells: [value], parts: [{ value, floor }], size: value };
    });
    const { rows: hidden, total } = hiddenRows(rows, minimum);
    if (total) consents.hide(all, change);
    regions.forEach((region, at) => {
      if (hidden.has(at)) consents.hide(region, change);
    });
  }
}
