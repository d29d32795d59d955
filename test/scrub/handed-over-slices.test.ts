import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cnPolicy } from '../../src/core/policies/cn.ts';
import { nodeScrubTools } from '../../src/runtime/scrub-tools.ts';
import { type ListSlice, readSlices, type SliceReading } from '../../src/scrub/list-slices.ts';
import type { HandedOver } from '../../src/scrub/scrub-rows.ts';

/** A window takes the longest record and a byte more: some of these fill one, others are several. */
const stretches = fc.array(
  fc.record({
    kind: fc.constantFrom('NUMBERS', 'NUMBERS', 'BAD', 'BLANK', 'NATIONAL' as const),
    rows: fc.constantFrom(1, 100, 9_000, 25_000),
  }),
  { minLength: 1, maxLength: 8 },
);

function listOf(of: readonly { readonly kind: string; readonly rows: number }[]): Uint8Array {
  const lines = of.flatMap(({ kind, rows }, stretch) =>
    Array.from({ length: kind === 'BLANK' ? rows * 14 : rows }, (_, at) => {
      const digits = String((at * 7_919 + stretch * 31) % 3_000_000).padStart(8, '0');
      if (kind === 'BLANK') return '';
      return kind === 'BAD' ? `no ${at}` : `${kind === 'NUMBERS' ? '86' : ''}138${digits}`;
    }),
  );
  return Buffer.from(`${lines.join('\n')}\n`);
}

async function* whole(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** All that a slice says. */
function told({ rows, byBlock, repeated }: ListSlice): unknown {
  const { count, bytes, starts, ends, missing, numbers, outcomes } = rows;
  return {
    rows: Array.from({ length: count }, (_, row) => [
      Buffer.from(bytes.subarray(starts[row], ends[row])).toString(),
      ...[missing[row], numbers[row], numbers[row] === 0 ? outcomes[row] : undefined],
    ]),
    byBlock: [byBlock.blocks, byBlock.ends, byBlock.offsets, byBlock.rows].map((column) => Array.from(column)),
    repeated,
  };
}

/** A slice as who has it sees it, while its columns grow in length for the next. */
function held({ rows, byBlock, ...rest }: ListSlice): ListSlice {
  const { blocks, ends, offsets, rows: order } = byBlock;
  return { ...rest, rows: { ...columnsOf(rows) }, byBlock: { blocks, ends, offsets, rows: order } };
}

function columnsOf({ count, bytes, starts, ends, missing, numbers, outcomes }: ListSlice['rows']): ListSlice['rows'] {
  return { count, bytes, starts, ends, missing, numbers, outcomes };
}

async function slicesOf(list: Uint8Array, handedOver: HandedOver | undefined, take: (slice: ListSlice) => void) {
  const { recordParserOf } = nodeScrubTools;
  const reading: SliceReading = {
    ...{ policy: cnPolicy, country: 'CN', column: undefined, recordParserOf, windowBytes: 1, handedOver },
    ...{ tools: nodeScrubTools, digested: false },
  };
  await readSlices(whole(list), reading, async (slice) => take(slice));
}

test('slices that are left to somebody else are those read here, and stay until so many more have come', async () => {
  const memory = (bytes: number) => new SharedArrayBuffer(bytes);
  await fc.assert(
    fc.asyncProperty(stretches, fc.constantFrom(2, 3), async (of, slices) => {
      const list = listOf(of);
      const expected: unknown[] = [];
      await slicesOf(list, undefined, (slice) => expected.push(told(slice)));
      const kept: ListSlice[] = [];
      await slicesOf(list, { memory, slices }, (slice) => {
        kept.push(held(slice));
        // The first may be empty; it was taken as it came.
        for (let at = Math.max(0, kept.length - slices); at < kept.length; at++) {
          const one = kept[at] as ListSlice;
          if (one.rows.count > 0) expect(told(one)).toEqual(expected[at]);
        }
      });
      expect(kept.length).toBe(expected.length);
    }),
    { numRuns: 12 },
  );
});
