import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PackedPlaces, type PlaceBits, placeBitsFor, placesBytes } from '../../src/storage/packed-places.ts';

const widths: readonly PlaceBits[] = [1, 2, 4, 8, 16];

test('places are a plain array, in any bits and copied into others', () => {
  const sets = fc.array(fc.tuple(fc.integer({ min: 0, max: 99 }), fc.nat({ max: 65_535 })), { maxLength: 200 });
  fc.assert(
    fc.property(fc.constantFrom(...widths), fc.constantFrom(...widths), sets, (bits, wider, changes) => {
      const places = PackedPlaces.zeros(100, bits);
      const model = new Array<number>(100).fill(0);
      for (const [at, place] of changes) {
        model[at] = place % 2 ** bits;
        places.set(at, place % 2 ** bits);
      }
      const all = (of: PackedPlaces) => model.map((_, at) => of.get(at));
      expect(all(places)).toEqual(model);
      if (wider >= bits) expect(all(places.copied(100, wider, 120))).toEqual(model);
    }),
  );
});

test.each([
  [0, 1],
  [1, 1],
  [2, 2],
  [3, 2],
  [4, 4],
  [15, 4],
  [16, 8],
  [255, 8],
  [256, 16],
  [65_535, 16],
])('places up to %i take %i bits', (largest, bits) => {
  expect(placeBitsFor(largest)).toBe(bits);
});

test('the last byte of places may be used in part', () => {
  expect([placesBytes(9, 1), placesBytes(3, 4), placesBytes(3, 16)]).toEqual([2, 2, 6]);
});
