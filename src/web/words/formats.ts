import type { Names, Policy, ZoneId } from '../../core/policy.ts';
import type { EpochMs } from '../../core/time.ts';

/** Numbers, lists, days and hours as a language of the policy's country writes them. */
export interface Formats {
  /** `24 November 2026`, in a time zone. */
  date(at: EpochMs, zone: ZoneId): string;
  dateTime(at: EpochMs, zone: ZoneId): string;
  /** `14:30`, in a time zone. */
  clock(at: EpochMs, zone: ZoneId): string;
  /** The same with the zone's name. */
  dateTimeInZone(at: EpochMs, zone: ZoneId): string;
  /** From milliseconds of the local day. */
  timeOfDay(ms: number): string;
  /** ISO 8601, 1 = Monday. */
  weekday(weekday: number): string;
  /** `a, b and c`. */
  list(names: readonly string[]): string;
  /** `a; b; c`: behind a colon, of names that may hold commas and words for "and" themselves. */
  row(names: readonly string[]): string;
  number(count: number): string;
  /** `20K`, as short as the language has it. */
  shortNumber(count: number): string;
  /** `250 ms`. */
  milliseconds(count: number): string;
  /** `November 2026`; `month` from 1. */
  month(year: number, month: number): string;
  /** `Nov`. */
  shortMonth(month: number): string;
}

const formatsByLocale = new Map<string, Formats>();

export function formatsIn(language: string, { jurisdiction }: Pick<Policy, 'jurisdiction'>): Formats {
  const locale = new Intl.Locale(language, { region: jurisdiction }).toString();
  const known = formatsByLocale.get(locale);
  if (known !== undefined) return known;
  const formats = newFormats(locale);
  formatsByLocale.set(locale, formats);
  return formats;
}

/** What a policy calls something, in a language; its id where it has no name for it. */
export function nameIn(rows: readonly { readonly id: string; readonly names: Names }[], id: string, language: string) {
  return rows.find((row) => row.id === id)?.names[language] ?? id;
}

const utc = 'UTC';
/** 1900-01-01, a Monday. */
const plainMonday = Date.UTC(1900, 0, 1);
const dayMs = 86_400_000;

function newFormats(locale: string): Formats {
  const dates = new Map<string, Intl.DateTimeFormat>();
  const format = (at: EpochMs, options: Intl.DateTimeFormatOptions & { readonly timeZone: string }) => {
    const key = JSON.stringify(options);
    const known = dates.get(key) ?? new Intl.DateTimeFormat(locale, options);
    dates.set(key, known);
    return known.format(at);
  };
  const lists = new Intl.ListFormat(locale, { type: 'conjunction' });
  const numbers = new Intl.NumberFormat(locale);
  const shortNumbers = new Intl.NumberFormat(locale, { notation: 'compact' });
  const milliseconds = new Intl.NumberFormat(locale, { style: 'unit', unit: 'millisecond' });
  const day = { year: 'numeric', month: 'long', day: 'numeric' } as const;
  const time = { hour: 'numeric', minute: '2-digit' } as const;
  return {
    date: (at, timeZone) => format(at, { ...day, timeZone }),
    dateTime: (at, timeZone) => format(at, { ...day, ...time, timeZone }),
    dateTimeInZone: (at, timeZone) => format(at, { ...day, ...time, timeZoneName: 'short', timeZone }),
    clock: (at, timeZone) => format(at, { ...time, timeZone }),
    timeOfDay: (ms) => format(ms, { ...time, timeZone: utc }),
    weekday: (weekday) => format(plainMonday + (weekday - 1) * dayMs, { weekday: 'long', timeZone: utc }),
    list: (names) => lists.format(names),
    row: (names) => names.join(locale.startsWith('zh') ? '、' : '; '),
    number: (count) => numbers.format(count),
    shortNumber: (count) => shortNumbers.format(count),
    milliseconds: (count) => milliseconds.format(count),
    month: (year, month) => format(Date.UTC(year, month - 1), { year: 'numeric', month: 'long', timeZone: utc }),
    shortMonth: (month) => format(Date.UTC(2000, month - 1), { month: 'short', timeZone: utc }),
  };
}
