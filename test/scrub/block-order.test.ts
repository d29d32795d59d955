import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blockOf, numberAt, offsetInBlock, type PhoneNumber } from '../../src/core/phone-number.ts';
import { cnPolicy } from '../../src/core/policies/cn.ts';
import { BlockOrder, type RowsByBlock, stillNumbered } from '../../src/scrub/block-order.ts';
import { BlockPlaces } from '../../src/scrub/block-places.ts';
import { RowSlice } from '../../src/scrub/row-slice.ts';

const numbers = fc.array(
  fc.oneof(
    fc.constant(0),
    fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 9_999 })).map(([block, offset]) => {
      return numberAt(861_380_000 + ((block * 7) % 6), offset) as number;
    }),
  ),
  { maxLength: 60 },
);

function sliceOf(of: readonly number[], places: BlockPlaces): RowSlice {
  const slice = new RowSlice(64);
  for (const [row, number] of of.entries()) {
    slice.numbers[row] = number;
    slice.places[row] = -1;
    if (number === 0) continue;
    places.find(number as PhoneNumber);
    slice.places[row] = places.place;
    slice.offsets[row] = places.offset;
  }
  slice.count = of.length;
  return slice;
}

/** Rows as they stand in the order: the number that is said of each by its block. */
function told({ blocks, ends, offsets, rows }: RowsByBlock): readonly (readonly [row: number, number: number])[] {
  const all: [number, number][] = [];
  for (const [run, block] of blocks.entries()) {
    for (let at = run === 0 ? 0 : ends[run - 1]!; at < ends[run]!; at++)
      all.push([rows[at]!, numberAt(block, offsets[at]!)]);
  }
  return all;
}

function expected(of: readonly number[]): readonly (readonly [number, number])[] {
  const rows = [...of.entries()].filter(([, number]) => number !== 0);
  return rows.sort(([one, a], [other, b]) => blockOf(a as PhoneNumber) - blockOf(b as PhoneNumber) || one - other);
}

test('rows with a number stand by block, ascending, in their order within it, slice after slice', () => {
  fc.assert(
    fc.property(fc.array(numbers, { maxLength: 4 }), (slices) => {
      const places = new BlockPlaces(cnPolicy, '86');
      const order = new BlockOrder();
      for (const of of slices) {
        order.group(sliceOf(of, places), places);
        expect(told(order)).toEqual(expected(of));
        expect([...order.offsets]).toEqual(told(order).map(([, number]) => offsetInBlock(number as PhoneNumber)));
      }
    }),
  );
});

test('few blocks among many that were seen stand in order, too', () => {
  const places = new BlockPlaces(cnPolicy, '86');
  const order = new BlockOrder();
  const many = Array.from({ length: 60 }, (_, at) => numberAt(861_380_000 + ((at * 7) % 60), at) as number);
  for (const of of [many, [many[4]!, many[1]!, 0, many[9]!, many[1]!], many]) {
    order.group(sliceOf(of, places), places);
    expect(told(order)).toEqual(expected(of));
  }
});

test('rows whose number was taken away go, the others stay in their order', () => {
  fc.assert(
    fc.property(numbers, fc.func(fc.boolean()), (of, isTaken) => {
      const places = new BlockPlaces(cnPolicy, '86');
      const slice = sliceOf(of, places);
      const order = new BlockOrder();
      order.group(slice, places);
      const left = of.map((number, row) => (isTaken(row) ? 0 : number));
      slice.numbers.set(left);
      expect(told(stillNumbered(order, slice.numbers))).toEqual(expected(left));
    }),
  );
});
