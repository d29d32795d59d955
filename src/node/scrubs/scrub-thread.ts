import { parentPort, workerData } from 'node:worker_threads';
import type { ThreadStart } from './thread-messages.ts';

/** The threads of scrubs begin here, and load what they are for. */
if (parentPort !== null) {
  const start = workerData as ThreadStart;
  if (start.kind === 'RUNNER') await (await import('./runner-thread.ts')).runLists(parentPort, start);
  else (await import('./reader-thread.ts')).readLists(parentPort);
}
