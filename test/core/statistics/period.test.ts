import fc from 'fast-check';
import { expect, test } from 'vitest';
import { daysOf, monthOf, monthsOf, periodAfter, periodOf, quarterOf } from '../../../src/core/statistics/period.ts';

test('an id names a month or a quarter, or nothing', () => {
  expect(periodOf('2026-12')).toEqual({ id: '2026-12', kind: 'MONTH', from: '2026-12-01', until: '2027-01-01' });
  expect(periodOf('2026-Q4')).toEqual({ id: '2026-Q4', kind: 'QUARTER', from: '2026-10-01', until: '2027-01-01' });
  for (const id of ['', '2026', '2026-13', '2026-00', '2026-Q0', '2026-Q5', '26-10', '2026-10 ', '2026-1']) {
    expect(periodOf(id)).toBeUndefined();
  }
});

const months = fc.integer({ min: 1980 * 12, max: 2100 * 12 }).map((n) => {
  const id = `${Math.floor(n / 12)}-${String((n % 12) + 1).padStart(2, '0')}`;
  return periodOf(id) ?? monthOf('1970-01-01');
});

test('periods follow each other without a gap, and consist of their parts', () => {
  fc.assert(
    fc.property(months, (month) => {
      expect(periodAfter(month).from).toBe(month.until);
      expect(monthOf(month.from)).toEqual(month);
      const quarter = quarterOf(month);
      expect(periodOf(quarter.id)).toEqual(quarter);
      expect(periodAfter(quarter).from).toBe(quarter.until);
      expect(monthsOf(quarter).map(({ id }) => id)).toContain(month.id);
      expect(monthsOf(quarter).length).toBe(3);
      const days = daysOf(month);
      expect(days[0]).toBe(month.from);
      expect(days.every((day) => monthOf(day).id === month.id)).toBe(true);
      expect(days.length).toBe((Date.parse(month.until) - Date.parse(month.from)) / 86_400_000);
    }),
  );
});
