import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shardOfBlock, shardsMax } from '../../src/core/number-shard.ts';
import { blockOf, type PhoneNumber } from '../../src/core/phone-number.ts';

/** Numbers rest where these say: a row that fails means that registries in use would lose theirs. */
const vectors: readonly (readonly [number: number, ofTwo: number, ofThree: number, ofFive: number, ofMany: number])[] =
  [
    [10_000, 1, 1, 0, 63],
    [8_613_800_138_000, 1, 1, 0, 21],
    [8_613_800_148_000, 1, 1, 1, 11],
    [919_876_543_210, 1, 1, 0, 7],
    [34_600_000_000, 1, 2, 0, 53],
    [12_025_550_100, 0, 2, 0, 34],
    [600_000_000_000, 1, 1, 4, 53],
    [42_949_672_950_000, 0, 1, 0, 22],
    [42_949_672_960_000, 1, 1, 2, 33],
    [999_999_999_999_999, 1, 0, 0, 49],
  ];

test.for(vectors)('the block of +%i lies where it always lay', ([number, ...places]) => {
  const block = blockOf(number as PhoneNumber);
  expect([2, 3, 5, 64].map((shards) => shardOfBlock(block, shards))).toEqual(places);
});

const anyBlock = fc.integer({ min: 1, max: 99_999_999_999 });
const anyShards = fc.integer({ min: 1, max: shardsMax });

test('every block has one place, and the same one each time', () => {
  fc.assert(
    fc.property(anyBlock, anyShards, (block, shards) => {
      const place = shardOfBlock(block, shards);
      expect(Number.isInteger(place) && place >= 0 && place < shards).toBe(true);
      expect(shardOfBlock(block, shards)).toBe(place);
    }),
  );
});

test('blocks in a row, or in equal steps, fall to all places alike', () => {
  const strides = fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 100_000 }));
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9_999_999_999 }), strides, anyShards, (first, stride, shards) => {
      const counts = new Array<number>(shards).fill(0);
      const blocks = 1_000 * shards;
      for (let at = 0; at < blocks; at++) counts[shardOfBlock(first + at * stride, shards)]! += 1;
      // Seven times the deviation of a fair draw of a thousand for each place: never seen by chance.
      for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(7 * Math.sqrt(1_000));
    }),
    { numRuns: 200 },
  );
});
