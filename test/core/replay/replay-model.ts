import { decide } from '../../../src/core/decide.ts';
import { startOfLocalDate } from '../../../src/core/local-time.ts';
import type { PhoneNumber } from '../../../src/core/phone-number.ts';
import type { Policy } from '../../../src/core/policy.ts';
import { type Blur, blurred, keyOfStanding, keySum } from '../../../src/core/replay/blurred.ts';
import type { ReplayCell } from '../../../src/core/replay/replay-cells.ts';
import type { ReplayDays } from '../../../src/core/replay/replay-week.ts';
import { hourMs } from '../../../src/core/time.ts';
import type { Inhabitant } from './any-country.ts';

const halfHourMs = hourMs / 2;

/** Whether each half hour of the week, then of the holidays, is permitted. */
export type HalfHours = readonly boolean[];

/** Every half hour of one number by itself, by one law. */
export function halfHoursOf(
  policy: Policy,
  number: PhoneNumber,
  { preferences }: Pick<Inhabitant, 'preferences'>,
  { messageClass, category, channel }: Omit<ReplayCell, 'law'>,
  { monday, holidays }: ReplayDays,
): HalfHours {
  const zone = policy.defaultZones[0] ?? 'UTC';
  const starts = [[monday, 7] as const, ...holidays.map((date) => [date, 1] as const)];
  const state = { preferences, service: 'IN_SERVICE', hasDetail: false } as const;
  const standing = { admittedClasses: [], sender: 'AUTHORISED', state } as const;
  return starts.flatMap(([date, days]) => {
    const start = startOfLocalDate(zone, date) ?? Number.NaN;
    return Array.from({ length: days * 48 }, (_, place) => {
      const at = start + place * halfHourMs;
      return decide(policy, standing, { number, messageClass, category, channel, at }).decision === 'ALLOW';
    });
  });
}

export interface ModelSums {
  readonly numbers: number | null;
  readonly permittedBefore: number | null;
  readonly permittedAfter: number | null;
  readonly refusedInstead: number | null;
  readonly permittedInstead: number | null;
  readonly atOtherHours: number | null;
  readonly weekHoursBefore: number | null;
  readonly weekHoursAfter: number | null;
}

export interface Decided {
  readonly one: Inhabitant;
  readonly before: HalfHours;
  readonly after: HalfHours;
}

/** Adds up what was found of each number, and makes it unsharp; `silent`: what was found of one that said nothing. */
export function modelSums(decided: readonly Decided[], silent: Omit<Decided, 'one'>, blur: Blur): ModelSums {
  const any = (hours: HalfHours) => hours.includes(true);
  const differ = ({ before, after }: Decided) => before.some((one, place) => one !== after[place]);
  const count = (fits: (one: Decided) => boolean) => {
    const found = decided.filter(fits);
    return blurred(blur, found.length, keyOf(found, blur));
  };
  const weekOf = (hours: HalfHours) => hours.slice(0, 7 * 48).filter(Boolean).length / 2;
  const classOf = (hours: HalfHours) => Math.round(weekOf(hours) / 12);
  const average = (of: (one: Omit<Decided, 'one'>) => HalfHours) => {
    const classes = Array.from({ length: 15 }, (_, place) => ({
      numbers: count((one) => classOf(of(one)) === place) ?? 0,
      hours: classOf(of(silent)) === place ? weekOf(of(silent)) : place * 12,
    }));
    const numbers = classes.reduce((sum, one) => sum + one.numbers, 0);
    const hours = classes.reduce((sum, one) => sum + one.numbers * one.hours, 0);
    return numbers === 0 ? null : Math.round((hours / numbers) * 10) / 10;
  };
  return {
    numbers: count(() => true),
    permittedBefore: count(({ before }) => any(before)),
    permittedAfter: count(({ after }) => any(after)),
    refusedInstead: count(({ before, after }) => any(before) && !any(after)),
    permittedInstead: count(({ before, after }) => !any(before) && any(after)),
    atOtherHours: count((one) => any(one.before) && any(one.after) && differ(one)),
    weekHoursBefore: average(({ before }) => before),
    weekHoursAfter: average(({ after }) => after),
  };
}

/** Of each state in each region once, however many stand in it. */
function keyOf(found: readonly Decided[], blur: Blur): number {
  const standings = new Map(found.map(({ one }) => [`${one.region}/${one.stateId}`, one]));
  return [...standings.values()].reduce(
    (sum, { region, stateId }) => keySum(sum, keyOfStanding(blur, region, stateId)),
    0,
  );
}
