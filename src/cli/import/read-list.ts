import { CollectedNumbers, type SortedNumbers } from './collected-numbers.ts';
import { listRows } from './list-rows.ts';
import type { NumberReader, Unreadable } from './number-reader.ts';
import type { Row } from './rows.ts';

export interface ListOptions {
  readonly column: string | undefined;
  readonly readNumber: NumberReader;
  readonly onRejected: (row: Row, reason: Unreadable) => void;
}

/** What a list holds: `rows` = numbers + duplicates + all that was rejected. */
export interface ReadList extends SortedNumbers {
  readonly rows: number;
  readonly rejected: ReadonlyMap<Unreadable, number>;
}

export async function readList(
  bytes: AsyncIterable<Uint8Array>,
  { column, readNumber, onRejected }: ListOptions,
): Promise<ReadList> {
  const collected = new CollectedNumbers();
  const rejected = new Map<Unreadable, number>();
  let rows = 0;
  for await (const piece of listRows(bytes, column, readNumber)) {
    rows += piece.length;
    for (const row of piece) {
      const number = readNumber(row.text);
      if (typeof number === 'number') {
        collected.add(number);
      } else {
        rejected.set(number, (rejected.get(number) ?? 0) + 1);
        onRejected(row, number);
      }
    }
  }
  return { rows, rejected, ...collected.sorted() };
}
