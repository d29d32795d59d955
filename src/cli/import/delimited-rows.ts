import { pipeline, Readable } from 'node:stream';
import { type CsvError, type Info, parse } from 'csv-parse';
import { likelyHeads } from '../../scrub/list-form.ts';
import type { NumberReader } from '../../scrub/number-reader.ts';
import { CommandFailure, WrongUsage } from '../failure.ts';
import { lineCharactersMax, type Row } from './rows.ts';

export interface DelimitedOptions {
  readonly delimiter: string;
  /** Head or place (from 1) of the column with the numbers; absent: the one that looks like it. */
  readonly column: string | undefined;
  readonly readNumber: NumberReader;
}

const recordCharactersMax = 128 * 1_024;
const rowsPerPiece = 1_000;

interface Parsed {
  readonly info: Info;
  readonly record: readonly string[];
}

/** The cells with the numbers, of a file with columns; its first record may be its heads (RFC 4180). */
export async function* delimitedRows(
  pieces: AsyncIterable<string>,
  { delimiter, column, readNumber }: DelimitedOptions,
): AsyncGenerator<readonly Row[]> {
  let place: number | undefined;
  for await (const records of delimitedRecords(pieces, delimiter)) {
    const [first = []] = records.map(({ cells }) => cells);
    const isHead = place === undefined && first.every((cell) => typeof readNumber(cell) === 'string');
    const at = place ?? placeOf(first, isHead, column, readNumber);
    place = at;
    yield records
      .slice(isHead ? 1 : 0)
      .map(({ line, cells }) => ({ line, text: (cells[at] ?? '').slice(0, lineCharactersMax) }));
  }
}

/** A row with all its cells. */
export type RecordRow = Required<Row>;

/** Every record of a file with columns, heads included (RFC 4180). No piece is empty. */
export async function* delimitedRecords(
  pieces: AsyncIterable<string>,
  delimiter: string,
): AsyncGenerator<readonly RecordRow[]> {
  const parser = parse({
    delimiter,
    info: true,
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: recordCharactersMax,
  });
  pipeline(Readable.from(pieces, { objectMode: true }), parser, () => {});
  let rows: RecordRow[] = [];
  try {
    for await (const { info, record } of parser as AsyncIterable<Parsed>) {
      rows.push({ line: info.lines, text: record.join(delimiter).slice(0, lineCharactersMax), cells: record });
      if (rows.length < rowsPerPiece) continue;
      yield rows;
      rows = [];
    }
  } catch (error) {
    if (!isCsvError(error)) throw error;
    const lines = error['lines'];
    const why = words[error.code] ?? 'not readable as columns';
    throw new CommandFailure(`line ${typeof lines === 'number' ? lines : '?'}: ${why}`, { cause: error });
  }
  if (rows.length > 0) yield rows;
}

const words: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quotation mark is opened and never closed',
  CSV_MAX_RECORD_SIZE: `a record is longer than ${recordCharactersMax} characters: is a quotation mark missing?`,
};

function placeOf(
  record: readonly string[],
  isHead: boolean,
  column: string | undefined,
  readNumber: NumberReader,
): number {
  const heads = record.map((cell) => cell.trim());
  const list = isHead ? heads.join(', ') : `1 to ${record.length}`;
  if (column !== undefined) {
    const named = isHead ? heads.findIndex((head) => head.toLowerCase() === column.toLowerCase()) : -1;
    const numbered = /^[1-9][0-9]{0,3}$/.test(column) ? Number(column) - 1 : -1;
    const place = named === -1 ? numbered : named;
    if (place >= 0 && place < record.length) return place;
    throw new WrongUsage(`--column: the file has no column ${column} (${list})`);
  }
  const likely = record.flatMap((cell, place) =>
    (isHead ? record.length === 1 || likelyHeads.test(cell.trim()) : typeof readNumber(cell) !== 'string')
      ? [place]
      : [],
  );
  if (likely.length === 1 && likely[0] !== undefined) return likely[0];
  throw new WrongUsage(`--column: say which column holds the numbers (${list})`);
}

function isCsvError(error: unknown): error is CsvError {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('CSV_');
}
