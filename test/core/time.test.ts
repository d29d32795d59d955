import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatInstant, parseInstant } from '../../src/core/time.ts';

describe('an instant', () => {
  test('is read back as it was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: -62_167_219_200_000, max: 253_402_300_799_999 }), (at) => {
        expect(parseInstant(formatInstant(at))).toBe(at);
      }),
    );
  });

  test('is written alike the second time, whatever was written in between', () => {
    const near = fc.integer({ min: -3, max: 3 }).map((at) => 1_795_000_000_000 + at * 2 ** 32);
    fc.assert(
      fc.property(fc.array(fc.oneof(near, fc.double({ min: -8e12, max: 8e12, noNaN: true }))), (instants) => {
        for (const at of [...instants, ...instants]) expect(formatInstant(at)).toBe(new Date(at).toISOString());
      }),
    );
  });

  test.each([
    ['2026-11-22T10:00:00Z', '2026-11-22T10:00:00.000Z'],
    ['2026-11-22T10:00:00+08:00', '2026-11-22T02:00:00.000Z'],
    ['2026-11-22T10:00:00.5-03:30', '2026-11-22T13:30:00.500Z'],
    ['2026-11-22T10:00:00.123456789Z', '2026-11-22T10:00:00.123Z'],
    ['2028-02-29T00:00:00Z', '2028-02-29T00:00:00.000Z'],
    ['0000-02-29T00:00:00Z', '0000-02-29T00:00:00.000Z'],
  ])('%s is %s', (text, written) => {
    expect(formatInstant(parseInstant(text) ?? 0)).toBe(written);
  });

  test.each([
    '2026-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2026-02-31T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-11-22T24:00:00Z',
    '2026-11-22T23:60:00Z',
    '2026-11-22T23:59:60Z',
    '2026-11-22T10:00:00',
    '2026-11-22T10:00:00+25:00',
    '2026-11-22T10:00:00+08:60',
    '2026-11-22 10:00:00Z',
    '2026-11-22',
    '+02026-11-22T10:00:00Z',
    '',
  ])('is not %j', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });
});
