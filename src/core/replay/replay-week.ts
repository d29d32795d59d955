import { dayNumber, startOfLocalDate, weekdayOf } from '../local-time.ts';
import { zonesOf } from '../numbering-plan.ts';
import type { PhoneNumber } from '../phone-number.ts';
import type { LocalDate, Policy } from '../policy.ts';
import { dayMs, formatInstant } from '../time.ts';
import type { TimeSpan } from './permitted-spans.ts';

/** The days on which two policies are compared. */
export interface ReplayDays {
  /** A Monday: the week that begins with it stands for all weeks. */
  readonly monday: LocalDate;
  /** Days that are holidays, one of both policies and one of a single one, where there are such within a year. */
  readonly holidays: readonly LocalDate[];
}

const weeksMax = 53;
const yearDays = 366;

/** The first whole week from a day on that has no holiday and touches none, or where all have, the first one. */
export function replayDays(policies: readonly Policy[], from: LocalDate): ReplayDays {
  const first = dayNumber(from) ?? 0;
  const holidays = policies.map((policy) => new Set(policy.holidays.map(({ date }) => dayNumber(date))));
  const isHoliday = (day: number) => holidays.some((days) => days.has(day));
  const monday = first + ((8 - weekdayOf(first)) % 7);
  const weeks = Array.from({ length: weeksMax }, (_, week) => monday + week * 7);
  const free = weeks.find((start) => range(start - 1, 9).every((day) => !isHoliday(day)));
  const year = range(first, yearDays);
  const ofAll = year.find((day) => holidays.every((days) => days.has(day)));
  const ofOne = year.find((day) => isHoliday(day) && !holidays.every((days) => days.has(day)));
  return {
    monday: dateOf(free ?? monday),
    holidays: [ofAll, ofOne]
      .filter((day) => day !== undefined)
      .sort((a, b) => a - b)
      .map(dateOf),
  };
}

/** The same days where a number is, by the first of its zones: the week, and each holiday. */
export interface ReplayTimes {
  readonly week: TimeSpan;
  readonly holidays: readonly TimeSpan[];
}

export function replayTimes(policy: Policy, number: PhoneNumber, { monday, holidays }: ReplayDays): ReplayTimes {
  const zone = zonesOf(policy, number)[0] ?? 'UTC';
  const startOf = (day: number) => startOfLocalDate(zone, dateOf(day)) ?? day * dayMs;
  const spanOf = (date: LocalDate, days: number): TimeSpan => {
    const day = dayNumber(date) ?? 0;
    return { from: startOf(day), until: startOf(day + days) };
  };
  return { week: spanOf(monday, 7), holidays: holidays.map((date) => spanOf(date, 1)) };
}

function range(start: number, length: number): readonly number[] {
  return Array.from({ length }, (_, place) => start + place);
}

function dateOf(day: number): LocalDate {
  return formatInstant(day * dayMs).slice(0, 10);
}
