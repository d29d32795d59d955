import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { NumbersByBlock } from '../../src/core/numbers-by-block.ts';
import { SeenNumbers } from '../../src/scrub/seen-numbers.ts';

/** Numbers of some blocks, many of the same, some beyond 2^32. */
const groups = fc.array(
  fc.record({
    block: fc.constantFrom(1, 429_496, 429_497, 861_380_000, 99_999_999_999),
    offsets: fc.oneof(
      fc.array(fc.integer({ min: 0, max: 9_999 }), { minLength: 1, maxLength: 20 }),
      fc.array(fc.integer({ min: 7_290, max: 7_320 }), { minLength: 10, maxLength: 60 }),
    ),
  }),
  { maxLength: 5 },
);

function byBlock(of: readonly { readonly block: number; readonly offsets: readonly number[] }[]): NumbersByBlock {
  let end = 0;
  return {
    blocks: Float64Array.from(of, ({ block }) => block),
    ends: Uint32Array.from(of, ({ offsets }) => {
      end += offsets.length;
      return end;
    }),
    offsets: Uint16Array.from(of.flatMap(({ offsets }) => offsets)),
  };
}

test('numbers are known again as a set knows them, whether blocks have bits of their own or not', () => {
  const slices = fc.array(groups, { maxLength: 8 });
  fc.assert(
    fc.property(slices, fc.constantFrom(0, 1, 2, 100), (taken, bitmapsMax) => {
      const seen = new SeenNumbers(bitmapsMax);
      const model = new Set<number>();
      for (const slice of taken) {
        let expected = 0;
        for (const { block, offsets } of slice) {
          for (const offset of offsets) {
            const number = block * 10_000 + offset;
            if (model.has(number)) expected += 1;
            model.add(number);
          }
        }
        expect(seen.repeated(byBlock(slice))).toBe(expected);
        expect(seen.isExact).toBe(true);
      }
    }),
  );
});

test('two that have half of the blocks each know together what one knows', () => {
  fc.assert(
    fc.property(fc.array(groups, { maxLength: 8 }), fc.constantFrom(0, 2, 100), (taken, bitmapsMax) => {
      const all = new SeenNumbers(bitmapsMax);
      const halves = [new SeenNumbers(bitmapsMax, 0), new SeenNumbers(bitmapsMax, 1)] as const;
      for (const slice of taken.map(byBlock)) {
        expect(halves[0].repeated(slice) + halves[1].repeated(slice)).toBe(all.repeated(slice));
      }
    }),
  );
});

test('a hundred thousand numbers one by one are all remembered', () => {
  const numbers = (from: number) =>
    byBlock(Array.from({ length: 100_000 }, (_, at) => ({ block: 861_300_000 + from + at, offsets: [at % 10_000] })));
  const seen = new SeenNumbers(10);
  expect(seen.repeated(numbers(0))).toBe(0);
  expect(seen.repeated(numbers(0))).toBe(100_000);
});

test('beyond what may be remembered, repetitions of the first are still told, and that there may be more', () => {
  const numbers = (from: number) =>
    byBlock(Array.from({ length: 100 }, (_, at) => ({ block: 861_300_000 + from + at, offsets: [7] })));
  const seen = new SeenNumbers(10, undefined, 150);
  expect([seen.repeated(numbers(0)), seen.isExact]).toEqual([0, true]);
  expect([seen.repeated(numbers(100)), seen.isExact]).toEqual([0, false]);
  expect([seen.repeated(numbers(0)), seen.repeated(numbers(100))]).toEqual([100, 50]);
});
