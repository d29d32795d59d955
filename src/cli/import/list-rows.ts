import { delimitedRows } from './delimited-rows.ts';
import type { NumberReader } from './number-reader.ts';
import { lineCharactersMax, plainRows, type Row, textPieces } from './rows.ts';

const delimiters = [',', ';', '\t', '|'] as const;

/**
 * The rows of a list, whatever its form: a plain list, a number a line, or columns by comma, semicolon, tab or bar,
 * with or without heads. What it is shows in its first line.
 */
export async function* listRows(
  bytes: AsyncIterable<Uint8Array>,
  column: string | undefined,
  readNumber: NumberReader,
): AsyncGenerator<readonly Row[]> {
  const { firstLine, pieces } = await peeked(textPieces(bytes));
  const delimiter = delimiters.find((one) => firstLine.includes(one));
  const isHead = delimiter === undefined && typeof readNumber(firstLine) === 'string' && /^[\p{L}"]/u.test(firstLine);
  if (delimiter === undefined && !isHead && column === undefined) yield* plainRows(pieces);
  else yield* delimitedRows(pieces, { delimiter: delimiter ?? ',', column, readNumber });
}

/** The first line that is not blank, and the whole text again. */
async function peeked(pieces: AsyncGenerator<string>) {
  let start = '';
  while (!/[\r\n]/.test(start.trimStart()) && start.length < lineCharactersMax) {
    const next = await pieces.next();
    if (next.done === true) break;
    start += next.value;
  }
  async function* whole(): AsyncGenerator<string> {
    yield start;
    yield* pieces;
  }
  return {
    firstLine:
      start
        .trimStart()
        .split(/[\r\n]/, 1)[0]
        ?.trim() ?? '',
    pieces: whole(),
  };
}
