import { closeSync, openSync, statSync } from 'node:fs';
import { fileBytes } from '../../node/file-bytes.ts';
import { progressOf } from '../progress.ts';
import type { Terminal } from '../terminal.ts';

/** A list as `dnd scrub` is given one. */
export interface GivenList {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** In which it is looked at: see `ScrubQuestion`. */
  readonly windowBytes: number;
  end(): void;
}

/** A million rows and more are looked at together: each block of numbers is read once for many. */
const windowBytesMin = 2 ** 24;
/** Some 100 bytes of memory for 14 of the list. */
const windowBytesMax = 2 ** 25;

/** A file, or standard input for `-`; progress is drawn by how many bytes were read. */
export function givenList(terminal: Terminal, file: string, wanted: boolean): GivenList {
  const total = file === '-' ? 0 : statSync(file).size;
  const progress = progressOf(terminal, { title: 'scrubbing', unit: 'bytes', total, wanted });
  async function* counted(): AsyncGenerator<Uint8Array> {
    let done = 0;
    for await (const chunk of file === '-' ? terminal.input : openedBytes(file)) {
      yield chunk;
      done += chunk.byteLength;
      progress.advance(done, Math.max(total, done));
    }
  }
  let hasEnded = false;
  return {
    bytes: counted(),
    windowBytes: Math.min(windowBytesMax, Math.max(windowBytesMin, total)),
    end() {
      if (!hasEnded) progress.end();
      hasEnded = true;
    },
  };
}

function* openedBytes(file: string): Generator<Uint8Array> {
  const descriptor = openSync(file, 'r');
  try {
    yield* fileBytes(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
