import type { Policy } from '../core/policy.ts';
import { CellReader } from './cell-reader.ts';
import { type ListForm, listForm, sampleBytes } from './list-form.ts';
import { loadNumberingRules, NumberingRulesMissing } from './number-reader.ts';
import { PlainRows } from './plain-rows.ts';
import { pieceBytesMax, type RecordParserOf } from './record-parser.ts';
import { RecordRows } from './record-rows.ts';
import { RowSlice, sliceRowsMax } from './row-slice.ts';
import { RowTaker } from './row-taker.ts';
import { scrubLimits } from './scrub-limits.ts';
import { withHead } from './text-encoding.ts';

/** How a list is read. */
export interface ListReading {
  readonly policy: Policy;
  /** Of numbers without a country code: ISO 3166-1. */
  readonly country: string;
  /** Head or place (from 1) of the column with the numbers; absent: the one that looks like it. */
  readonly column: string | undefined;
  readonly recordParserOf: RecordParserOf;
  /** Bytes gathered before their rows are looked at together; the same comes out whatever they are. */
  readonly windowBytes: number;
  /** Of the first ones, where the answer shall begin sooner. */
  readonly firstWindowBytes?: number | undefined;
  /** All rows by way of the library, also the plain ones. */
  readonly withoutQuickPath?: boolean | undefined;
  /** See `ScrubTools`. */
  readonly giveWay?: (() => void) | undefined;
}

/** Rows that were read. */
export interface ReadRows {
  readonly slice: RowSlice;
  readonly form: ListForm;
  readonly cells: CellReader;
  /** With the first rows, where the list has heads. */
  readonly header: Uint8Array | undefined;
}

/** What takes the rows of a list, slice by slice; they are gone once it resolves. */
export type RowsTaken = (rows: ReadRows) => Promise<void>;

/**
 * Reads a list in UTF-8, in bounded memory: a slice of rows after the other, at least one, even if it is empty. Resolves
 * to how many blank lines there were, which are no rows.
 */
export async function readRows(
  source: AsyncIterable<Uint8Array>,
  reading: ListReading,
  take: RowsTaken,
): Promise<{ readonly blankLines: number }> {
  const cells = new CellReader(reading.policy, reading.country);
  const { head, rest, isWhole } = await withHead(source, sampleBytes);
  const sample = head.subarray(0, sampleBytes);
  const isAll = isWhole && head.length <= sampleBytes;
  const formed = () => listForm(sample, isAll, reading.column, cells.readNumber, reading.recordParserOf);
  const form = await withNumberingRules(formed);
  const slice = new RowSlice(sliceRowsMax(reading.windowBytes));
  const taker = new RowTaker(form, slice, cells);
  let headerIsTaken = false;
  async function takeSlice(): Promise<void> {
    await take({ slice, form, cells, header: headerIsTaken ? undefined : taker.header });
    headerIsTaken ||= taker.header !== undefined;
    slice.clear();
    cells.places.forgetIfMany();
  }
  const path = new RowPath(taker, reading, takeSlice);
  await throughWindows(head, rest, reading, (bytes, isLast) => path.read(bytes, isLast));
  await takeSlice();
  return { blankLines: taker.blankLines };
}

async function withNumberingRules<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof NumberingRulesMissing)) throw error;
    await loadNumberingRules();
    return read();
  }
}

/** The quick path for as long as there is no quotation mark; the library's from there on. */
class RowPath {
  readonly #taker: RowTaker;
  readonly #reading: ListReading;
  readonly #takeSlice: () => Promise<void>;
  readonly #plain: PlainRows;
  #records: RecordRows | undefined;
  #isPlain: boolean;

  constructor(taker: RowTaker, reading: ListReading, takeSlice: () => Promise<void>) {
    this.#taker = taker;
    this.#reading = reading;
    this.#takeSlice = takeSlice;
    this.#plain = new PlainRows(taker, reading.giveWay);
    this.#isPlain = taker.form.lineEnd !== '\r' && reading.withoutQuickPath !== true;
  }

  /** Resolves to how many of the bytes were read. */
  async read(bytes: Uint8Array, isLast: boolean): Promise<number> {
    let at = 0;
    while (this.#isPlain) {
      const stop = this.#plain.read(bytes, at, isLast);
      at = stop.at;
      if (stop.why === 'RULES') {
        await loadNumberingRules();
        continue;
      }
      // The slice shows into these bytes: it has to go before others come in their place.
      await this.#takeSlice();
      if (stop.why === 'END') return at;
      this.#isPlain = stop.why === 'FULL';
    }
    await this.#readRecords(bytes.subarray(at), isLast);
    return bytes.length;
  }

  async #readRecords(bytes: Uint8Array, isLast: boolean): Promise<void> {
    await loadNumberingRules();
    const { delimiter, lineEnd } = this.#taker.form;
    const { recordParserOf, windowBytes } = this.#reading;
    this.#records ??= new RecordRows(
      this.#taker,
      await recordParserOf(delimiter, lineEnd, this.#plain.lines),
      windowBytes,
    );
    const records = this.#records;
    for (let from = 0; from < bytes.length; from += pieceBytesMax) {
      if (records.needsRoom) {
        await this.#takeSlice();
        records.clear();
      }
      await records.read(bytes.subarray(from, from + pieceBytesMax));
      this.#reading.giveWay?.();
    }
    if (isLast) await records.readEnd();
  }
}

/** Gathers chunks of any size; what a call of `read` leaves begins the next window. */
async function throughWindows(
  head: Uint8Array,
  rest: AsyncIterable<Uint8Array>,
  { windowBytes, firstWindowBytes = windowBytes }: ListReading,
  read: (bytes: Uint8Array, isLast: boolean) => Promise<number>,
): Promise<void> {
  // The longest record fits into each.
  const buffer = new Uint8Array(windowBytes + scrubLimits.recordBytesMax + 1);
  let window = buffer.subarray(0, firstWindowBytes + scrubLimits.recordBytesMax + 1);
  let length = 0;
  async function gather(chunk: Uint8Array): Promise<void> {
    for (let from = 0; from < chunk.length; ) {
      const part = chunk.subarray(from, from + window.length - length);
      buffer.set(part, length);
      length += part.length;
      from += part.length;
      if (length < window.length) continue;
      const done = await read(window, false);
      buffer.copyWithin(0, done, length);
      length -= done;
      window = buffer;
    }
  }
  await gather(head);
  for await (const chunk of rest) await gather(chunk);
  await read(buffer.subarray(0, length), true);
}
