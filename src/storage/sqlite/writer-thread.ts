import { setPriority } from 'node:os';
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { Report, Request } from './commands.ts';
import { openForWriting } from './connection.ts';
import { GroupCommit } from './group-commit.ts';
import { sleep } from './write-lock.ts';

/**
 * Where commands come from several callers at once, so long after one group the next one is begun: commits cost more
 * than what they hold. A caller who waits for each of his changes by himself never waits for others'.
 */
const gatherMs = 3;

/** The thread that owns the only writing connection of an opened store: what has arrived by then is one group. */
function serve(port: MessagePort, file: string): void {
  const writer = new GroupCommit(openForWriting(file));
  let closing = false;
  const take = (request: Request) => {
    if ('close' in request) closing = true;
    else for (const command of request) writer.add(command);
  };
  let begunAt = 0;
  let answered = 0;
  const gather = () => {
    const waitMs = gatherMs - (performance.now() - begunAt);
    if (answered > 1 && waitMs > 0) sleep(waitMs);
  };
  const report = (message: Report) => port.postMessage(message);

  port.on('message', (first: Request) => {
    take(first);
    do {
      gather();
      for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
        take(next.message as Request);
      }
      if (writer.isIdle) continue;
      begunAt = performance.now();
      const answers = writer.run();
      answered = answers.length;
      report({ answers });
    } while (!writer.isIdle);
    if (!closing) return;
    writer.close();
    port.close();
  });
  report({ ready: true });
}

/** Where a lookup and a commit want the same core, the lookup goes first. Linux alone has priorities of threads. */
const niceness = 5;

if (parentPort !== null && process.platform === 'linux') setPriority(0, niceness);
if (parentPort !== null) serve(parentPort, (workerData as { file: string }).file);
