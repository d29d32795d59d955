import { readSync } from 'node:fs';

const readBytes = 2 ** 20;

/**
 * The bytes of an opened file from its beginning, each piece good until the next is asked for. A stream would go by way
 * of other threads for each piece.
 */
export function* fileBytes(descriptor: number): Generator<Uint8Array> {
  const buffer = new Uint8Array(readBytes);
  for (;;) {
    const length = readSync(descriptor, buffer);
    if (length === 0) return;
    // Who gathers small pieces keeps them.
    yield length === readBytes ? buffer : buffer.slice(0, length);
  }
}
