import { cellsOf, FileRows, type RowForm } from '../../receipts/file-rows.ts';
import { CommandFailure } from '../failure.ts';
import type { RowFile } from './row-files.ts';

/** A row of a file, counted from 0. */
export interface RowPlace {
  readonly file: RowFile;
  readonly row: number;
}

const shownMax = 10;

/**
 * The one row that has a text: as it stands, or in a cell that is the same phone number, with its country code or
 * without. Refuses where there is none, or more than one.
 */
export async function foundRow(
  text: string,
  files: readonly RowFile[],
  form: RowForm,
  read: (path: string) => AsyncIterable<Uint8Array>,
): Promise<RowPlace> {
  const has = rowMatcher(text, form);
  const places: RowPlace[] = [];
  let count = 0;
  for (const file of files) {
    let row = 0;
    const rows = new FileRows(form, (bytes) => {
      if (has(bytes) && ++count <= shownMax) places.push({ file, row });
      row += 1;
    });
    for await (const bytes of read(file.path)) rows.add(bytes);
    rows.end();
  }
  const [place] = places;
  if (place === undefined) throw new CommandFailure('--find: no row has it');
  if (count === 1) return place;
  const listed = places.map(({ file, row }) => `${file.name} ${row}`).join(', ');
  const more = count > shownMax ? ', …' : '';
  throw new CommandFailure(`--find: ${count} rows have it; say which with its file and --row: ${listed}${more}`);
}

/** Fewer digits are no phone number with or without its country code. */
const digitsMin = 7;

function rowMatcher(text: string, { delimiter }: RowForm): (row: Uint8Array) => boolean {
  const wanted = Buffer.from(text);
  const digits = digitsOf(text);
  const isNumber = /^\+?[\d\s().-]+$/.test(text) && digits.length >= digitsMin;
  const last = digits.slice(-digitsMin);
  return (row) => {
    const bytes = Buffer.from(row.buffer, row.byteOffset, row.length);
    if (bytes.includes(wanted)) return true;
    if (!isNumber) return false;
    const words = bytes.toString('latin1');
    if (!digitsOf(words).includes(last)) return false;
    return cellsOf(words, delimiter).some((cell) => isSameNumber(digitsOf(cell), digits));
  };
}

function isSameNumber(one: string, other: string): boolean {
  return one.length >= digitsMin && (one.endsWith(other) || other.endsWith(one));
}

/** Without zeros at its beginning: of a trunk prefix, or of 00 in front of a country code. */
function digitsOf(text: string): string {
  return text.replaceAll(/\D/g, '').replace(/^0+/, '');
}
