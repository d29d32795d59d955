import type { MessagePort } from 'node:worker_threads';
import { policies } from '../../core/policies/policies.ts';
import type { Policy } from '../../core/policy.ts';
import { nodeScrubTools } from '../../runtime/scrub-tools.ts';
import { type ListRead, type ListSlice, readSlices } from '../../scrub/list-slices.ts';
import { fileBytes } from '../file-bytes.ts';
import { type FromReader, type ReadList, repeatedByReader } from './reader-messages.ts';
import { SliceMemory, sharedMemory } from './slice-memory.ts';
import { sentFault } from './thread-messages.ts';

/** Slices that are with who decides them while the next is read: one that he has, one that is ready. */
const slicesAhead = 2;

/** Reads the lists that it is told of, ahead of the thread that decides them. */
export function readLists(port: MessagePort): void {
  const say = (message: FromReader) => port.postMessage(message);
  port.on('message', (list: ReadList) => {
    listRead(list, say).then(
      (read) => say({ kind: 'END', read }),
      (error: unknown) => say({ kind: 'FAILED', fault: sentFault(error) }),
    );
  });
}

async function listRead(
  { descriptor, jurisdiction, reading, digested, taken }: ReadList,
  say: (message: FromReader) => void,
): Promise<ListRead> {
  const handedOver = { memory: sharedMemory, slices: slicesAhead + 1 };
  const places = Array.from({ length: handedOver.slices }, () => new SliceMemory());
  let sent = 0;
  let bytesRead = 0;
  function* counted(): Generator<Uint8Array> {
    for (const bytes of fileBytes(descriptor)) {
      bytesRead += bytes.length;
      yield bytes;
    }
  }
  async function send(slice: ListSlice): Promise<void> {
    const place = places[sent % places.length] as SliceMemory;
    say({ kind: 'SLICE', slice: place.shared(slice), bytesRead });
    sent += 1;
    for (let done = Atomics.load(taken, 0); sent - done > slicesAhead; done = Atomics.load(taken, 0)) {
      Atomics.wait(taken, 0, done);
    }
  }
  const tools = nodeScrubTools;
  const { recordParserOf } = tools;
  const policy = policies[jurisdiction] as Policy;
  const how = { ...reading, policy, recordParserOf, tools, digested, repeatedOf: repeatedByReader, handedOver };
  return readSlices(asynchronous(counted()), how, send);
}

async function* asynchronous(pieces: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* pieces;
}
