import { Fault } from '../core/fault.ts';
import type { PhoneNumber } from '../core/phone-number.ts';
import type { Policy } from '../core/policy.ts';
import { type ColumnFound, columnFound, type ListForm, type ListSample, listSample, sampleBytes } from './list-form.ts';
import { plainBytes } from './list-slices.ts';
import { loadNumberingRules, type NumberReader, numberReader, type Unreadable } from './number-reader.ts';
import type { ScrubTools } from './scrub-tools.ts';
import { closedAfter, encodedList, type ListEncoding, withHead } from './text-encoding.ts';

/** A row as it is read: its cells, and what its number is. */
export interface PreviewRow {
  readonly cells: readonly string[];
  /** Undefined where no column is known to hold the numbers. */
  readonly number: PhoneNumber | Unreadable | undefined;
}

/** How a list is going to be read, by its beginning. */
export interface ListPreview extends Pick<ListForm, 'delimiter' | 'hasHeader'> {
  /** LEGACY: bytes that are no UTF-8 and bear no mark; numbers are read, and the text comes back as it was. */
  readonly encoding: ListEncoding | 'LEGACY';
  readonly isCompressed: boolean;
  /** Trimmed; empty where the list has none. */
  readonly heads: readonly string[];
  readonly columns: number;
  /** Undefined where no column holds numbers, or several do alike: one has to be named. */
  readonly column: ColumnFound | undefined;
  readonly rows: readonly PreviewRow[];
}

export interface PreviewReading {
  readonly policy: Policy;
  readonly country: string;
  /** See `ListReading`. */
  readonly column: string | undefined;
  readonly tools: ScrubTools;
}

const rowsMax = 10;
const columnsMax = 50;

/** Reads the beginning of a list as a scrub would. Fault INVALID_ARGUMENT where it is none, or has no column so named. */
export function listPreview(bytes: AsyncIterable<Uint8Array>, reading: PreviewReading): Promise<ListPreview> {
  return closedAfter(bytes, (opened) => previewOf(opened, reading));
}

async function previewOf(bytes: AsyncIterable<Uint8Array>, reading: PreviewReading): Promise<ListPreview> {
  const { policy, country, column, tools } = reading;
  await loadNumberingRules();
  const readNumber = numberReader(policy, country);
  const { head: mark, rest } = await withHead(bytes, 2);
  const isCompressed = mark[0] === 0x1f && mark[1] === 0x8b;
  const list = await encodedList(await plainBytes(rejoined(mark, rest), tools));
  const { head, isWhole } = await beginning(list.bytes);
  const isAll = isWhole && head.length <= sampleBytes;
  const bytesRead = head.subarray(0, sampleBytes);
  const sample = await listSample(bytesRead, isAll, readNumber, tools.recordParserOf);
  const isLegacy =
    list.encoding === 'UTF-8' && sample.records.some((row) => row.some((cell) => cell.includes('\uFFFD')));
  const shown = isLegacy
    ? await listSample(bytesRead, isAll, readNumber, tools.recordParserOf, legacyDecoder(policy))
    : sample;
  const found =
    column === undefined
      ? guessed(sample, readNumber)
      : columnFound(sample.records, sample.hasHeader, column, readNumber);
  return {
    delimiter: sample.delimiter,
    hasHeader: sample.hasHeader,
    encoding: isLegacy ? 'LEGACY' : list.encoding,
    isCompressed,
    columns: Math.max(1, sample.records[0]?.length ?? 0),
    column: found,
    ...shownRows(shown, found, readNumber),
  };
}

async function* rejoined(head: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield head;
  yield* rest;
}

/** The rest is not read. */
async function beginning(bytes: AsyncIterable<Uint8Array>) {
  const { head, rest, isWhole } = await withHead(bytes, sampleBytes + 1);
  await rest[Symbol.asyncIterator]().return?.();
  return { head, isWhole };
}

/** How programs of the country wrote text before there was Unicode. */
function legacyDecoder({ jurisdiction }: Policy): TextDecoder {
  return new TextDecoder(jurisdiction === 'CN' ? 'gb18030' : 'windows-1252');
}

function guessed({ records, hasHeader }: ListSample, readNumber: NumberReader): ColumnFound | undefined {
  try {
    return columnFound(records, hasHeader, undefined, readNumber);
  } catch (error) {
    if (error instanceof Fault && error.field === 'column') return undefined;
    throw error;
  }
}

function shownRows({ records, hasHeader }: ListSample, found: ColumnFound | undefined, readNumber: NumberReader) {
  const rows = (hasHeader ? records.slice(1) : records).slice(0, rowsMax);
  return {
    heads: hasHeader ? (records[0] ?? []).slice(0, columnsMax).map((head) => head.trim()) : [],
    rows: rows.map((row) => ({
      cells: row.slice(0, columnsMax),
      number: found === undefined ? undefined : readNumber(row[found.place] ?? ''),
    })),
  };
}
