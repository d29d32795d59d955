import { NumberingRulesMissing } from './number-reader.ts';
import type { RowTaker } from './row-taker.ts';
import { cellTooLong, recordTooLong, scrubLimits, tooManyColumns } from './scrub-limits.ts';

/**
 * Where reading stopped. `QUOTE`: the line there has a quotation mark, and is for a `RecordParser`. `RULES`: it cannot be
 * read before the numbering rules are loaded.
 */
export interface PlainStop {
  readonly at: number;
  readonly why: 'END' | 'FULL' | 'QUOTE' | 'RULES';
}

/**
 * The quick path: rows that end with LF or CRLF, columns by one delimiter, no quotation marks; a few instructions a
 * byte. `bytes` begin with a line; what is left at their end is part of one, unless they are the last.
 */
export class PlainRows {
  readonly #taker: RowTaker;
  /** 1 for the bytes that a cell ends at. */
  readonly #ends: Uint8Array = new Uint8Array(256);
  readonly #giveWay: (() => void) | undefined;
  #line: number = 0;

  constructor(taker: RowTaker, giveWay?: (() => void) | undefined) {
    this.#taker = taker;
    this.#giveWay = giveWay;
    for (const byte of [taker.form.delimiterByte, lineFeed, quotationMark]) this.#ends[byte] = 1;
  }

  /** Lines that were read. */
  get lines(): number {
    return this.#line;
  }

  /** Reads until the slice is full, the bytes are at their end, or a line has a quotation mark. */
  read(bytes: Uint8Array, from: number, isLast: boolean): PlainStop {
    const { slice, form, cells } = this.#taker;
    const ends = this.#ends;
    const target = form.numberColumn;
    slice.bytes = bytes;
    let start = from;
    while (start < bytes.length) {
      if (slice.isFull) return { at: start, why: 'FULL' };
      let column = 0;
      let numberStart = -1;
      let numberEnd = -1;
      let digitsEnd = -1;
      let at = start;
      for (;;) {
        const cellStart = at;
        if (column === target) {
          at = cells.readDigits(bytes, at, bytes.length);
          digitsEnd = at;
        }
        while (at < bytes.length && ends[bytes[at] as number] === 0) at += 1;
        if (column === target) {
          numberStart = cellStart;
          numberEnd = at;
        }
        if (at === bytes.length || bytes[at] === lineFeed) break;
        if (bytes[at] === quotationMark) return { at: start, why: 'QUOTE' };
        column += 1;
        at += 1;
      }
      if (at - start > longLineBytes) this.#requireWithin(bytes, start, at, column);
      if (at === bytes.length && !isLast) return { at: start, why: 'END' };
      const end = at > start && bytes[at - 1] === carriageReturn ? at - 1 : at;
      try {
        this.#takeLine(bytes, start, end, column + 1, numberStart, Math.min(numberEnd, end), digitsEnd);
      } catch (error) {
        if (error instanceof NumberingRulesMissing) return { at: start, why: 'RULES' };
        throw error;
      }
      this.#line += 1;
      if ((this.#line & linesPerTurn) === 0) this.#giveWay?.();
      start = at + 1;
    }
    return { at: Math.min(start, bytes.length), why: 'END' };
  }

  #takeLine(
    bytes: Uint8Array,
    start: number,
    end: number,
    columns: number,
    numberStart: number,
    numberEnd: number,
    digitsEnd: number,
  ): void {
    const taker = this.#taker;
    if (end === start) taker.blankLines += 1;
    else if (taker.headerIsNext) taker.takeHeader(bytes.subarray(start, end));
    else taker.take(start, end, columns, bytes, numberStart, numberEnd, digitsEnd);
  }

  #requireWithin(bytes: Uint8Array, start: number, end: number, delimiters: number): void {
    const line = this.#line + 1;
    if (end - start > scrubLimits.recordBytesMax) throw recordTooLong(line);
    if (delimiters >= scrubLimits.columnsMax) throw tooManyColumns(line);
    let cellStart = start;
    for (let at = start; at <= end; at++) {
      if (at < end && bytes[at] !== this.#taker.form.delimiterByte) continue;
      if (at - cellStart > scrubLimits.cellBytesMax) throw cellTooLong(line);
      cellStart = at + 1;
    }
  }
}

/** Lines between two calls of `giveWay`, less one. */
const linesPerTurn = 2 ** 11 - 1;
/** A shorter line breaks no limit. */
const longLineBytes = scrubLimits.columnsMax - 1;

const lineFeed = 10;
const carriageReturn = 13;
const quotationMark = 34;
