import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blockOf, numberAt, offsetInBlock, type PhoneNumber } from '../../../src/core/phone-number.ts';
import { AskedBlocks } from '../../../src/registry/abuse/asked-blocks.ts';
import { type AbuseKind, type Hits, NumberWatch } from '../../../src/registry/abuse/number-watch.ts';

const firstBlock = 861_380_000;
const offsets = Array.from({ length: 10_000 }, (_, offset) => offset);
const block = (at: number) => offsets.map((offset) => numberAt(firstBlock + at, offset));

/** Numbers from 0 up to 1, the same in each run. */
function chances(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function shuffled<T>(all: readonly T[], random = chances(1)): readonly T[] {
  return all
    .map((one) => [random(), one] as const)
    .sort(([a], [b]) => a - b)
    .map(([, one]) => one);
}

interface Watched {
  readonly watch: NumberWatch;
  /** The largest measure of each kind. */
  readonly found: Map<AbuseKind, number>;
}

function watched({
  all = { asked: 0, onRecord: 0 },
  blocksMax = 256,
}: {
  all?: Hits;
  blocksMax?: number;
} = {}): Watched {
  const found = new Map<AbuseKind, number>();
  const notice = (kind: AbuseKind, _: number, measure: number) =>
    found.set(kind, Math.max(measure, found.get(kind) ?? 0));
  const watch = new NumberWatch(new AskedBlocks(7, () => blocksMax), all, () => false, notice);
  return { watch, found };
}

function kindsFor(numbers: readonly PhoneNumber[], options = {}): readonly AbuseKind[] {
  const { watch, found } = watched(options);
  for (const number of numbers) watch.saw(number, false);
  return [...found.keys()].sort();
}

const everyTenth = (numbers: readonly PhoneNumber[]) => {
  const random = chances(3);
  return numbers.filter(() => random() < 0.1);
};
const tenBlocks = Array.from({ length: 10 }, (_, at) => block(at)).flat();

test.for<[string, readonly PhoneNumber[], readonly AbuseKind[]]>([
  ['a sorted list of customers, a tenth of every block', everyTenth(tenBlocks), []],
  ['the same list, unsorted', shuffled(everyTenth(tenBlocks)), []],
  ['the same list, sent five times a day', [1, 2, 3, 4, 5].flatMap(() => everyTenth(tenBlocks)), []],
  ['one number again and again', Array.from({ length: 500 }, () => numberAt(firstBlock, 7)), []],
  ['the fifty lines of one firm', block(0).slice(100, 150), []],
  ['64 numbers in a row', block(0).slice(100, 164), ['CONSECUTIVE']],
  ['64 numbers in a row, downwards', block(0).slice(100, 164).reverse(), ['CONSECUTIVE']],
  ['64 numbers in a row, in any order', shuffled(block(0).slice(100, 164)), ['CONSECUTIVE']],
  [
    '64 numbers in a row, each between two of a list of customers',
    block(0)
      .slice(100, 164)
      .flatMap((number, at) => [number, numberAt(firstBlock + 2 + at, 77)]),
    ['CONSECUTIVE'],
  ],
  [
    'every seventh number',
    block(0)
      .filter((_, at) => at % 7 === 0)
      .slice(0, 64),
    ['WALK'],
  ],
  [
    'the same line of one block after another',
    offsets.slice(0, 64).map((at) => numberAt(firstBlock + at, 42)),
    ['WALK'],
  ],
  ['a quarter of a block, thrown in any order', shuffled(block(0)).slice(0, 2_500), ['COVERAGE']],
  ['less than a quarter of a block', shuffled(block(0)).slice(0, 2_499), []],
])('%s', ([, numbers, kinds]) => {
  expect(kindsFor(numbers)).toEqual(kinds);
});

test('who goes through far more blocks than are remembered is seen in the sample', () => {
  const blocks = Array.from({ length: 64 }, (_, at) => shuffled(block(at)).slice(0, 2_600));
  expect(kindsFor(shuffled(blocks.flat()), { blocksMax: 16 })).toEqual(['COVERAGE']);
});

test('the sample never grows beyond its bound, and what is in it is counted exactly', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(2_000), { minLength: 1, maxLength: 400 }), fc.integer(), (places, seed) => {
      const blocks = new AskedBlocks(seed, () => 16);
      for (const place of places) {
        const mark = blocks.mark(numberAt(firstBlock + (place % 50), place));
        if (mark === undefined) continue;
        const expected = new Set(places.slice(0, places.indexOf(place) + 1).filter((one) => one % 50 === place % 50));
        expect(mark.asked).toBe(expected.size);
      }
      expect(blocks.size).toBeLessThanOrEqual(16);
    }),
  );
});

test('a block that was thinned out of the sample is not counted any more, though it was just asked about', () => {
  const blocks = new AskedBlocks(5, () => 4);
  const asked = Array.from({ length: 64 }, (_, at) => firstBlock + at);
  for (const one of asked) blocks.mark(numberAt(one, 1));
  const counted = asked.filter((one) => blocks.mark(numberAt(one, 2)) !== undefined);
  expect(counted.length).toBeLessThanOrEqual(4);
});

test('a number that nobody has is noticed at every question, one that somebody has by now is not', () => {
  const noticed: AbuseKind[] = [];
  const notice = (kind: AbuseKind) => void noticed.push(kind);
  const watch = new NumberWatch(new AskedBlocks(7, () => 256), { asked: 0, onRecord: 0 }, () => true, notice);
  for (const isOnRecord of [false, true, false]) watch.saw(numberAt(firstBlock, 7), isOnRecord);
  expect(noticed).toEqual(['CANARY', 'CANARY']);
});

const thirtyBlocks = Array.from({ length: 30 }, (_, at) => block(at)).flat();

test('a list of which five times fewer are on record than of everybody else’s is noticed', () => {
  const kindsOf = (caller: number, share: number, all: Hits) => {
    const { watch, found } = watched({ all });
    const random = chances(caller);
    for (const number of everyTenth(thirtyBlocks)) {
      watch.saw((number + caller * 1_000_000) as PhoneNumber, random() < share);
    }
    return [...found.keys()];
  };
  const all = { asked: 0, onRecord: 0 };
  expect(kindsOf(10, 0.2, all)).toEqual([]);
  expect(kindsOf(20, 0.1, all)).toEqual([]);
  expect(kindsOf(30, 0.01, all)).toEqual(['LOW_HITS']);
});

test('a list seen at once is noticed as its numbers one by one are, in whatever order they stand', () => {
  const lists = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 9_000 }), fc.integer({ min: 1, max: 400 })),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(lists, (runs) => {
      const numbers = runs.flatMap(([of, from, count]) =>
        Array.from({ length: count }, (_, at) => numberAt(firstBlock + of, from + at)),
      );
      const singly = watched();
      for (const number of numbers) singly.watch.saw(number, false);
      const together = watched();
      const blocks = [...new Set(numbers.map(blockOf))].sort((one, other) => one - other);
      const offsets = blocks.map((at) => numbers.filter((number) => blockOf(number) === at).map(offsetInBlock));
      const ends = offsets.map((_, at) => offsets.slice(0, at + 1).flat().length);
      together.watch.sawList(
        Float64Array.from(numbers),
        { blocks: Float64Array.from(blocks), ends: Uint32Array.from(ends), offsets: Uint16Array.from(offsets.flat()) },
        new Uint32Array(numbers.length),
      );
      expect(together.found).toEqual(singly.found);
    }),
  );
});
