import type { Permitted } from './replay-row.ts';

/**
 * Hours are averaged over classes, and those who are in a class are counted as all are (`blurred`): so an average tells
 * nothing that counts do not. An average of everybody's exact hours would: by laws that give the same people ever so
 * slightly other hours, the same sum could be measured again and again.
 */
export interface HourClasses {
  readonly count: number;
  readonly widthHours: number;
  readonly hoursOf: (permitted: Permitted) => number;
}

export const weekClasses: HourClasses = { count: 15, widthHours: 12, hoursOf: ({ weekHours }) => weekHours };
export const holidayClasses: HourClasses = { count: 13, widthHours: 2, hoursOf: ({ holidayHours }) => holidayHours };

/** The class whose middle is next; a week in which the clock is set back is no longer than others. */
export function hourClass({ count, widthHours, hoursOf }: HourClasses, permitted: Permitted): number {
  return Math.min(count - 1, Math.round(hoursOf(permitted) / widthHours));
}

/**
 * To a tenth. In the class of those who said nothing all have their hours, which the law gives and no person; in the
 * others the middle. Null where too few are known of.
 */
export function averageHours(
  classes: HourClasses,
  counts: readonly (number | null)[],
  silent: Permitted | undefined,
): number | null {
  const silentClass = silent === undefined ? undefined : hourClass(classes, silent);
  let numbers = 0;
  let hours = 0;
  for (const [place, count] of counts.entries()) {
    const each = silent !== undefined && place === silentClass ? classes.hoursOf(silent) : place * classes.widthHours;
    numbers += count ?? 0;
    hours += (count ?? 0) * each;
  }
  return numbers === 0 ? null : Math.round((hours / numbers) * 10) / 10;
}
