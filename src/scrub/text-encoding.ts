import { Fault } from '../core/fault.ts';

/** What a byte order mark says. Without one a list is read as bytes: UTF-8, or whatever has its digits where ASCII has. */
export type ListEncoding = 'UTF-8' | 'UTF-16LE' | 'UTF-16BE';

export interface EncodedList {
  readonly encoding: ListEncoding;
  /** The mark, to stand at the beginning of what comes out, too; empty where there is none. */
  readonly mark: Uint8Array;
  /** The text as UTF-8 without mark. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

const marks: readonly (readonly [encoding: ListEncoding, mark: readonly number[]])[] = [
  ['UTF-8', [0xef, 0xbb, 0xbf]],
  ['UTF-16LE', [0xff, 0xfe]],
  ['UTF-16BE', [0xfe, 0xff]],
];
const markBytesMax = 4;

/** How files begin that spreadsheets call their own: XLSX and ODS are ZIP archives, XLS is a compound file. */
const foreignMarks: readonly (readonly number[])[] = [
  [0x50, 0x4b, 0x03, 0x04],
  [0xd0, 0xcf, 0x11, 0xe0],
];

/** Reads a list in UTF-8 or, where its mark says so, UTF-16, as spreadsheets save it. Fault INVALID_ARGUMENT. */
export async function encodedList(source: AsyncIterable<Uint8Array>): Promise<EncodedList> {
  const { head, rest } = await withHead(source, markBytesMax);
  if (foreignMarks.some((bytes) => beginsWith(head, bytes))) {
    throw new Fault('INVALID_ARGUMENT', 'this is a spreadsheet or an archive, not its text: save it as CSV', {
      limit: 'text, as it is or by gzip',
    });
  }
  const [encoding, mark] = marks.find(([, bytes]) => beginsWith(head, bytes)) ?? ['UTF-8', []];
  const unmarked = withoutFirst(head, rest, mark.length);
  return {
    encoding,
    mark: Uint8Array.from(mark),
    bytes: encoding === 'UTF-8' ? unmarked : asUtf8(unmarked, encoding),
  };
}

function beginsWith(head: Uint8Array, mark: readonly number[]): boolean {
  return mark.every((byte, at) => head[at] === byte);
}

/** What makes the list's own encoding of UTF-8; pieces end with whole characters. */
export function encoderOf(encoding: ListEncoding): (utf8: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer> {
  if (encoding === 'UTF-8') return (utf8) => utf8;
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const isLittleEndian = encoding === 'UTF-16LE';
  return (utf8) => {
    const text = decoder.decode(utf8);
    const view = new DataView(new ArrayBuffer(text.length * 2));
    for (let at = 0; at < text.length; at++) view.setUint16(at * 2, text.charCodeAt(at), isLittleEndian);
    return new Uint8Array(view.buffer);
  };
}

/**
 * Lets bytes be used, and closes what they come from, however far it was read: nothing else does where a head was taken
 * and the rest is left. Nobody waits for it, who may himself be waited for.
 */
export async function closedAfter<T>(
  source: AsyncIterable<Uint8Array>,
  use: (bytes: AsyncIterable<Uint8Array>) => Promise<T>,
): Promise<T> {
  const iterator = source[Symbol.asyncIterator]();
  try {
    return await use({ [Symbol.asyncIterator]: () => iterator });
  } finally {
    iterator.return?.().catch(() => {});
  }
}

/** At least so many bytes of the beginning, or all that there are, and everything behind them. */
export async function withHead(
  source: AsyncIterable<Uint8Array>,
  bytesMin: number,
): Promise<{ readonly head: Uint8Array; readonly rest: AsyncIterable<Uint8Array>; readonly isWhole: boolean }> {
  const iterator = source[Symbol.asyncIterator]();
  const chunks: Uint8Array[] = [];
  let length = 0;
  let isWhole = false;
  while (length < bytesMin && !isWhole) {
    const next = await iterator.next();
    if (next.done === true) isWhole = true;
    else {
      chunks.push(next.value);
      length += next.value.length;
    }
  }
  const [first = new Uint8Array(0), ...others] = chunks;
  const head = others.length === 0 ? first : concatenated(chunks, length);
  return { head, rest: isWhole ? nothing() : { [Symbol.asyncIterator]: () => iterator }, isWhole };
}

function concatenated(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

async function* withoutFirst(
  head: Uint8Array,
  rest: AsyncIterable<Uint8Array>,
  bytes: number,
): AsyncGenerator<Uint8Array> {
  if (head.length > bytes) yield head.subarray(bytes);
  yield* rest;
}

async function* asUtf8(bytes: AsyncIterable<Uint8Array>, encoding: ListEncoding): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(encoding.toLowerCase(), { ignoreBOM: true });
  const encoder = new TextEncoder();
  for await (const chunk of bytes) yield encoder.encode(decoder.decode(chunk, { stream: true }));
  yield encoder.encode(decoder.decode());
}
