import type { Policy } from '../core/policy.ts';
import { CellReader } from './cell-reader.ts';
import { type ListForm, listForm, sampleBytes } from './list-form.ts';
import { loadNumberingRules, NumberingRulesMissing } from './number-reader.ts';
import { PlainRows } from './plain-rows.ts';
import { pieceBytesMax, type RecordParserOf } from './record-parser.ts';
import { RecordRows } from './record-rows.ts';
import { type NewMemory, ownMemory, RowSlice, sliceRowsMax } from './row-slice.ts';
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
  /** Where somebody else goes on with slices. */
  readonly handedOver?: HandedOver | undefined;
}

/** How slices are left to somebody else. */
export interface HandedOver {
  /** Of the columns; of the bytes, too, but for rows that a `RecordParser` read. */
  readonly memory: NewMemory;
  /** So many in turn: once `take` resolves, the slice that came `slices - 1` before is written over. */
  readonly slices: number;
}

/** Slices that are gone when the next is read. */
export const keptHere: HandedOver = { memory: ownMemory, slices: 1 };

/** Rows that were read. */
export interface ReadRows {
  readonly slice: RowSlice;
  readonly form: ListForm;
  readonly cells: CellReader;
  /** With the first rows, where the list has heads. */
  readonly header: Uint8Array | undefined;
}

/** What takes the rows of a list, slice by slice; they are gone once it resolves, unless they are handed over. */
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
  const { memory, slices: inTurn } = reading.handedOver ?? keptHere;
  const slices = Array.from({ length: inTurn }, () => new RowSlice(sliceRowsMax(reading.windowBytes), memory));
  const taker = new RowTaker(form, slices[0] as RowSlice, cells);
  let turn = 0;
  let headerIsTaken = false;
  async function takeSlice(): Promise<void> {
    const { slice } = taker;
    await take({ slice, form, cells, header: headerIsTaken ? undefined : taker.header });
    headerIsTaken ||= taker.header !== undefined;
    if (slice.count > 0) turn += 1;
    taker.slice = slices[turn % inTurn] as RowSlice;
    taker.slice.clear();
    cells.places.forgetIfMany();
  }
  const path = new RowPath(taker, reading, takeSlice);
  const windows = new Windows(reading, () => turn);
  await windows.through(head, rest, (bytes, isLast) => path.read(bytes, isLast));
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
class Windows {
  readonly #buffers: readonly Uint8Array[];
  readonly #slicesTaken: () => number;
  #buffer: Uint8Array;
  #window: Uint8Array;
  #length: number = 0;
  #turn: number = 0;

  /** `slicesTaken`: a window that none was taken of is written over. */
  constructor(
    { windowBytes, firstWindowBytes = windowBytes, handedOver = keptHere }: ListReading,
    slicesTaken: () => number,
  ) {
    // The longest record fits into each.
    const bytes = (of: number) => of + scrubLimits.recordBytesMax + 1;
    const { memory, slices } = handedOver;
    this.#buffers = Array.from({ length: slices }, () => new Uint8Array(memory(bytes(windowBytes))));
    this.#buffer = this.#buffers[0] as Uint8Array;
    this.#window = this.#buffer.subarray(0, bytes(firstWindowBytes));
    this.#slicesTaken = slicesTaken;
  }

  async through(
    head: Uint8Array,
    rest: AsyncIterable<Uint8Array>,
    read: (bytes: Uint8Array, isLast: boolean) => Promise<number>,
  ): Promise<void> {
    await this.#gather(head, read);
    for await (const chunk of rest) await this.#gather(chunk, read);
    await read(this.#buffer.subarray(0, this.#length), true);
  }

  async #gather(chunk: Uint8Array, read: (bytes: Uint8Array, isLast: boolean) => Promise<number>): Promise<void> {
    for (let from = 0; from < chunk.length; ) {
      const part = chunk.subarray(from, from + this.#window.length - this.#length);
      this.#buffer.set(part, this.#length);
      this.#length += part.length;
      from += part.length;
      if (this.#length < this.#window.length) continue;
      const taken = this.#slicesTaken();
      const done = await read(this.#window, false);
      if (this.#slicesTaken() > taken) this.#turn += 1;
      const left = this.#buffer.subarray(done, this.#length);
      this.#buffer = this.#buffers[this.#turn % this.#buffers.length] as Uint8Array;
      this.#buffer.set(left);
      this.#length = left.length;
      this.#window = this.#buffer;
    }
  }
}
