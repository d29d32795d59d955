import { type ParsedRecord, pieceBytesMax, type RecordParser } from './record-parser.ts';
import type { RowTaker } from './row-taker.ts';
import { cellTooLong, scrubLimits, tooManyColumns } from './scrub-limits.ts';

/** The path for everything that is not plain: records go from a library into the slice. */
export class RecordRows {
  readonly #taker: RowTaker;
  readonly #parser: RecordParser;
  readonly #bytesMax: number;
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(2 ** 20);
  #length: number = 0;
  #cell: Uint8Array<ArrayBuffer> = new Uint8Array(scrubLimits.recordBytesMax);

  /** `bytesMax`: of one slice, but for what a last piece brings. */
  constructor(taker: RowTaker, parser: RecordParser, bytesMax: number) {
    this.#taker = taker;
    this.#parser = parser;
    this.#bytesMax = bytesMax;
  }

  /** Whether the next piece may have more rows than the slice has room for, or the slice is large: rows may be long. */
  get needsRoom(): boolean {
    const { slice } = this.#taker;
    return slice.numbers.length - slice.count < pieceBytesMax + 1 || this.#length >= this.#bytesMax;
  }

  /** To be called when the slice was written and cleared. */
  clear(): void {
    this.#length = 0;
  }

  async read(piece: Uint8Array): Promise<void> {
    this.#takeAll(await this.#parser.push(piece));
  }

  async readEnd(): Promise<void> {
    this.#takeAll(await this.#parser.end());
    this.#taker.blankLines += this.#parser.blankLines();
  }

  #takeAll(records: readonly ParsedRecord[]): void {
    for (const record of records) this.#take(record);
  }

  #take({ bytes, cells, line }: ParsedRecord): void {
    const taker = this.#taker;
    const { numberColumn } = taker.form;
    if (cells.length > scrubLimits.columnsMax) throw tooManyColumns(line);
    if (cells.some((cell) => cell.length > scrubLimits.cellBytesMax)) throw cellTooLong(line);
    // A CR at the end of the file, and nothing before it.
    if (bytes.length === 0) {
      taker.blankLines += 1;
      return;
    }
    const start = this.#length;
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, start);
    this.#length += bytes.length;
    if (taker.headerIsNext) {
      taker.takeHeader(this.#bytes.subarray(start, this.#length));
      this.#length = start;
      return;
    }
    const cell = cells[numberColumn];
    if (cell !== undefined) for (let at = 0; at < cell.length; at++) this.#cell[at] = cell.charCodeAt(at);
    const cellLength = cell?.length ?? -1;
    const digitsEnd = taker.cells.readDigits(this.#cell, 0, cellLength);
    taker.take(start, this.#length, cells.length, this.#cell, cell === undefined ? -1 : 0, cellLength, digitsEnd);
    taker.slice.bytes = this.#bytes;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = new Uint8Array(2 * (this.#length + more));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
