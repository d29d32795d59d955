import type { LocalDate, LocalTime, ZoneId } from './policy.ts';
import { dayMs, type EpochMs, hourMs, minuteMs } from './time.ts';

/** A stretch of time, `[from, until)`, in which a zone's clock runs at one distance from UTC, in milliseconds. */
export interface OffsetSpan {
  readonly from: EpochMs;
  /** Often a change of the clock, but not always: after it, ask again. */
  readonly until: EpochMs;
  readonly offsetMs: number;
}

/** A day of the local calendar as the number of days since 1970-01-01. */
export type DayNumber = number;

const windowMs = 400 * dayMs;
/** No zone has moved its clock twice within a week. */
const probeMs = 7 * dayMs;
/** Beyond it a `Date` names no instant (ECMA-262, Time Values). */
const instantMax = 8.64e15;
const windowsMax = 64;

interface ZoneMemo {
  readonly format: Intl.DateTimeFormat;
  readonly windows: Map<number, readonly OffsetSpan[]>;
  last: OffsetSpan;
}

/** Entries written one after the other lie in few days: `Date` takes a microsecond for each. */
const dateTexts = new Map<DayNumber, LocalDate>();
const dateTextsMax = 4_096;

const zoneMemos = new Map<ZoneId, ZoneMemo>();

/**
 * The clock of a zone around an instant, by the runtime's time zone data. The first question about a zone and year
 * takes some 0.5 ms, later ones well under 1 µs. Throws `RangeError` for a zone that the data does not know.
 */
export function offsetSpan(zone: ZoneId, at: EpochMs): OffsetSpan {
  const memo = zoneMemos.get(zone) ?? newZoneMemo(zone);
  const { last } = memo;
  if (at >= last.from && at < last.until) return last;
  const spans = spansAround(memo, at);
  memo.last = spans.findLast((span) => at >= span.from) ?? last;
  return memo.last;
}

/** First instant of a local day; undefined where the date is none. Where midnight does not exist, the day begins later. */
export function startOfLocalDate(zone: ZoneId, date: LocalDate): EpochMs | undefined {
  const day = dayNumber(date);
  if (day === undefined) return undefined;
  const midnight = day * dayMs;
  let span = offsetSpan(zone, midnight - dayMs);
  while (midnight - span.offsetMs >= span.until) span = offsetSpan(zone, span.until);
  return Math.max(midnight - span.offsetMs, span.from);
}

/** The day of the zone's calendar in which an instant lies. */
export function localDate(zone: ZoneId, at: EpochMs): LocalDate {
  const day = Math.floor((at + offsetSpan(zone, at).offsetMs) / dayMs);
  const known = dateTexts.get(day);
  if (known !== undefined) return known;
  if (dateTexts.size >= dateTextsMax) dateTexts.clear();
  const text = new Date(day * dayMs).toISOString().slice(0, 10);
  dateTexts.set(day, text);
  return text;
}

/** The day that a local date names; undefined for 30 February and what is no date. */
export function dayNumber(date: LocalDate): DayNumber | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return undefined;
  const at = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== date) return undefined;
  return at / dayMs;
}

/** Milliseconds from the start of a local day of 24 hours to a time `00:00` to `24:00`; undefined for any other text. */
export function timeOfDayMs(time: LocalTime): number | undefined {
  const parts = /^(\d{2}):([0-5]\d)$/.exec(time);
  if (parts === null) return undefined;
  const ms = Number(parts[1]) * hourMs + Number(parts[2]) * minuteMs;
  return ms <= dayMs ? ms : undefined;
}

/** ISO 8601 weekday, 1 = Monday. */
export function weekdayOf(day: DayNumber): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

function newZoneMemo(zone: ZoneId): ZoneMemo {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  const nowhere = { from: 0, until: 0, offsetMs: 0 };
  const memo: ZoneMemo = { format, windows: new Map(), last: nowhere };
  zoneMemos.set(zone, memo);
  return memo;
}

function spansAround({ format, windows }: ZoneMemo, at: EpochMs): readonly OffsetSpan[] {
  const window = Math.floor(at / windowMs);
  const known = windows.get(window);
  if (known !== undefined) return known;
  // Planned times far apart are rare: what is dropped is found again.
  if (windows.size >= windowsMax) windows.clear();
  const spans = spansBetween(format, window * windowMs, (window + 1) * windowMs);
  windows.set(window, spans);
  return spans;
}

function spansBetween(format: Intl.DateTimeFormat, start: EpochMs, end: EpochMs): readonly OffsetSpan[] {
  const spans: OffsetSpan[] = [];
  let from = start;
  let offsetMs = offsetAt(format, start);
  for (let probe = start + probeMs; probe < end + probeMs; probe += probeMs) {
    const upTo = Math.min(probe, end);
    const offsetThere = offsetAt(format, upTo);
    if (offsetThere === offsetMs) continue;
    const until = changeBetween(format, probe - probeMs, upTo, offsetMs);
    spans.push({ from, until, offsetMs });
    from = until;
    offsetMs = offsetThere;
  }
  if (from < end) spans.push({ from, until: end, offsetMs });
  return spans;
}

/** First instant of `(before, after]` at which the clock does not run at `offsetMs` any more. */
function changeBetween(format: Intl.DateTimeFormat, before: EpochMs, after: EpochMs, offsetMs: number): EpochMs {
  let low = before;
  let high = after;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(format, middle) === offsetMs) low = middle;
    else high = middle;
  }
  return high;
}

const offsetText = /GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/;

function offsetAt(format: Intl.DateTimeFormat, at: EpochMs): number {
  const text = format.format(Math.max(-instantMax, Math.min(instantMax, at)));
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = offsetText.exec(text) ?? [];
  const ms = Number(hours) * hourMs + Number(minutes) * minuteMs + Number(seconds) * 1000;
  return sign === '-' ? -ms : ms;
}
