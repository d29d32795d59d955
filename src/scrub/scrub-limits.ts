import { Fault } from '../core/fault.ts';

/** What one file may be. A file beyond any of these ends in a fault that names it; nothing else fails a file. */
export const scrubLimits = {
  /** One line, or one record with its quoted line breaks. */
  recordBytesMax: 131_072,
  /** As long as a cell of the usual spreadsheets. */
  cellBytesMax: 32_768,
  columnsMax: 1_024,
  /** Bytes out of a compressed file for each byte of it: lists of numbers reach some ten. */
  expansionMax: 100,
  /** Below this a compressed file may expand as it likes. */
  expansionFreeBytes: 16 * 2 ** 20,
  /** Distinct numbers that duplicates are told by; beyond them only repetitions of these are counted. */
  numbersRememberedMax: 2 ** 24,
} as const;

/** `line` is counted from 1. */
export function recordTooLong(line: number): Fault {
  return new Fault('PAYLOAD_TOO_LARGE', `line ${line} is too long: is a line break or a quotation mark missing?`, {
    limit: `at most ${scrubLimits.recordBytesMax} bytes a line or record`,
  });
}

export function cellTooLong(line: number): Fault {
  return new Fault('PAYLOAD_TOO_LARGE', `line ${line}: a cell is too long`, {
    limit: `at most ${scrubLimits.cellBytesMax} bytes a cell`,
  });
}

export function tooManyColumns(line: number): Fault {
  return new Fault('PAYLOAD_TOO_LARGE', `line ${line} has too many columns`, {
    limit: `at most ${scrubLimits.columnsMax} columns`,
  });
}

/** Passes on what a compressed file expands to; `bytesRead` says how much of the file that took so far. */
export async function* withinExpansion(
  expanded: AsyncIterable<Uint8Array>,
  bytesRead: () => number,
): AsyncGenerator<Uint8Array> {
  const { expansionMax, expansionFreeBytes } = scrubLimits;
  let bytes = 0;
  for await (const chunk of expanded) {
    bytes += chunk.byteLength;
    if (bytes > expansionFreeBytes && bytes > expansionMax * bytesRead()) {
      throw new Fault('PAYLOAD_TOO_LARGE', 'the compressed file expands too much', {
        limit: `at most ${expansionMax} times its size`,
      });
    }
    yield chunk;
  }
}
