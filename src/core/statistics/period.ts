import type { LocalDate } from '../policy.ts';
import type { Period, PeriodId } from './release.ts';

const monthId = /^(\d{4})-(0[1-9]|1[0-2])$/;
const quarterId = /^(\d{4})-Q([1-4])$/;

/** What each kind of period is called, for whoever has to write one. */
export const periodForms: Readonly<Record<Period['kind'], string>> = {
  MONTH: 'a month such as 2026-10',
  QUARTER: 'a quarter such as 2026-Q4',
};

/** The period that an id names; undefined where it names none. */
export function periodOf(id: PeriodId): Period | undefined {
  const month = monthId.exec(id);
  if (month !== null) return monthsFrom(id, 'MONTH', monthNumber(month[1], month[2]), 1);
  const quarter = quarterId.exec(id);
  if (quarter === null) return undefined;
  return monthsFrom(id, 'QUARTER', monthNumber(quarter[1], String(Number(quarter[2]) * 3 - 2)), 3);
}

/** The month in which a day lies. */
export function monthOf(day: LocalDate): Period {
  const number = monthNumber(day.slice(0, 4), day.slice(5, 7));
  return monthsFrom(monthName(number), 'MONTH', number, 1);
}

/** The period of the same kind that begins where this one ends. */
export function periodAfter({ kind, until }: Period): Period {
  return kind === 'MONTH' ? monthOf(until) : quarterOf(monthOf(until));
}

/** The quarter in which a month lies. */
export function quarterOf({ from }: Period): Period {
  const month = Number(from.slice(5, 7));
  const quarter = Math.ceil(month / 3);
  const id = `${from.slice(0, 4)}-Q${quarter}`;
  return monthsFrom(id, 'QUARTER', monthNumber(from.slice(0, 4), String(quarter * 3 - 2)), 3);
}

/** The months of which a period consists, in order. */
export function monthsOf({ from, until }: Period): readonly Period[] {
  const months: Period[] = [];
  for (let month = monthOf(from); month.from < until; month = periodAfter(month)) months.push(month);
  return months;
}

/** The days of a period, in order. */
export function daysOf({ from, until }: Period): readonly LocalDate[] {
  const days: LocalDate[] = [];
  const day = new Date(`${from}T00:00:00Z`);
  for (; day.toISOString().slice(0, 10) < until; day.setUTCDate(day.getUTCDate() + 1)) {
    days.push(day.toISOString().slice(0, 10));
  }
  return days;
}

function monthNumber(year: string | undefined, month: string | undefined): number {
  return Number(year) * 12 + Number(month) - 1;
}

function monthName(number: number): string {
  return `${String(Math.floor(number / 12)).padStart(4, '0')}-${String((number % 12) + 1).padStart(2, '0')}`;
}

function monthsFrom(id: PeriodId, kind: Period['kind'], first: number, months: number): Period {
  return { id, kind, from: `${monthName(first)}-01`, until: `${monthName(first + months)}-01` };
}
