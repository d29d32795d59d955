import { Fault } from '../core/fault.ts';
import type { NumberReader } from './number-reader.ts';
import type { LineEnd, RecordParserOf } from './record-parser.ts';
import { scrubLimits } from './scrub-limits.ts';

/** How a list is written. */
export interface ListForm {
  readonly delimiter: string;
  readonly delimiterByte: number;
  readonly lineEnd: LineEnd;
  readonly hasHeader: boolean;
  /** Of the first row. */
  readonly columns: number;
  /** Place of the column with the numbers, from 0. */
  readonly numberColumn: number;
}

/** Enough for a header and some hundred rows. */
export const sampleBytes = 65_536;
const sampleRecordsMax = 200;

const delimiters = [',', ';', '\t', '|'] as const;

/**
 * The form of a list by its beginning, `sampleBytes` of it or all: the delimiter that the first line has most of; heads
 * where no cell of the first row is a number and one is the head of numbers, or all begin with letters; the column that was named (head or place from 1), that has
 * the head of one, or that has the numbers. Fault INVALID_ARGUMENT where that is none or several.
 */
export async function listForm(
  sample: Uint8Array,
  isWhole: boolean,
  column: string | undefined,
  readNumber: NumberReader,
  parserOf: RecordParserOf,
): Promise<ListForm> {
  const { lineEnd, delimiter, records, hasHeader } = await listSample(sample, isWhole, readNumber, parserOf);
  const { place: numberColumn } = columnFound(records, hasHeader, column, readNumber);
  const form = { delimiter, delimiterByte: delimiter.charCodeAt(0), lineEnd, hasHeader };
  return { ...form, columns: Math.max(1, records[0]?.length ?? 0), numberColumn };
}

/** What a list begins with. */
export interface ListSample extends Pick<ListForm, 'delimiter' | 'lineEnd' | 'hasHeader'> {
  /** Cells of some hundred rows at most, the heads among them. */
  readonly records: readonly (readonly string[])[];
}

/** `decoder`: of the cells, which are UTF-8 where nobody says otherwise. */
export async function listSample(
  sample: Uint8Array,
  isWhole: boolean,
  readNumber: NumberReader,
  parserOf: RecordParserOf,
  decoder: TextDecoder = utf8,
): Promise<ListSample> {
  const lineEnd = lineEndOf(sample);
  const delimiter = delimiterOf(sample, lineEnd);
  const lines = wholeLines(sample, isWhole, lineEnd);
  const records = await sampled(lines, { delimiter, lineEnd, isWhole }, parserOf, decoder);
  const [first = []] = records;
  const isNumber = (cell: string) => typeof readNumber(cell) !== 'string';
  const hasHeader = !first.some(isNumber) && (first.some(isLikelyHead) || first.every(isWord));
  return { lineEnd, delimiter, records, hasHeader };
}

function isLikelyHead(cell: string): boolean {
  return likelyHeads.test(cell.trim());
}

/** Begins with a letter, or is empty beside others that do. */
function isWord(cell: string, _: number, row: readonly string[]): boolean {
  return /^\s*\p{L}/u.test(cell) || (row.length > 1 && cell.trim() === '');
}

function lineEndOf(sample: Uint8Array): LineEnd {
  const feed = sample.indexOf(10);
  const carriage = sample.indexOf(13);
  if (feed === -1) return carriage === -1 || carriage === sample.length - 1 ? '\n' : '\r';
  return carriage === feed - 1 ? '\r\n' : '\n';
}

/** Outside quotation marks. */
function delimiterOf(sample: Uint8Array, lineEnd: LineEnd): string {
  const counts = delimiters.map(() => 0);
  let quoted = false;
  let isBlank = true;
  for (const byte of sample) {
    if (byte === 34) quoted = !quoted;
    else if (quoted) continue;
    else if (byte === (lineEnd === '\r' ? 13 : 10)) {
      if (!isBlank) break;
      continue;
    }
    const place = delimiters.indexOf(String.fromCharCode(byte) as ',');
    if (place >= 0) counts[place] = (counts[place] ?? 0) + 1;
    if (byte !== 13) isBlank = false;
  }
  return delimiters[counts.indexOf(Math.max(...counts))] as string;
}

function wholeLines(sample: Uint8Array, isWhole: boolean, lineEnd: LineEnd): Uint8Array {
  if (isWhole) return sample;
  const end = sample.lastIndexOf(lineEnd === '\r' ? 13 : 10);
  return end === -1 ? sample : sample.subarray(0, end + 1);
}

const utf8 = new TextDecoder('utf-8');

async function sampled(
  bytes: Uint8Array,
  { delimiter, lineEnd, isWhole }: Pick<ListForm, 'delimiter' | 'lineEnd'> & { readonly isWhole: boolean },
  parserOf: RecordParserOf,
  decoder: TextDecoder,
): Promise<readonly (readonly string[])[]> {
  if (!bytes.includes(34)) {
    const lines = decoder.decode(bytes).split(lineEnd === '\r' ? '\r' : /\r?\n/);
    return lines
      .filter((line) => line !== '')
      .slice(0, sampleRecordsMax)
      .map((line) => line.split(delimiter, scrubLimits.columnsMax + 1));
  }
  const parser = await parserOf(delimiter, lineEnd, 0);
  const records = await parser.push(bytes);
  // What follows may be half of a record: where it is not, the records that are complete say enough.
  const rest = records.length > 0 && !isWhole ? [] : await parser.end();
  return [...records, ...rest]
    .slice(0, sampleRecordsMax)
    .map(({ cells }) => cells.map((cell) => decoder.decode(Uint8Array.from(cell, (one) => one.charCodeAt(0)))));
}

/** Heads under which lists have their phone numbers. */
export const likelyHeads =
  /^(?:(?:tele)?phone(?:[ _-]?(?:no|number))?|mobile(?:[ _-]?(?:no|number))?|msisdn|e\.?164|tel|number|手机号?码?|电话(?:号码)?|号码|tel[eé]fono|m[oó]vil|फ़ोन)$/i;

/** The column with the numbers, and what told: its name was given, it is the only one, by its head, by its cells. */
export interface ColumnFound {
  readonly place: number;
  readonly by: 'NAME' | 'ONLY' | 'HEAD' | 'CELLS';
}

/** See `listForm`. Fault INVALID_ARGUMENT. */
export function columnFound(
  records: ListSample['records'],
  hasHeader: boolean,
  column: string | undefined,
  readNumber: NumberReader,
): ColumnFound {
  const [first = [], ...others] = records;
  const rows = hasHeader ? others : records;
  const heads = first.map((cell) => cell.trim());
  if (column !== undefined) return { place: namedColumn(heads, hasHeader, column), by: 'NAME' };
  if (first.length <= 1) return { place: 0, by: 'ONLY' };
  const named = hasHeader ? heads.flatMap((head, place) => (isLikelyHead(head) ? [place] : [])) : [];
  if (named.length === 1) return { place: named[0] as number, by: 'HEAD' };
  const candidates = named.length > 1 ? named : [...first.keys()];
  const isNumber = (cell: string) => typeof readNumber(cell) !== 'string';
  const numbers = candidates.map((place) => rows.filter((row) => isNumber(row[place] ?? '')).length);
  const most = Math.max(...numbers);
  const best = candidates.filter((_, index) => numbers[index] === most);
  if (best.length === 1 && most > 0) return { place: best[0] as number, by: 'CELLS' };
  throw noColumn('say which column holds the numbers', heads, hasHeader);
}

function namedColumn(heads: readonly string[], hasHeader: boolean, column: string): number {
  const named = hasHeader ? heads.findIndex((head) => head.toLowerCase() === column.toLowerCase()) : -1;
  const place = named === -1 && /^[1-9][0-9]{0,3}$/.test(column) ? Number(column) - 1 : named;
  if (place >= 0 && place < Math.max(1, heads.length)) return place;
  throw noColumn('the list has no such column', heads, hasHeader);
}

/** Cells of a list without heads may be numbers: they are not shown. */
function noColumn(message: string, heads: readonly string[], hasHeader: boolean): Fault {
  const limit = hasHeader ? `one of ${heads.join(', ').slice(0, 500)}` : `1 to ${heads.length}`;
  return new Fault('INVALID_ARGUMENT', message, { field: 'column', limit });
}
