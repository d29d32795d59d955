import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  blockOf,
  formatPhoneNumber,
  maskPhoneNumber,
  numberAt,
  offsetInBlock,
  type PhoneNumber,
  parsePhoneNumber,
} from '../../src/core/phone-number.ts';

const number = fc.integer({ min: 10_000, max: 999_999_999_999_999 }).map((digits) => digits as PhoneNumber);

describe('a phone number', () => {
  test('is read back as it was written', () => {
    fc.assert(fc.property(number, (one) => parsePhoneNumber(formatPhoneNumber(one)) === one));
  });

  test('is written back as it was read', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\+[1-9][0-9]{4,14}$/), (text) => {
        const read = parsePhoneNumber(text);
        return read !== undefined && formatPhoneNumber(read) === text;
      }),
    );
  });

  test.each([
    '',
    '+',
    '8613900000001',
    '+0613900000001',
    '+1234',
    '+1234567890123456',
    '+86 13900000001',
    '+8613900000001\n',
    '+８６13900000001',
    '+86139e00001',
    '＋8613900000001',
  ])('is not %j', (text) => {
    expect(parsePhoneNumber(text)).toBeUndefined();
  });

  test('is its block and its place in it', () => {
    fc.assert(fc.property(number, (one) => numberAt(blockOf(one), offsetInBlock(one)) === one));
  });

  test('shows of itself country and two digits', () => {
    fc.assert(
      fc.property(number, (one) => {
        const masked = maskPhoneNumber(one);
        expect(masked).toHaveLength(formatPhoneNumber(one).length);
        expect(masked).toMatch(/^\+\d\d\*+\d\d$/);
      }),
    );
  });
});
