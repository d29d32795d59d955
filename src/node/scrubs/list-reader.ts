import { closeSync, openSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { type ListRead, type ListSlice, type ReadSlices, seenNumbersOf } from '../../scrub/list-slices.ts';
import { type FromReader, type ReadList, repeatedByDecider } from './reader-messages.ts';
import { receivedFault, scrubThreadUrl, type ThreadStart } from './thread-messages.ts';

/** Reads one file in a thread of its own, which is ahead of who decides its rows by a slice or two. */
export interface ListReader {
  /** As `readSlices` in `scrub/`, of the file and whatever `bytes`; once. */
  readonly readSlices: ReadSlices;
  close(): Promise<void>;
}

/** The thread starts at once, and reads when it is told how. `onBytes` hears how much of the file was read. */
export function startListReader(file: string, onBytes: (bytesRead: number) => void = () => {}): ListReader {
  const descriptor = openSync(file, 'r');
  const worker = new Worker(scrubThreadUrl, {
    workerData: { kind: 'READER' } satisfies ThreadStart,
    execArgv: [],
  });
  const ended = Promise.withResolvers<never>();
  // It may end before anybody waits for it.
  ended.promise.catch(() => {});
  worker.once('error', ended.reject);
  worker.once('exit', () => ended.reject(new Error('the thread that reads the list has ended')));
  let closed: Promise<void> | undefined;
  return {
    readSlices(_, { policy, country, column, windowBytes, firstWindowBytes, withoutQuickPath, digested }, take) {
      const taken = new Int32Array(new SharedArrayBuffer(4));
      const seen = seenNumbersOf({ windowBytes, repeatedOf: repeatedByDecider });
      const slices = slicesTaken(worker, taken, onBytes, (slice) =>
        take({ ...slice, repeated: slice.repeated + seen.repeated(slice.byBlock) }),
      );
      const read = slices.then((whole) => ({
        ...whole,
        repeatedAreAll: whole.repeatedAreAll && seen.isExact,
      }));
      const reading = { country, column, windowBytes, firstWindowBytes, withoutQuickPath };
      worker.postMessage({
        descriptor,
        jurisdiction: policy.jurisdiction,
        reading,
        digested,
        taken,
      } satisfies ReadList);
      return Promise.race([read, ended.promise]);
    },
    close() {
      closed ??= worker.terminate().then(() => closeSync(descriptor));
      return closed;
    },
  };
}

/** Takes slices one after the other, until there are no more. */
function slicesTaken(
  worker: Worker,
  taken: Int32Array<SharedArrayBuffer>,
  onBytes: (bytesRead: number) => void,
  take: (slice: ListSlice) => Promise<void>,
): Promise<ListRead> {
  return new Promise((resolve, reject) => {
    let turn = Promise.resolve();
    async function heard(message: FromReader): Promise<void> {
      if (message.kind === 'END') return resolve(message.read);
      if (message.kind === 'FAILED') throw receivedFault(message.fault);
      await take(message.slice);
      onBytes(message.bytesRead);
      Atomics.add(taken, 0, 1);
      Atomics.notify(taken, 0);
    }
    worker.on('message', (message: FromReader) => {
      turn = turn.then(() => heard(message));
      turn.catch(reject);
    });
  });
}
