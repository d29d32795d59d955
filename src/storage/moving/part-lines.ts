/** The texts of lines that each end with LF; of what is behind the last LF one more. Throws where they are not UTF-8. */
export function* linesOf(bytes: Uint8Array): Generator<string> {
  const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(lineFeed, from);
    const until = end === -1 ? bytes.length : end;
    yield utf8.decode(bytes.subarray(from, until));
    from = until + 1;
  }
}

const lineFeed = 0x0a;
