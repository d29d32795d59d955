import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayNumber, offsetSpan, startOfLocalDate, timeOfDayMs, weekdayOf } from '../../src/core/local-time.ts';
import { dayMs, formatInstant } from '../../src/core/time.ts';

const zones = [
  'Asia/Shanghai',
  'Asia/Kolkata',
  'Europe/Madrid',
  'Atlantic/Canary',
  'America/New_York',
  'America/Phoenix',
  'America/Adak',
  'Pacific/Pago_Pago',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'America/Santiago',
  'Asia/Beirut',
  'Pacific/Apia',
];

const instant = fc.integer({ min: Date.UTC(1975, 0), max: Date.UTC(2037, 0) });

describe('the clock of a zone', () => {
  test('shows what the runtime formats', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), instant, (zone, at) => {
        const { offsetMs } = offsetSpan(zone, at);
        expect(new Date(at + offsetMs).toISOString().slice(0, 19)).toBe(wallClock(zone, at));
      }),
      { numRuns: 500 },
    );
  });

  test('runs at one offset through a span, which holds the instant asked for', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), instant, fc.double({ min: 0, max: 1, noNaN: true }), (zone, at, part) => {
        const { from, until, offsetMs } = offsetSpan(zone, at);
        expect(from).toBeLessThanOrEqual(at);
        expect(until).toBeGreaterThan(at);
        const inside = Math.floor(from + (until - 1 - from) * part);
        for (const other of [from, inside, until - 1]) {
          expect(new Date(other + offsetMs).toISOString().slice(0, 19)).toBe(wallClock(zone, other));
        }
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ['America/New_York', '2026-03-08T07:00:00Z', -5, -4],
    ['America/New_York', '2026-11-01T06:00:00Z', -4, -5],
    ['Europe/Madrid', '2026-03-29T01:00:00Z', 1, 2],
    ['Europe/Madrid', '2026-10-25T01:00:00Z', 2, 1],
    ['Australia/Lord_Howe', '2026-10-03T15:30:00Z', 10.5, 11],
  ])('of %s changes at %s from %d h to %d h, to the millisecond', (zone, text, before, after) => {
    const at = Date.parse(text);
    expect(offsetSpan(zone, at - 1)).toMatchObject({ until: at, offsetMs: before * 3_600_000 });
    expect(offsetSpan(zone, at)).toMatchObject({ from: at, offsetMs: after * 3_600_000 });
  });

  test('that nobody knows is an error', () => {
    expect(() => offsetSpan('Mars/Olympus', 0)).toThrow(RangeError);
  });

  test('is right for instants far apart in any order', () => {
    const years = Array.from({ length: 120 }, (_, place) => Date.UTC(1970 + ((place * 37) % 120), 6));
    for (const at of [...years, ...years]) expect(offsetSpan('Asia/Kolkata', at).offsetMs).toBe(5.5 * 3_600_000);
  });
});

describe('a local date', () => {
  test.each([
    ['Asia/Shanghai', '2026-11-22', '2026-11-21T16:00:00.000Z'],
    ['Asia/Kolkata', '2026-11-22', '2026-11-21T18:30:00.000Z'],
    ['America/New_York', '2026-03-08', '2026-03-08T05:00:00.000Z'],
    ['America/New_York', '2026-03-09', '2026-03-09T04:00:00.000Z'],
    ['America/Santiago', '2026-09-06', '2026-09-06T04:00:00.000Z'],
    ['Pacific/Apia', '2011-12-30', '2011-12-30T10:00:00.000Z'],
  ])('in %s, %s, begins at %s', (zone, date, start) => {
    expect(formatInstant(startOfLocalDate(zone, date) ?? 0)).toBe(start);
  });

  test('begins at its first instant', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: 5000, max: 23_000 }), (zone, day) => {
        const date = new Date(day * dayMs).toISOString().slice(0, 10);
        const start = startOfLocalDate(zone, date) ?? 0;
        expect(wallClock(zone, start).slice(0, 10) >= date).toBe(true);
        expect(wallClock(zone, start - 1).slice(0, 10) < date).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test.each(['2026-02-29', '2026-13-01', '2026-1-1', '2026-01-01T00:00:00Z', '', '20260101'])('%s is none', (text) => {
    expect(dayNumber(text)).toBeUndefined();
    expect(startOfLocalDate('Asia/Shanghai', text)).toBeUndefined();
  });

  test('has the weekday of the calendar', () => {
    expect(
      ['2026-11-22', '2026-11-23', '1969-12-31', '1970-01-01'].map((date) => weekdayOf(dayNumber(date) ?? 0)),
    ).toEqual([7, 1, 3, 4]);
  });
});

test.each([
  ['00:00', 0],
  ['09:30', 34_200_000],
  ['24:00', dayMs],
  ['24:01', undefined],
  ['9:30', undefined],
  ['12:60', undefined],
  ['noon', undefined],
])('the time of day %s is %s', (text, ms) => {
  expect(timeOfDayMs(text)).toBe(ms);
});

function wallClock(zone: string, at: number): string {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(at);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}`;
}
