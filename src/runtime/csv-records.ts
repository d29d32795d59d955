import { finished } from 'node:stream/promises';
import { type CsvError, parse } from 'csv-parse';
import { Fault } from '../core/fault.ts';
import type { LineEnd, ParsedRecord, RecordParser } from '../scrub/record-parser.ts';
import { recordTooLong, scrubLimits } from '../scrub/scrub-limits.ts';

interface Parsed {
  readonly record: readonly string[];
  /** `bytes`: of all that was given, up to and with the record's line end. */
  readonly info: { readonly lines: number; readonly bytes: number };
}

/** Records by csv-parse, each byte one character of the cells. `linesBefore`: of the file, that somebody else has read. */
export async function csvRecords(delimiter: string, lineEnd: LineEnd, linesBefore: number): Promise<RecordParser> {
  const parser = parse({
    delimiter,
    encoding: 'latin1',
    info: true,
    record_delimiter: lineEnd === '\r' ? ['\r'] : ['\r\n', '\n'],
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: scrubLimits.recordBytesMax,
  });
  let failure: Error | undefined;
  parser.on('error', (error) => {
    failure = error;
  });

  const lines = new RawLines(lineEnd);

  function drained(): readonly ParsedRecord[] {
    const records: ParsedRecord[] = [];
    for (let parsed = parser.read() as Parsed | null; parsed !== null; parsed = parser.read() as Parsed | null) {
      const { record, info } = parsed;
      records.push({ bytes: lines.until(info.bytes), cells: record, line: linesBefore + info.lines });
    }
    return records;
  }
  function faultOf(error: Error): Error {
    const { code, lines } = error as Partial<CsvError> & { readonly lines?: number };
    const line = linesBefore + (lines ?? 1);
    if (code === 'CSV_MAX_RECORD_SIZE') return recordTooLong(line);
    if (code === undefined || !code.startsWith('CSV_')) return error;
    const limit = 'every quotation mark closed';
    return new Fault('INVALID_ARGUMENT', `line ${line}: a quotation mark is opened and never closed`, {
      limit,
      cause: error,
    });
  }

  return {
    async push(bytes) {
      lines.add(bytes);
      const taken = new Promise<void>((resolve) => parser.write(Buffer.from(bytes), () => resolve()));
      const records = [...drained()];
      await taken;
      if (failure !== undefined) throw faultOf(failure);
      records.push(...drained());
      // The library counts what stands in cells: of empty ones it would hold millions.
      if (lines.held > scrubLimits.recordBytesMax) throw recordTooLong(linesBefore + parser.info.lines);
      return records;
    },
    async end() {
      const records: ParsedRecord[] = [];
      parser.on('readable', () => records.push(...drained()));
      parser.end();
      await finished(parser).catch((error: Error) => {
        throw faultOf(error);
      });
      lines.end();
      return records;
    },
    blankLines: () => lines.blank,
  };
}

/** The bytes behind the records: the library gives their cells, and how far it came. */
class RawLines {
  blank: number = 0;
  readonly #carriageEnds: boolean;
  #bytes: Buffer = Buffer.alloc(0);
  /** Of everything added, what went before `#bytes`. */
  #before: number = 0;
  #from: number = 0;

  constructor(lineEnd: LineEnd) {
    this.#carriageEnds = lineEnd === '\r';
  }

  add(bytes: Uint8Array): void {
    this.#before += this.#from;
    this.#bytes = Buffer.concat([this.#bytes.subarray(this.#from), bytes]);
    this.#from = 0;
    this.#skipBlank(this.#bytes.length);
  }

  /** Bytes of a record that has not ended. */
  get held(): number {
    return this.#bytes.length - this.#from;
  }

  /** The bytes up to a place, without line ends; blank lines before them are counted. */
  until(place: number): Uint8Array {
    let end = place - this.#before;
    this.#skipBlank(end);
    const start = this.#from;
    this.#from = end;
    if (!this.#carriageEnds && end > start && this.#bytes[end - 1] === 10) end -= 1;
    if (end > start && this.#bytes[end - 1] === 13) end -= 1;
    return this.#bytes.subarray(start, end);
  }

  /** What is left are blank lines. */
  end(): void {
    this.until(this.#before + this.#bytes.length);
  }

  /** Line ends where a record would begin. */
  #skipBlank(end: number): void {
    for (let size = this.#lineEndAt(this.#from, end); size > 0; size = this.#lineEndAt(this.#from, end)) {
      this.#from += size;
      this.blank += 1;
    }
  }

  #lineEndAt(at: number, end: number): number {
    if (at >= end) return 0;
    if (this.#carriageEnds) return this.#bytes[at] === 13 ? 1 : 0;
    if (this.#bytes[at] === 10) return 1;
    return this.#bytes[at] === 13 && this.#bytes[at + 1] === 10 && at + 1 < end ? 2 : 0;
  }
}
