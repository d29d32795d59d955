import fc from 'fast-check';
import { expect, test } from 'vitest';
import { digitCount, GrowingText } from '../../../src/registry/lookups/growing-text.ts';

const encode = (text: string) => new TextEncoder().encode(text);

const part = fc.oneof(
  fc.record({ kind: fc.constant('text' as const), value: fc.string({ unit: 'binary' }) }),
  fc.record({
    kind: fc.constant('digits' as const),
    value: fc.maxSafeInteger().map((value) => Math.abs(value) % 1e15),
  }),
  fc.record({
    kind: fc.constant('digits' as const),
    value: fc.constantFrom(0, 9, 10, 99_999_999, 1e8, 1e8 + 1, 1e15 - 1),
  }),
  fc.record({ kind: fc.constant('encoded' as const), value: fc.string() }),
  fc.record({ kind: fc.constant('row' as const), value: fc.nat() }),
);

test('is the plain text of its parts in UTF-8, however small it began', () => {
  fc.assert(
    fc.property(fc.array(part), fc.nat(40), (parts, expectedBytes) => {
      const text = new GrowingText(expectedBytes);
      for (const { kind, value } of parts) {
        if (kind === 'text') text.text(value);
        else if (kind === 'digits') text.digits(value);
        else if (kind === 'row') text.numbered(encode(`{"a":"${'#'.repeat(digitCount(value))}"}`), 6, value);
        else text.encoded(encode(value));
      }
      const expected = encode(
        parts.map(({ kind, value }) => (kind === 'row' ? `{"a":"${value}"}` : String(value))).join(''),
      );
      expect(text.slice(0, text.length)).toEqual(expected);
    }),
  );
});
