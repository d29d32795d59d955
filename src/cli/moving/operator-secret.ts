import { readFileSync } from 'node:fs';
import { CommandFailure } from '../failure.ts';

const bytesMin = 32;

/** What a file holds in base64 (RFC 4648 section 4), 32 bytes at least; white space around it is left out. */
export function secretOfFile(file: string): Uint8Array<ArrayBuffer> {
  const text = readFileSync(file, 'utf8').trim();
  const bytes = new Uint8Array(Buffer.from(text, 'base64'));
  const isBase64 = /^(?:[0-9a-zA-Z+/]{4})*(?:[0-9a-zA-Z+/]{2}==|[0-9a-zA-Z+/]{3}=)?$/.test(text);
  if (!isBase64 || bytes.length < bytesMin)
    throw new CommandFailure(`${file}: must be base64 of at least ${bytesMin} bytes`);
  return bytes;
}
