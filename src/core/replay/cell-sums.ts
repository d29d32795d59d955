import { all } from '../statistics/release.ts';
import { dayMs, hourMs } from '../time.ts';
import { type Blur, blurred, keySum } from './blurred.ts';
import type { Census, RegionStanding } from './census.ts';
import type { ReplayCell } from './replay-cells.ts';
import type { BothLaws, Compared, ReplayRow } from './replay-row.ts';

/** What is summed of a cell, for each region. */
const sums = {
  numbers: 0,
  permittedPresent: 1,
  permittedProposed: 2,
  refusedInstead: 3,
  permittedInstead: 4,
  atOtherHours: 5,
  weekMsPresent: 6,
  weekMsProposed: 7,
  holidayMsPresent: 8,
  holidayMsProposed: 9,
} as const;
const sumCount = Object.keys(sums).length;

const sumOfChange = {
  REFUSED_INSTEAD: sums.refusedInstead,
  PERMITTED_INSTEAD: sums.permittedInstead,
  AT_OTHER_HOURS: sums.atOtherHours,
} as const;

const weekMs = 7 * dayMs;

/** The sums of one cell, exact, and the keys of who is counted in; row 0 is the country. */
export class CellSums {
  readonly #census: Census;
  readonly #blur: Blur;
  readonly #amounts: Float64Array;
  readonly #keys: Uint32Array;

  constructor(census: Census, blur: Blur) {
    this.#census = census;
    this.#blur = blur;
    this.#amounts = new Float64Array((census.regions.length + 1) * sumCount);
    this.#keys = new Uint32Array(this.#amounts.length);
  }

  add({ present, proposed, change }: Compared, standings: readonly RegionStanding[]): void {
    for (const standing of standings) {
      this.#count(standing, sums.numbers, 1);
      if (present?.isPermitted === true) this.#count(standing, sums.permittedPresent, 1);
      if (proposed?.isPermitted === true) this.#count(standing, sums.permittedProposed, 1);
      if (change !== 'NONE') this.#count(standing, sumOfChange[change], 1);
      this.#count(standing, sums.weekMsPresent, present?.weekMs ?? 0);
      this.#count(standing, sums.weekMsProposed, proposed?.weekMs ?? 0);
      this.#count(standing, sums.holidayMsPresent, present?.holidayMs ?? 0);
      this.#count(standing, sums.holidayMsProposed, proposed?.holidayMs ?? 0);
    }
  }

  #count({ region, numbers, key }: RegionStanding, sum: number, each: number): void {
    if (each === 0) return;
    for (const place of [sum, (region + 1) * sumCount + sum]) {
      this.#amounts[place] = (this.#amounts[place] ?? 0) + numbers * each;
      this.#keys[place] = keySum(this.#keys[place] ?? 0, key);
    }
  }

  /** Of the country, then of each region. */
  rows(cell: ReplayCell, holidays: number): readonly ReplayRow[] {
    return [all, ...this.#census.regions].map((region, row) => this.#row(cell, region, row, holidays));
  }

  #row(cell: ReplayCell, region: string, row: number, holidays: number): ReplayRow {
    const hasPresent = cell.law !== 'NEW';
    const hasProposed = cell.law !== 'GONE';
    const isBoth = hasPresent && hasProposed;
    const both = <T>(present: T, proposed: T): BothLaws<T> => ({
      ...(hasPresent ? { present } : {}),
      ...(hasProposed ? { proposed } : {}),
    });
    const figure = (sum: number, perPerson = 1) => this.#figure(row, sum, perPerson);
    // Where the law is the same it is known without looking at anybody that nothing changes.
    const changed = (sum: number) => (cell.law === 'SAME' ? 0 : isBoth ? figure(sum) : null);
    const numbers = figure(sums.numbers);
    const changes = {
      refusedInstead: changed(sums.refusedInstead),
      permittedInstead: changed(sums.permittedInstead),
      atOtherHours: changed(sums.atOtherHours),
    };
    const shown = Object.values(changes).reduce((sum: number, one) => sum + (one ?? 0), 0);
    const average = (sum: number, days: number) => averageHours(figure(sum, days * dayMs), numbers, days);
    const week = (sum: number) => averageHours(figure(sum, weekMs), numbers, 1, 7);
    const { law, messageClass, category, channel } = cell;
    return {
      ...{ region, messageClass, category, channel, law, numbers },
      permitted: both(figure(sums.permittedPresent), figure(sums.permittedProposed)),
      ...changes,
      unchanged: numbers === null || !isBoth ? null : Math.max(0, numbers - shown),
      hoursAWeek: both(week(sums.weekMsPresent), week(sums.weekMsProposed)),
      hoursAHoliday:
        holidays === 0 ? {} : both(average(sums.holidayMsPresent, holidays), average(sums.holidayMsProposed, holidays)),
    };
  }

  #figure(row: number, sum: number, perPerson: number): number | null {
    const place = row * sumCount + sum;
    return blurred(this.#blur, this.#amounts[place] ?? 0, this.#keys[place] ?? 0, perPerson);
  }
}

/** Of figures that are unsharp already, and may then come to more than there is. */
function averageHours(
  totalMs: number | null,
  numbers: number | null,
  times: number,
  daysEach: number = 1,
): number | null {
  if (totalMs === null || numbers === null) return null;
  const hours = Math.round(totalMs / numbers / times / (hourMs / 10)) / 10;
  return Math.min(hours, (daysEach * dayMs) / hourMs);
}
