import { BlockOrder, type RowsByBlock } from './block-order.ts';
import type { ListForm } from './list-form.ts';
import type { Rows } from './row-slice.ts';
import { type DigestOfFile, RunningDigest } from './running-digest.ts';
import { withinExpansion } from './scrub-limits.ts';
import { keptHere, type ListReading, readRows } from './scrub-rows.ts';
import type { ScrubTools } from './scrub-tools.ts';
import { type Half, SeenNumbers } from './seen-numbers.ts';
import { closedAfter, encodedList, type ListEncoding, withHead } from './text-encoding.ts';

/** Rows that were read together. */
export interface ListSlice {
  readonly rows: Rows;
  readonly byBlock: RowsByBlock;
  /** Rows whose number an earlier one has. */
  readonly repeated: number;
  readonly form: ListForm;
  /** With the first rows, where the list has heads. */
  readonly header: Uint8Array | undefined;
  readonly encoding: ListEncoding;
  /** See `EncodedList`. */
  readonly mark: Uint8Array;
}

/** What is known of a list when it was read to its end. */
export interface ListRead {
  readonly blankLines: number;
  /** Whether `repeated` counts all: see `SeenNumbers`. */
  readonly repeatedAreAll: boolean;
  /** Of the list as it was given, where it was asked for. */
  readonly digest: DigestOfFile | undefined;
}

/** Who looks at many rows together has memory for some seven bytes more for each byte of them. */
const windowBytesPerBitmap = 192;

/** How a list is read, by what of the runtime, and whether it is digested on the way. */
export interface SliceReading extends ListReading {
  readonly tools: ScrubTools;
  readonly digested: boolean;
  /** Rows that repeat a number are counted for these blocks alone: somebody else does it for the others. */
  readonly repeatedOf?: Half | undefined;
}

/** What repetitions in all slices of a list are told by. */
export function seenNumbersOf(
  { windowBytes, repeatedOf }: Pick<SliceReading, 'windowBytes' | 'repeatedOf'>,
  numbersMax?: number | undefined,
): SeenNumbers {
  return new SeenNumbers(Math.ceil(windowBytes / windowBytesPerBitmap), repeatedOf, numbersMax);
}

/** As `readSlices` below, or somebody who has it done elsewhere. */
export type ReadSlices = (
  bytes: AsyncIterable<Uint8Array>,
  reading: SliceReading,
  take: (slice: ListSlice) => Promise<void>,
) => Promise<ListRead>;

/**
 * Reads a list by its bytes, as they are or by gzip: a slice of rows after the other, at least one, even if it is empty;
 * they are gone once `take` resolves. The same list in the same windows is cut into the same slices. A piece of `bytes`
 * may be written over when the next is asked for, but not those that are short: of 65,536 bytes or less. Faults: see
 * `scrubList`.
 */
export function readSlices(
  bytes: AsyncIterable<Uint8Array>,
  reading: SliceReading,
  take: (slice: ListSlice) => Promise<void>,
): Promise<ListRead> {
  return closedAfter(bytes, (opened) => slicesOf(opened, reading, take));
}

async function slicesOf(
  bytes: AsyncIterable<Uint8Array>,
  reading: SliceReading,
  take: (slice: ListSlice) => Promise<void>,
): Promise<ListRead> {
  const { tools, digested } = reading;
  const digest = digested ? new RunningDigest(tools.newDigest()) : undefined;
  const list = await encodedList(await plainBytes(bytes, tools, digest));
  const seen = seenNumbersOf(reading, tools.numbersRememberedMax);
  const { memory, slices: inTurn } = reading.handedOver ?? keptHere;
  const orders = Array.from({ length: inTurn }, () => new BlockOrder(memory));
  let turn = 0;
  let slices = 0;
  const { blankLines } = await readRows(list.bytes, reading, async ({ slice, cells, form, header }) => {
    if (slices > 0 && slice.count === 0 && header === undefined) return;
    slices += 1;
    const byBlock = orders[turn % inTurn] as BlockOrder;
    if (slice.count > 0) turn += 1;
    byBlock.group(slice, cells.places);
    tools.giveWay?.();
    const repeated = seen.repeated(byBlock);
    await take({ rows: slice, byBlock, repeated, form, header, encoding: list.encoding, mark: list.mark });
  });
  return { blankLines, repeatedAreAll: seen.isExact, digest: digest?.done() };
}

const gzipMark = [0x1f, 0x8b] as const;

/** What a list says, once it is expanded; the digest is of what was given. */
export async function plainBytes(
  bytes: AsyncIterable<Uint8Array>,
  tools: ScrubTools,
  digest?: RunningDigest | undefined,
): Promise<AsyncIterable<Uint8Array>> {
  let bytesRead = 0;
  async function* given(): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      bytesRead += chunk.length;
      digest?.add(chunk);
      yield chunk;
    }
  }
  const { head, rest } = await withHead(given(), gzipMark.length);
  async function* whole(): AsyncGenerator<Uint8Array> {
    if (head.length > 0) yield head;
    yield* rest;
  }
  /** Of its own: what expands them reads ahead. */
  async function* kept(): AsyncGenerator<Uint8Array> {
    for await (const chunk of whole()) yield chunk.slice();
  }
  const isCompressed = gzipMark.every((byte, at) => head[at] === byte);
  return isCompressed ? withinExpansion(tools.gunzip(kept()), () => bytesRead) : whole();
}
