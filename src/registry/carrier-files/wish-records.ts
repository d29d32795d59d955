import { Fault } from '../../core/fault.ts';
import { sampleBytes } from '../../scrub/list-form.ts';
import { type LineEnd, type ParsedRecord, pieceBytesMax } from '../../scrub/record-parser.ts';
import { cellTooLong, recordTooLong, scrubLimits, tooManyColumns } from '../../scrub/scrub-limits.ts';
import type { ScrubTools } from '../../scrub/scrub-tools.ts';
import { encodedList, withHead } from '../../scrub/text-encoding.ts';

/** The columns of a file of wishes, in any order, by their heads. */
export const wishColumns = [
  ...(['phoneNumber', 'base', 'refuse', 'allow', 'hours'] as const),
  ...(['proof', 'agent', 'wishedAt', 'reference'] as const),
] as const;
export type WishColumn = (typeof wishColumns)[number];
const columnsNeeded: readonly WishColumn[] = ['phoneNumber', 'proof'];

/** One row; `undefined` where it has another number of columns than the head, or is not in UTF-8. */
export type WishRecord = Readonly<Partial<Record<WishColumn, string>>> | undefined;

/**
 * The rows behind the head of a file of wishes: CSV (RFC 4180) by comma, semicolon, tab or bar, in UTF-8 or, with its
 * mark, UTF-16. Blank lines are no rows. Fault INVALID_ARGUMENT or PAYLOAD_TOO_LARGE for what is no such file: heads
 * that are missing, unknown or there twice, a quotation mark that is never closed.
 */
export async function* wishRecords(
  tools: Pick<ScrubTools, 'recordParserOf'>,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly WishRecord[]> {
  const iterator = source[Symbol.asyncIterator]();
  try {
    yield* recordsOf(tools, { [Symbol.asyncIterator]: () => iterator });
  } finally {
    await iterator.return?.();
  }
}

async function* recordsOf(
  tools: Pick<ScrubTools, 'recordParserOf'>,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly WishRecord[]> {
  const { bytes } = await encodedList(source);
  const { head, rest, isWhole } = await withHead(bytes, sampleBytes);
  const { delimiter, lineEnd } = formOf(head, isWhole);
  const parser = await tools.recordParserOf(delimiter, lineEnd, 0);
  let columns: readonly WishColumn[] | undefined;
  const read = (records: readonly ParsedRecord[]): readonly WishRecord[] => {
    const rows = records.filter(({ bytes: line }) => line.length > 0);
    for (const { cells, line } of rows) requireWithin(cells, line);
    if (columns !== undefined) return rows.map((row) => recordOf(columns ?? [], row));
    const [first, ...others] = rows;
    if (first === undefined) return [];
    columns = columnsOf(first.cells.map((cell) => decoded(cell) ?? ''));
    return others.map((row) => recordOf(columns ?? [], row));
  };
  for await (const chunk of whole(head, rest)) {
    for (let from = 0; from < chunk.length; from += pieceBytesMax) {
      const rows = read(await parser.push(chunk.subarray(from, from + pieceBytesMax)));
      if (rows.length > 0) yield rows;
    }
  }
  yield read(await parser.end());
  if (columns === undefined) throw noHeads('the file is empty');
}

async function* whole(head: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield head;
  yield* rest;
}

const delimiters = [',', ';', '\t', '|'] as const;

/** By the line of the heads, none of which has a delimiter in it. */
function formOf(head: Uint8Array, isWhole: boolean): { readonly delimiter: string; readonly lineEnd: LineEnd } {
  const end = head.findIndex((byte) => byte === 10 || byte === 13);
  if (end === -1 && !isWhole) throw recordTooLong(1);
  const line = new TextDecoder('latin1').decode(end === -1 ? head : head.subarray(0, end));
  const delimiter = delimiters.find((one) => line.includes(one)) ?? ',';
  const isCarriage = end !== -1 && head[end] === 13 && head[end + 1] !== 10;
  return { delimiter, lineEnd: isCarriage ? '\r' : '\n' };
}

function columnsOf(heads: readonly string[]): readonly WishColumn[] {
  const columns = heads.map((head) => wishColumns.find((one) => one.toLowerCase() === head.trim().toLowerCase()));
  const unknown = columns.indexOf(undefined);
  if (unknown !== -1) throw noHeads(`column ${unknown + 1} has a head that is not known`);
  const known = columns.filter((one) => one !== undefined);
  if (new Set(known).size < known.length) throw noHeads('a column is there twice');
  const missing = columnsNeeded.find((one) => !known.includes(one));
  if (missing !== undefined) throw noHeads(`the column ${missing} is missing`);
  return known;
}

function noHeads(message: string): Fault {
  return new Fault('INVALID_ARGUMENT', message, { field: 'body', limit: `heads: ${wishColumns.join(', ')}` });
}

function requireWithin(cells: readonly string[], line: number): void {
  if (cells.length > scrubLimits.columnsMax) throw tooManyColumns(line);
  if (cells.some((cell) => cell.length > scrubLimits.cellBytesMax)) throw cellTooLong(line);
}

function recordOf(columns: readonly WishColumn[], { cells }: ParsedRecord): WishRecord {
  if (cells.length !== columns.length) return undefined;
  const texts = cells.map(decoded);
  if (texts.includes(undefined)) return undefined;
  return Object.fromEntries(columns.map((column, place) => [column, texts[place]?.trim() ?? '']));
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Of a cell whose bytes are a character each. */
function decoded(cell: string): string | undefined {
  if (/^[\x20-\x7e]*$/.test(cell)) return cell;
  try {
    return decoder.decode(Uint8Array.from(cell, (one) => one.charCodeAt(0)));
  } catch {
    return undefined;
  }
}
