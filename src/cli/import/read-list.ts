import { CollectedRows, type SortedRows } from './collected-rows.ts';
import { type FormatName, type ListTerms, readingOf } from './list-format.ts';
import type { Rejection } from './row-reader.ts';
import { peeked, type Row, textPieces } from './rows.ts';

export interface ListOptions extends ListTerms {
  readonly onRejected: (row: Row, reason: Rejection) => void;
}

/** What a list holds: `rows` = numbers + duplicates + all that was rejected. */
export interface ReadList extends SortedRows {
  readonly format: FormatName;
  readonly rows: number;
  readonly rejected: ReadonlyMap<Rejection, number>;
  /** Rows that are read as refusing more than they say. */
  readonly widened: number;
}

export async function readList(bytes: AsyncIterable<Uint8Array>, options: ListOptions): Promise<ReadList> {
  const collected = new CollectedRows();
  const rejected = new Map<Rejection, number>();
  let count = 0;
  let widened = 0;
  const { firstLine, text } = await peeked(textPieces(bytes));
  const { format, pieces } = readingOf(text, firstLine, options);
  for await (const { rows, read } of pieces) {
    count += rows.length;
    for (const row of rows) {
      const says = read(row);
      if (typeof says === 'string') {
        rejected.set(says, (rejected.get(says) ?? 0) + 1);
        options.onRejected(row, says);
      } else {
        collected.add(says.number, says.preferences, says.second);
        if (says.widened === true) widened += 1;
      }
    }
  }
  return { format, rows: count, rejected, widened, ...collected.sorted() };
}
