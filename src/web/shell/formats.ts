import { offsetSpan, startOfLocalDate, timeOfDayMs } from '../../core/local-time.ts';
import { dayMs, type EpochMs } from '../../core/time.ts';
import type { WebContext } from '../web-context.ts';

/** Numbers, sizes and times as the page's language writes them; times are those of the policy's zone. */
export interface Formats {
  /** The zone's name: `China Standard Time`. */
  readonly zone: string;
  count(value: number): string;
  percent(share: number): string;
  bytes(value: number): string;
  span(sec: number): string;
  dateTime(at: EpochMs): string;
  time(at: EpochMs): string;
}

export function formatsOf(c: WebContext): Formats {
  const language = c.get('language');
  const timeZone = zoneOf(c);
  const unit = (value: number, name: string, digits: number) =>
    new Intl.NumberFormat(language, { style: 'unit', unit: name, maximumFractionDigits: digits }).format(value);
  const long = (value: number, name: string) =>
    new Intl.NumberFormat(language, { style: 'unit', unit: name, unitDisplay: 'long' }).format(value);
  return {
    zone: zoneName(language, timeZone),
    count: (value) => new Intl.NumberFormat(language).format(value),
    percent: (share) => new Intl.NumberFormat(language, { style: 'percent' }).format(Math.floor(share * 100) / 100),
    bytes(value) {
      if (value < 1_000) return long(value, 'byte');
      if (value < 1_000_000) return unit(value / 1_000, 'kilobyte', 0);
      return value < 1_000_000_000
        ? unit(value / 1_000_000, 'megabyte', 1)
        : unit(value / 1_000_000_000, 'gigabyte', 1);
    },
    span(sec) {
      if (sec < 60) return long(sec, 'second');
      return sec < 5_400 ? long(Math.ceil(sec / 60), 'minute') : long(Math.ceil(sec / 3_600), 'hour');
    },
    dateTime: (at) =>
      new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(at),
    time: (at) => new Intl.DateTimeFormat(language, { timeStyle: 'short', timeZone }).format(at),
  };
}

function zoneName(language: string, timeZone: string): string {
  const parts = new Intl.DateTimeFormat(language, { timeZone, timeZoneName: 'longGeneric' }).formatToParts(0);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
}

/** The zone in which times are written and read. */
export function zoneOf(c: WebContext): string {
  return c.get('registry').policy.defaultZones[0] ?? 'UTC';
}

/** The instant of `2026-11-23T09:30`, as a browser sends it; undefined for any other text. In an hour that a change of the clock repeats, the first. */
export function instantOfLocal(zone: string, text: string): EpochMs | undefined {
  const [, date = '', time = ''] = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::00(?:\.0+)?)?$/.exec(text) ?? [];
  const midnight = startOfLocalDate(zone, date);
  const sinceMidnightMs = timeOfDayMs(time);
  if (midnight === undefined || sinceMidnightMs === undefined || sinceMidnightMs === dayMs) return undefined;
  const naive = midnight + sinceMidnightMs;
  return naive + offsetSpan(zone, midnight).offsetMs - offsetSpan(zone, naive).offsetMs;
}

/** The inverse of `instantOfLocal`. */
export function localOfInstant(zone: string, at: EpochMs): string {
  return new Date(at + offsetSpan(zone, at).offsetMs).toISOString().slice(0, 16);
}

/** The name in the page's language of what the policy names. */
export function nameIn(c: WebContext, names: Readonly<Record<string, string>>): string {
  return names[c.get('language')] ?? Object.values(names)[0] ?? '';
}
