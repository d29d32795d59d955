import type { RowTaker } from './row-taker.ts';
import { cellTooLong, recordTooLong, scrubLimits, tooManyColumns } from './scrub-limits.ts';

/** Where reading stopped. `QUOTE`: the line there has a quotation mark, and is for a `RecordParser`. */
export interface PlainStop {
  readonly at: number;
  readonly why: 'END' | 'FULL' | 'QUOTE';
}

/**
 * The quick path: rows that end with LF or CRLF, columns by one delimiter, no quotation marks; a few instructions a
 * byte. `bytes` begin with a line; what is left at their end is part of one, unless they are the last.
 */
export class PlainRows {
  readonly #taker: RowTaker;
  readonly #classes: Uint8Array = new Uint8Array(256);
  #line: number = 0;

  constructor(taker: RowTaker) {
    this.#taker = taker;
    this.#classes[taker.form.delimiterByte] = delimiterClass;
    this.#classes[lineFeed] = lineFeedClass;
    this.#classes[quotationMark] = quoteClass;
  }

  /** Lines that were read. */
  get lines(): number {
    return this.#line;
  }

  /** Reads until the slice is full, the bytes are at their end, or a line has a quotation mark. */
  read(bytes: Uint8Array, from: number, isLast: boolean): PlainStop {
    const { slice, form } = this.#taker;
    const classes = this.#classes;
    const target = form.numberColumn;
    slice.bytes = bytes;
    let start = from;
    while (start < bytes.length) {
      if (slice.isFull) return { at: start, why: 'FULL' };
      let column = 0;
      let cellStart = start;
      let numberStart = -1;
      let numberEnd = -1;
      let at = start;
      for (; at < bytes.length; at++) {
        const found = classes[bytes[at] as number];
        if (found === 0) continue;
        if (found === quoteClass) return { at: start, why: 'QUOTE' };
        if (found === lineFeedClass) break;
        if (column === target) {
          numberStart = cellStart;
          numberEnd = at;
        }
        column += 1;
        cellStart = at + 1;
      }
      if (at - start > longLineBytes) this.#requireWithin(bytes, start, at, column);
      if (at === bytes.length && !isLast) return { at: start, why: 'END' };
      const end = at > start && bytes[at - 1] === carriageReturn ? at - 1 : at;
      if (column === target) {
        numberStart = cellStart;
        numberEnd = end;
      }
      this.#line += 1;
      this.#takeLine(bytes, start, end, column + 1, numberStart, numberEnd);
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
  ): void {
    const taker = this.#taker;
    if (end === start) taker.blankLines += 1;
    else if (taker.headerIsNext) taker.takeHeader(bytes.subarray(start, end));
    else taker.take(start, end, columns, bytes, numberStart, numberEnd);
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

/** A shorter line breaks no limit. */
const longLineBytes = scrubLimits.columnsMax - 1;

const delimiterClass = 1;
const lineFeedClass = 2;
const quoteClass = 3;
const lineFeed = 10;
const carriageReturn = 13;
const quotationMark = 34;
