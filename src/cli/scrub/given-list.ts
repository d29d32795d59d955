import { closeSync, openSync, statSync } from 'node:fs';
import { fileBytes } from '../../node/file-bytes.ts';
import { startListReader } from '../../node/scrubs/list-reader.ts';
import type { ScrubQuestion } from '../../registry/scrubs/scrub-list.ts';
import type { ReadSlices } from '../../scrub/list-slices.ts';
import { progressOf } from '../progress.ts';
import type { Terminal } from '../terminal.ts';

/** A list as `dnd scrub` is given one. */
export interface GivenList {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** In which it is looked at: see `ScrubQuestion`. */
  readonly windows: Pick<ScrubQuestion, 'windowBytes' | 'firstWindowBytes'>;
  /** Of a large file, by a thread of its own; then `bytes` have to be left alone. */
  readonly readSlices: ReadSlices | undefined;
  end(): void;
}

/** A million rows and more are looked at together: each step goes through its memory once for many. */
const windowBytes = 2 ** 24;
/** Of a file that a thread reads: two are looked at while the third is read; of the first, blocks are read meanwhile. */
const readerWindows = { windowBytes: 12 * 2 ** 20, firstWindowBytes: 2 ** 20 };
/** To start a thread takes as long as to read half of this. */
const readerBytesMin = 3 * readerWindows.windowBytes;

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
  const reader =
    total < readerBytesMin ? undefined : startListReader(file, (done) => progress.advance(done, Math.max(total, done)));
  let hasEnded = false;
  return {
    bytes: counted(),
    windows: reader === undefined ? { windowBytes } : readerWindows,
    readSlices: reader?.readSlices,
    end() {
      if (!hasEnded) progress.end();
      hasEnded = true;
      void reader?.close();
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
