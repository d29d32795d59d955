import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instantOfLocal, localOfInstant } from '../../../src/web/shell/formats.ts';

test('a local time is the instant that the zone’s clock shows it at', () => {
  const zones = fc.constantFrom('Asia/Shanghai', 'Asia/Kolkata', 'Europe/Madrid', 'America/New_York');
  const minutes = fc.integer({ min: Date.UTC(2020) / 60_000, max: Date.UTC(2035) / 60_000 });
  fc.assert(
    fc.property(zones, minutes, (zone, minute) => {
      const local = localOfInstant(zone, minute * 60_000);
      const found = instantOfLocal(zone, local);
      // An hour that the clock shows twice is the first.
      expect(found === minute * 60_000 || found === minute * 60_000 - 3_600_000).toBe(true);
      expect(localOfInstant(zone, found ?? 0)).toBe(local);
    }),
  );
});

test('on the days on which the clock changes', () => {
  expect(instantOfLocal('Europe/Madrid', '2026-03-29T12:00')).toBe(Date.UTC(2026, 2, 29, 10));
  expect(instantOfLocal('Europe/Madrid', '2026-10-25T12:00')).toBe(Date.UTC(2026, 9, 25, 11));
  expect(instantOfLocal('Europe/Madrid', '2026-10-25T02:30')).toBe(Date.UTC(2026, 9, 25, 0, 30));
});

test.for(['', '2026-02-30T10:00', '2026-01-01T24:00', '2026-01-01T10:60', '2026-01-01', '2026-01-01T10:00Z'])(
  '%s is no local time',
  (text) => {
    expect(instantOfLocal('Asia/Shanghai', text)).toBeUndefined();
  },
);
