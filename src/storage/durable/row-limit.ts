import { Fault } from '../../core/fault.ts';
import type { DurableSql } from './durable-storage.ts';

/**
 * The platform's limit on a row, in bytes. What comes near it: the body of a short record (a kept answer), the rows of a
 * bulk import with very many distinct sets, the document of an entity. An image has 60,000 at most, and the journal of
 * counters is written in parts that are smaller.
 */
export const rowBytesMax = 2_000_000;

/**
 * The same, but refusing what one row does not hold before it is written: Fault PAYLOAD_TOO_LARGE. Every statement of
 * the store that writes writes one row of what it is given, so what is given is measured.
 */
export function withRowLimit(sql: DurableSql): DurableSql {
  return {
    exec(text, ...values) {
      if (bytesOf(values) > rowBytesMax) {
        throw new Fault(
          'PAYLOAD_TOO_LARGE',
          'It is more than one row of the storage holds; nothing of this was kept.',
          {
            limit: `at most ${rowBytesMax} bytes in a row`,
          },
        );
      }
      return sql.exec(text, ...values);
    },
  };
}

function bytesOf(values: readonly unknown[]): number {
  let bytes = 0;
  for (const value of values) {
    if (typeof value === 'string') bytes += utf8Length(value);
    else if (value instanceof Uint8Array) bytes += value.length;
  }
  return bytes;
}

/** Of texts that are short in any case so much as they may have: counting takes longer. */
function utf8Length(text: string): number {
  return text.length * 3 <= rowBytesMax / 100 ? text.length : utf8.encode(text).length;
}

const utf8 = new TextEncoder();
