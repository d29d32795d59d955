import { all } from '../statistics/release.ts';
import { type Blur, blurred, keySum } from './blurred.ts';
import type { Census, RegionStanding } from './census.ts';
import { averageHours, type HourClasses, holidayClasses, hourClass, weekClasses } from './hour-classes.ts';
import type { ReplayCell } from './replay-cells.ts';
import type { BothLaws, Compared, ReplayRow } from './replay-row.ts';

/** What is counted of a cell, for each region: here, or from here on. */
const sums = {
  numbers: 0,
  permittedPresent: 1,
  permittedProposed: 2,
  REFUSED_INSTEAD: 3,
  PERMITTED_INSTEAD: 4,
  AT_OTHER_HOURS: 5,
  weekPresent: 6,
  weekProposed: 6 + weekClasses.count,
  holidayPresent: 6 + 2 * weekClasses.count,
  holidayProposed: 6 + 2 * weekClasses.count + holidayClasses.count,
} as const;
const sumCount = sums.holidayProposed + holidayClasses.count;

/** The counts of one cell, exact, and the keys of who is counted in; row 0 is the country. */
export class CellSums {
  readonly #census: Census;
  readonly #blur: Blur;
  readonly #numbers: Float64Array;
  readonly #keys: Uint32Array;

  constructor(census: Census, blur: Blur) {
    this.#census = census;
    this.#blur = blur;
    this.#numbers = new Float64Array((census.regions.length + 1) * sumCount);
    this.#keys = new Uint32Array(this.#numbers.length);
  }

  add({ present, proposed, change }: Compared, standings: readonly RegionStanding[]): void {
    const places: number[] = [sums.numbers];
    if (change !== 'NONE') places.push(sums[change]);
    if (present !== undefined) {
      if (present.isPermitted) places.push(sums.permittedPresent);
      places.push(sums.weekPresent + hourClass(weekClasses, present));
      places.push(sums.holidayPresent + hourClass(holidayClasses, present));
    }
    if (proposed !== undefined) {
      if (proposed.isPermitted) places.push(sums.permittedProposed);
      places.push(sums.weekProposed + hourClass(weekClasses, proposed));
      places.push(sums.holidayProposed + hourClass(holidayClasses, proposed));
    }
    for (const standing of standings) for (const place of places) this.#count(standing, place);
  }

  #count({ region, numbers, key }: RegionStanding, sum: number): void {
    for (const place of [sum, (region + 1) * sumCount + sum]) {
      this.#numbers[place] = (this.#numbers[place] ?? 0) + numbers;
      this.#keys[place] = keySum(this.#keys[place] ?? 0, key);
    }
  }

  /** Of the country, then of each region. `silent`: what those get who said nothing. */
  rows(cell: ReplayCell, silent: Compared, hasHolidays: boolean): readonly ReplayRow[] {
    return [all, ...this.#census.regions].map((region, row) => this.#row(cell, silent, hasHolidays, region, row));
  }

  #row(cell: ReplayCell, silent: Compared, hasHolidays: boolean, region: string, row: number): ReplayRow {
    const { law, messageClass, category, channel } = cell;
    const figure = (sum: number) => this.#figure(row, sum);
    const isCompared = law === 'SAME' || law === 'CHANGED';
    // Where the law is the same it is known without looking at anybody that nothing changes.
    const changed = (sum: number) => (law === 'SAME' ? 0 : isCompared ? figure(sum) : null);
    const numbers = figure(sums.numbers);
    const changes = {
      refusedInstead: changed(sums.REFUSED_INSTEAD),
      permittedInstead: changed(sums.PERMITTED_INSTEAD),
      atOtherHours: changed(sums.AT_OTHER_HOURS),
    };
    const shown = Object.values(changes).reduce((sum: number, one) => sum + (one ?? 0), 0);
    const hours = (classes: HourClasses, present: number, proposed: number) =>
      byLaws(
        cell,
        averageHours(classes, this.#figures(row, present, classes.count), silent.present),
        averageHours(classes, this.#figures(row, proposed, classes.count), silent.proposed),
      );
    return {
      ...{ region, messageClass, category, channel, law, numbers },
      permitted: byLaws(cell, figure(sums.permittedPresent), figure(sums.permittedProposed)),
      ...changes,
      unchanged: numbers === null || !isCompared ? null : Math.max(0, numbers - shown),
      hoursAWeek: hours(weekClasses, sums.weekPresent, sums.weekProposed),
      hoursAHoliday: hasHolidays ? hours(holidayClasses, sums.holidayPresent, sums.holidayProposed) : {},
    };
  }

  #figures(row: number, first: number, count: number): readonly (number | null)[] {
    return Array.from({ length: count }, (_, place) => this.#figure(row, first + place));
  }

  #figure(row: number, sum: number): number | null {
    const place = row * sumCount + sum;
    return blurred(this.#blur, this.#numbers[place] ?? 0, this.#keys[place] ?? 0);
  }
}

function byLaws<T>({ law }: ReplayCell, present: T, proposed: T): BothLaws<T> {
  return { ...(law === 'NEW' ? {} : { present }), ...(law === 'GONE' ? {} : { proposed }) };
}
