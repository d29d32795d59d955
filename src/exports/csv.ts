import type { Cell } from '../core/statistics/release.ts';
import { columns, encodedText, slicesOf } from './rows.ts';

/**
 * The cells as CSV (RFC 4180): lines end in CR LF, the first names the columns. What a row does not have, a suppressed
 * value too, is empty.
 */
export async function csvOf(cells: Iterable<Cell>): Promise<Uint8Array<ArrayBuffer>> {
  const { stringify } = await import('csv-stringify/browser/esm/sync');
  // By itself the library quotes a CR LF, but neither alone.
  const options = { record_delimiter: 'windows', quoted_match: /[\r\n]/ } as const;
  const pieces = [stringify([columns.map(({ name }) => name)], options)];
  for await (const slice of slicesOf(cells)) {
    pieces.push(
      stringify(
        slice.map((cell) => columns.map((column) => column.of(cell))),
        options,
      ),
    );
  }
  return encodedText(pieces);
}
