import { TextDecoder } from 'node:util';

/** A line or record of a list, with its place in the file, counted from 1. */
export interface Row {
  readonly line: number;
  /** The cell that should hold the number, or the whole record where more than a cell counts. */
  readonly text: string;
  /** Of a record: all its cells. */
  readonly cells?: readonly string[];
}

/** Longer lines hold no number; they are cut, so that a file without line ends does not fill the memory. */
export const lineCharactersMax = 1_000;

/** The text of a file in pieces, without its byte order mark; UTF-8, or UTF-16 where the mark says so. */
export async function* textPieces(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  for await (const chunk of bytes) {
    decoder ??= new TextDecoder(encodingOf(chunk));
    yield decoder.decode(chunk, { stream: true });
  }
  if (decoder !== undefined) yield decoder.decode();
}

/** Spreadsheets save "Unicode text" as UTF-16. */
function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

/** Every line that is not blank, in pieces as they come. Lines end with LF, CRLF or CR. */
export async function* plainRows(pieces: AsyncIterable<string>): AsyncGenerator<readonly Row[]> {
  let rest = '';
  let line = 0;
  const rowsOf = (lines: readonly string[]): readonly Row[] => {
    const first = line + 1;
    line += lines.length;
    return lines
      .map((text, index) => ({ line: first + index, text: text.slice(0, lineCharactersMax) }))
      .filter(({ text }) => text.trim() !== '');
  };
  for await (const piece of pieces) {
    const text = rest + piece;
    // A CR at the end may be half of a CRLF.
    const held = text.endsWith('\r') ? '\r' : '';
    const whole = held === '' ? text : text.slice(0, -1);
    const lines = whole.includes('\r') ? whole.split(/\r\n|\n|\r/) : whole.split('\n');
    rest = (lines.pop() ?? '').slice(0, lineCharactersMax) + held;
    yield rowsOf(lines);
  }
  yield rowsOf(rest.split('\r'));
}

/** The first line that is not blank, and the whole text again. */
export async function peeked(pieces: AsyncGenerator<string>) {
  let start = '';
  while (!/[\r\n]/.test(start.trimStart()) && start.length < lineCharactersMax) {
    const next = await pieces.next();
    if (next.done === true) break;
    start += next.value;
  }
  async function* text(): AsyncGenerator<string> {
    yield start;
    yield* pieces;
  }
  const [firstLine = ''] = start.trimStart().split(/[\r\n]/, 1);
  return { firstLine: firstLine.trim(), text: text() };
}
