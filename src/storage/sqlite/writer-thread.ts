import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { Report, Request } from './commands.ts';
import { openForWriting } from './connection.ts';
import { GroupCommit } from './group-commit.ts';

/** The thread that owns the only writing connection of an opened store: what has arrived by then is one group. */
function serve(port: MessagePort, file: string): void {
  const writer = new GroupCommit(openForWriting(file));
  let closing = false;
  const take = (request: Request) => {
    if ('close' in request) closing = true;
    else writer.add(request);
  };
  const report = (message: Report) => port.postMessage(message);

  port.on('message', (first: Request) => {
    take(first);
    do {
      for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
        take(next.message as Request);
      }
      if (!writer.isIdle) report({ answers: writer.run() });
    } while (!writer.isIdle);
    if (!closing) return;
    writer.close();
    port.close();
  });
  report({ ready: true });
}

if (parentPort !== null) serve(parentPort, (workerData as { file: string }).file);
