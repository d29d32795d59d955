import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byBlock, CollectedRows, type Meaning } from '../../../src/cli/import/collected-rows.ts';
import { blockOf, numberAt, type PhoneNumber } from '../../../src/core/phone-number.ts';
import { noPreferences, type Preferences, refuseAll } from '../../../src/core/preferences.ts';

const noHealth: Preferences = { ...noPreferences, categories: { HEALTH: 'REFUSE' } };

const number = fc.oneof(
  fc.integer({ min: 8_613_900_000_000, max: 8_613_900_030_000 }),
  fc.integer({ min: 12_025_550_000, max: 12_025_551_000 }),
  fc.integer({ min: 10_000, max: 999_999_999_999_999 }),
);
const row = fc.tuple(number, fc.constantFrom<Meaning>(refuseAll, noHealth, undefined), fc.nat(3));

test('of each number the latest row stays, by time and then by place; blocks come in order, each once', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 300 }), (rows) => {
      const collected = new CollectedRows();
      const model = new Map<number, { readonly meaning: Meaning; readonly second: number }>();
      for (const [one, meaning, second] of rows) {
        collected.add(one as PhoneNumber, meaning, second);
        const before = model.get(one);
        if (before === undefined || second >= before.second) model.set(one, { meaning, second });
      }
      const sorted = collected.sorted();
      expect(sorted.duplicates).toBe(rows.length - model.size);
      const found: [number, Meaning][] = [];
      const blocks: number[] = [];
      for (const { block, groups, withdrawn = new Uint16Array(0) } of byBlock(sorted)) {
        blocks.push(block);
        for (const { preferences, offsets } of groups) {
          for (const offset of offsets) found.push([numberAt(block, offset), preferences]);
        }
        for (const offset of withdrawn) found.push([numberAt(block, offset), undefined]);
      }
      const ascending = (one: readonly [number, Meaning], other: readonly [number, Meaning]) => one[0] - other[0];
      const expectedRows = [...model].map(([one, { meaning }]): [number, Meaning] => [one, meaning]);
      expect(found.sort(ascending)).toEqual(expectedRows.sort(ascending));
      const expected = [...new Set([...model.keys()].map((one) => blockOf(one as PhoneNumber)))];
      expect(blocks).toEqual(expected.sort((a, b) => a - b));
    }),
  );
});

test('more rows than one part holds keep their order', () => {
  const collected = new CollectedRows();
  const count = 600_000;
  for (let at = 0; at < count; at += 1) {
    collected.add(
      (8_613_900_000_000 + ((at * 7_919) % 500_000)) as PhoneNumber,
      at < 500_000 ? refuseAll : noHealth,
      0,
    );
  }
  const { numbers, places, meanings, duplicates } = collected.sorted();
  expect(duplicates).toBe(100_000);
  expect(numbers.every((one, at) => one === 8_613_900_000_000 + at)).toBe(true);
  expect(places.filter((place) => meanings[place] === noHealth)).toHaveLength(100_000);
});
