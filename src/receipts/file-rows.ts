/** How the outputs of a scrub are written, as far as rows and their cells are found by it. Signed with them. */
export interface RowForm {
  /** `UTF-8` is also whatever else has ASCII's bytes where ASCII has them, such as GBK: it is read as bytes. */
  readonly encoding: 'UTF-8' | 'UTF-16LE' | 'UTF-16BE';
  /** Whether each output begins with the byte order mark of its encoding. */
  readonly byteOrderMark: boolean;
  /** One character of ASCII. */
  readonly delimiter: string;
  readonly lineTerminator: 'LF' | 'CRLF' | 'CR';
  /** Whether the first record of each output is the heads. */
  readonly header: boolean;
  /** The place of the column with the numbers, from 1. */
  readonly column: number;
  /** Of numbers without a country code: ISO 3166-1. */
  readonly country: string;
}

/** No row that a scrub writes is as long. */
export const rowBytesMax = 2 ** 20;

/** A row is longer than `rowBytesMax`: bytes that are no output of a scrub have no ends of rows. */
export class RowTooLong extends Error {
  override readonly name = 'RowTooLong';
}

/**
 * Finds the rows of an output while its bytes come by, in bounded memory. A row is a record (RFC 4180), not a line: line
 * ends within a cell that begins with a quotation mark belong to it. Its bytes are those between two line ends, without
 * them (LF and a CR before it, or CR where the form says so), as they stand in the file; of a file in UTF-16, those of
 * the same text in UTF-8. The byte order mark and the heads are no rows. Where the form has no mark, bytes that look like
 * one are of the first row.
 */
export class FileRows {
  readonly #take: (row: Uint8Array) => void;
  readonly #delimiter: number;
  readonly #lineEnd: number;
  readonly #asUtf8: AsUtf8;
  #headsAreNext: boolean;
  /** Bytes of the mark that are still to come. */
  #markLeft: number;
  /** What came of the row that is to come. */
  #begun: Uint8Array = new Uint8Array(0);

  /** `take` is given each row in turn; the bytes are good until it returns. */
  constructor(
    { encoding, byteOrderMark, delimiter, lineTerminator, header }: RowForm,
    take: (row: Uint8Array) => void,
  ) {
    this.#take = take;
    this.#delimiter = delimiter.charCodeAt(0);
    this.#lineEnd = lineTerminator === 'CR' ? carriageReturn : lineFeed;
    this.#asUtf8 = encoding === 'UTF-8' ? (bytes) => bytes : utf8Of(encoding);
    this.#markLeft = byteOrderMark ? markBytes[encoding] : 0;
    this.#headsAreNext = header;
  }

  /** Throws RowTooLong. */
  add(bytes: Uint8Array): void {
    const unmarked = bytes.subarray(this.#markLeft);
    this.#markLeft -= bytes.length - unmarked.length;
    this.#read(joined(this.#begun, this.#asUtf8(unmarked, false)));
  }

  /** Once, behind the last bytes. */
  end(): void {
    this.#read(joined(this.#begun, this.#asUtf8(new Uint8Array(0), true)));
    if (this.#begun.length > 0) this.#found(this.#begun, 0, this.#begun.length);
  }

  #read(bytes: Uint8Array): void {
    let start = 0;
    let quote = bytes.indexOf(quotationMark);
    for (;;) {
      let end = bytes.indexOf(this.#lineEnd, start);
      if (quote !== -1 && quote < start) quote = bytes.indexOf(quotationMark, start);
      if (quote !== -1 && quote < end) end = this.#recordEnd(bytes, start);
      if (end === -1) break;
      const hasCarriage = this.#lineEnd === lineFeed && end > start && bytes[end - 1] === carriageReturn;
      this.#found(bytes, start, hasCarriage ? end - 1 : end);
      start = end + 1;
    }
    this.#begun = bytes.slice(start);
    if (this.#begun.length > rowBytesMax) throw new RowTooLong();
  }

  /** Where the line end of a record with quotation marks is; -1 where it is still to come. */
  #recordEnd(bytes: Uint8Array, start: number): number {
    let place: CellPlace = 'START';
    for (let at = start; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte === this.#lineEnd && place !== 'QUOTED') return at;
      place = placeAfter(place, byte === quotationMark, byte === this.#delimiter);
    }
    return -1;
  }

  #found(bytes: Uint8Array, start: number, end: number): void {
    if (this.#headsAreNext) this.#headsAreNext = false;
    else this.#take(bytes.subarray(start, end));
  }
}

/** The cells of a row, unquoted where they are quoted as RFC 4180 says; else as they stand. */
export function cellsOf(row: string, delimiter: string): readonly string[] {
  const cells: string[] = [];
  let place: CellPlace = 'START';
  let start = 0;
  for (let at = 0; at < row.length; at++) {
    const character = row[at];
    if (character === delimiter && place !== 'QUOTED') {
      cells.push(unquoted(row.slice(start, at)));
      start = at + 1;
    }
    place = placeAfter(place, character === '"', character === delimiter);
  }
  return [...cells, unquoted(row.slice(start))];
}

/** MARKED: behind a quotation mark in a quoted cell, which ends it, or is one of two that stand for one. */
type CellPlace = 'START' | 'PLAIN' | 'QUOTED' | 'MARKED';

/** A quotation mark within a cell that does not begin with one is a character like any other. */
function placeAfter(place: CellPlace, isQuote: boolean, isDelimiter: boolean): CellPlace {
  if (place === 'QUOTED') return isQuote ? 'MARKED' : 'QUOTED';
  if (isDelimiter) return 'START';
  return isQuote && place !== 'PLAIN' ? 'QUOTED' : 'PLAIN';
}

function unquoted(cell: string): string {
  return /^"(?:[^"]|"")*"$/.test(cell) ? cell.slice(1, -1).replaceAll('""', '"') : cell;
}

type AsUtf8 = (bytes: Uint8Array, isLast: boolean) => Uint8Array;

function utf8Of(encoding: string): AsUtf8 {
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  const encoder = new TextEncoder();
  return (bytes, isLast) => encoder.encode(decoder.decode(bytes, { stream: !isLast }));
}

const markBytes: Readonly<Record<RowForm['encoding'], number>> = { 'UTF-8': 3, 'UTF-16LE': 2, 'UTF-16BE': 2 };

const lineFeed = 10;
const carriageReturn = 13;
const quotationMark = 34;

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  if (one.length === 0) return other;
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}
