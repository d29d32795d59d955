import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeBlockImage, encodeBlockImage } from '../../src/storage/block-image.ts';
import { statesInImage } from '../../src/storage/image-states.ts';

/** Sparse and dense, with few states and with more than a byte can tell apart. */
const held = fc
  .tuple(fc.constantFrom(0, 3, 400, 5_000), fc.constantFrom(1, 2, 7, 40, 300), fc.integer({ min: 0, max: 6_000 }))
  .map(([count, states, from]) =>
    Array.from({ length: count }, (_, at) => [(from + at * 7) % 10_000, 1 + (at % states)] as const),
  )
  .map((pairs) => [...new Map(pairs)].sort(([one], [other]) => one - other));

test('the states of an image are those of its block, whichever and however many are asked for', () => {
  const asked = fc.array(fc.integer({ min: 0, max: 9_999 }), { maxLength: 300 });
  fc.assert(
    fc.property(held, asked, (pairs, offsets) => {
      const image = encodeBlockImage(1, pairs);
      const states = new Uint32Array(offsets.length).fill(99);
      statesInImage(image, Uint16Array.from(offsets), states);
      const block = decodeBlockImage(image);
      expect([...states]).toEqual(offsets.map((offset) => block.stateAt(offset)));
    }),
  );
});

test('what is no image is refused', () => {
  expect(() => statesInImage(new Uint8Array(20), Uint16Array.of(1), new Uint32Array(1))).toThrow('not a block image');
});
