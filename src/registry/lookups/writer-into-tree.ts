import type { RowTree } from '../../receipts/row-tree.ts';
import type { GrowingText } from './growing-text.ts';
import type { RowWriter } from './row-writer.ts';

/** The same writer; the bytes of each row go into the tree as soon as they stand in the text. */
export function writerIntoTree(writer: RowWriter, text: GrowingText, tree: RowTree): RowWriter {
  let rows = 0;
  let start = 0;

  /** Where the next row begins: behind a comma, unless it is the first. */
  function begin(): void {
    start = text.length + (rows++ === 0 ? 0 : 1);
  }
  function end(): void {
    tree.add(text.slice(start, text.length));
  }

  return {
    ...writer,
    decided(number, standing, reference) {
      begin();
      writer.decided(number, standing, reference);
      end();
    },
    rejected(phoneNumber, fault, field, reference) {
      begin();
      writer.rejected(phoneNumber, fault, field, reference);
      end();
    },
    unavailable(number, reference) {
      begin();
      writer.unavailable(number, reference);
      end();
    },
  };
}
