import { type ChildProcess, fork } from 'node:child_process';
import type { Settings } from './settings.ts';
import type { WorkerProcess } from './workers.ts';

/** What a worker is told. Secrets go this way: command lines and environments can be read by others. */
export type WorkerOrder = { readonly serve: Settings; readonly worker: number } | { readonly stop: true };

/** What it tells. `failed`: why it ends, in words for the operator. */
export type WorkerReport = { readonly serves: true } | { readonly failed: string };

/**
 * Settings of one worker: the shared port, metrics on a port of its own, and its share of the memory, so that as
 * many workers as there are take no more than one would.
 */
export function workerSettings(settings: Settings, port: number, place: number): Settings {
  const { metricsPort, blockCacheMb, answerCacheMb, workers } = settings;
  const share = (megabytes: number) => Math.max(1, Math.floor(megabytes / workers));
  return {
    ...settings,
    port,
    metricsPort: metricsPort === 0 ? 0 : metricsPort + place,
    blockCacheMb: share(blockCacheMb),
    answerCacheMb: share(answerCacheMb),
  };
}

/**
 * Starts a worker from a module. A plain child and no `cluster`: the workers listen by themselves on the shared
 * port, so that no connection passes through the supervisor, and one that dies takes nobody's with it.
 */
export function startWorkerProcess(module: URL, settings: Settings, place: number): WorkerProcess {
  const child = fork(module, {
    execArgv: [`--max-old-space-size=${settings.workerHeapMb}`],
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const serves = Promise.withResolvers<void>();
  let words: string | undefined;
  child.on('message', (report: WorkerReport) => {
    if ('serves' in report) serves.resolve();
    else words = report.failed;
  });
  tell(child, { serve: settings, worker: place + 1 });
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(words ?? signal ?? `exit code ${code}`));
  });
  return {
    serves: serves.promise,
    ended,
    stop: () => tell(child, { stop: true }),
    kill: () => void child.kill('SIGKILL'),
  };
}

/** One that has just died hears nothing, and needs not. */
function tell(child: ChildProcess, order: WorkerOrder): void {
  if (child.connected) child.send(order, () => undefined);
}
