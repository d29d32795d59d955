import { startServer } from '../node/http-server.ts';
import { operatorLog } from '../node/log.ts';
import { openRegistry } from '../node/open-registry.ts';
import type { Settings } from '../node/settings.ts';
import type { WorkerOrder, WorkerReport } from '../node/worker-process.ts';
import { failureOf } from './failure.ts';

/** A server process of `dnd serve --workers`: serves as it is told, until it is told to stop or nobody is there to. */
const stopped = Promise.withResolvers<void>();
let stopping = false;

process.on('message', (order: WorkerOrder) => {
  if ('stop' in order) stop();
  else void served(order.serve, order.worker);
});
process.on('disconnect', orphaned);
process.on('SIGTERM', stop);
// A terminal sends it to the whole group: the supervisor decides.
process.on('SIGINT', () => undefined);

function stop(): void {
  stopping = true;
  stopped.resolve();
}

/** A supervisor that goes while it waits for us was told to force the end; one that was killed was not. */
function orphaned(): void {
  if (stopping) process.exit(1);
  stop();
}

async function served(settings: Settings, worker: number): Promise<void> {
  try {
    const opened = await openRegistry(settings);
    try {
      const server = await startServer(opened, settings, operatorLog(settings, { worker }), { sharesPort: true });
      await report({ serves: true });
      await stopped.promise;
      await server.close();
    } finally {
      await opened.close();
    }
  } catch (error) {
    const { text = '', exitCode } = failureOf(error);
    process.exitCode = exitCode;
    await report({ failed: text.replace(/^dnd: /, '') });
  }
  process.off('disconnect', orphaned);
  if (process.connected) process.disconnect();
}

function report(words: WorkerReport): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected) process.send?.(words, undefined, undefined, () => resolve());
    else resolve();
  });
}
