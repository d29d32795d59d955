import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBlockImage, emptyBlock, encodeBlockImage, stateInImage } from '../../src/storage/block-image.ts';

const everyOffset = Array.from({ length: 10_000 }, (_, offset) => offset);
const dense = (distinct: number) => everyOffset.map((offset) => [offset, 1 + (offset % distinct)] as const);
const sparse = (count: number, distinct: number) =>
  Array.from({ length: count }, (_, index) => [index * 2, 1 + (index % distinct)] as const);

describe('an image', () => {
  test('gives back position and states, whatever they are', () => {
    const rows = fc.uniqueArray(
      fc.tuple(fc.integer({ min: 0, max: 9_999 }), fc.integer({ min: 1, max: 4_294_967_295 })),
      {
        selector: ([offset]) => offset,
        maxLength: 400,
      },
    );
    fc.assert(
      fc.property(rows, fc.nat({ max: Number.MAX_SAFE_INTEGER }), (states, position) => {
        const block = decodeBlockImage(encodeBlockImage(position, states));
        expect(block.position).toBe(position);
        expect([...block.known()]).toEqual([...states].sort(([a], [b]) => a - b));
      }),
    );
  });

  test.each([
    ['nothing', [], 16],
    ['one number', sparse(1, 1), 16 + 4 + 3],
    ['588 numbers, still pairs', sparse(588, 1), 16 + 4 + 2 * 588 + 74],
    ['589 numbers, a bit each', sparse(589, 1), 16 + 4 + 1_250],
    ['all numbers, 3 states, two bits each', dense(3), 16 + 3 * 4 + 2_500],
    ['all numbers, 15 states, four bits each', dense(15), 16 + 15 * 4 + 5_000],
    ['3,333 numbers, 16 states, still pairs', sparse(3_333, 16), 16 + 16 * 4 + 3 * 3_333],
    ['all numbers, 255 states, a byte each', dense(255), 16 + 255 * 4 + 10_000],
    ['all numbers, 256 states, two bytes each', dense(256), 16 + 256 * 4 + 20_000],
    ['all numbers, all different', dense(10_000), 16 + 40_000 + 20_000],
    ['4,000 numbers, 300 states, wide pairs', sparse(4_000, 300), 16 + 300 * 4 + 4 * 4_000],
  ])('of %s takes the smallest form and keeps every state', (_, states, bytes) => {
    const image = encodeBlockImage(7, states);
    expect(image).toHaveLength(bytes);
    expect([...decodeBlockImage(image).known()]).toEqual(states);
  });

  test('of an earlier version, which counted bytes of a place, is read as ever', () => {
    for (const states of [sparse(20, 16), dense(255), dense(256)]) {
      const image = encodeBlockImage(7, states);
      image.set([0xd1, (image[1] as number) / 8]);
      expect([...decodeBlockImage(image).known()]).toEqual(states);
      expect(states.map(([offset]) => stateInImage(image, offset))).toEqual(states.map(([, state]) => state));
    }
  });

  test('can stand anywhere in a larger buffer', () => {
    const image = encodeBlockImage(7, sparse(9, 2));
    const buffer = new Uint8Array(image.length + 6);
    buffer.set(image, 3);
    const block = decodeBlockImage(buffer.subarray(3, 3 + image.length));
    buffer.fill(0);
    expect([...block.known()]).toEqual(sparse(9, 2));
  });

  test.each([
    ['no bytes', new Uint8Array(0)],
    ['zeros', new Uint8Array(40)],
    ['an image cut short', encodeBlockImage(7, sparse(9, 2)).subarray(0, 30)],
    ['an image with a byte too many', Uint8Array.of(...encodeBlockImage(7, sparse(9, 2)), 0)],
  ])('is not made of %s', (_, bytes) => {
    expect(() => decodeBlockImage(bytes)).toThrow('block image');
  });
});

describe('a block', () => {
  test('is a map from offsets to states under any patches, and through its image', () => {
    const start = fc.constantFrom(
      [],
      sparse(1, 1),
      sparse(3_330, 200),
      sparse(3_330, 254),
      sparse(415, 1),
      sparse(830, 3),
      sparse(1_660, 15),
      dense(1),
      dense(2),
      dense(3),
      dense(15),
      dense(254),
      dense(300),
    );
    const patches = fc.array(fc.tuple(fc.integer({ min: 0, max: 9_999 }), fc.integer({ min: 0, max: 600 })), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(start, patches, (states, changes) => {
        const block = decodeBlockImage(encodeBlockImage(1, states));
        const model = new Map<number, number>(states);
        for (const [offset, state] of changes) {
          block.set(offset, state);
          model.set(offset, state);
        }
        const known = [...model].filter(([, state]) => state !== 0).sort(([a], [b]) => a - b);
        expect([...block.known()]).toEqual(known);
        const image = block.encode(2);
        expect([...decodeBlockImage(image).known()]).toEqual(known);
        for (const offset of [0, 9_998, 9_999, ...changes.map(([changed]) => changed)]) {
          expect(block.stateAt(offset)).toBe(model.get(offset) ?? 0);
          expect(stateInImage(image, offset)).toBe(model.get(offset) ?? 0);
        }
      }),
    );
  });

  test('survives more states in its life than its palette can hold', () => {
    const block = decodeBlockImage(encodeBlockImage(1, dense(3)));
    for (let state = 1; state <= 66_000; state += 1) block.set(state % 7, 10 + state);
    expect(everyOffset.slice(7).every((offset) => block.stateAt(offset) === 1 + (offset % 3))).toBe(true);
    expect(block.stateAt(66_000 % 7)).toBe(66_010);
  });

  test('starts empty', () => {
    expect(emptyBlock().stateAt(9_999)).toBe(0);
    expect(emptyBlock().position).toBe(0);
    expect([...emptyBlock().known()]).toEqual([]);
  });

  test.each([-1, 10_000, 1.5, Number.NaN])('has no offset %s', (offset) => {
    expect(() => emptyBlock().set(offset, 1)).toThrow(RangeError);
  });

  test('takes few bits for each number when dense and three bytes for each known one when sparse', () => {
    expect(decodeBlockImage(encodeBlockImage(1, dense(20))).byteLength).toBeLessThan(11_000);
    expect(decodeBlockImage(encodeBlockImage(1, dense(3))).byteLength).toBeLessThan(3_000);
    expect(decodeBlockImage(encodeBlockImage(1, sparse(100, 5))).byteLength).toBeLessThan(800);
  });
});
