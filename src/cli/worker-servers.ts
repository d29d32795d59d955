import { setTimeout as wait } from 'node:timers/promises';
import type { RunningServer } from '../node/http-server.ts';
import { claimPort } from '../node/port-claim.ts';
import type { Settings } from '../node/settings.ts';
import { startWorkerProcess, workerSettings } from '../node/worker-process.ts';
import { Supervisor } from '../node/workers.ts';
import type { Log } from '../runtime/log.ts';

export interface WorkerServers extends RunningServer {
  /** Rejects with a WorkersFailure once the workers are given up; never resolves. */
  readonly failed: Promise<never>;
}

/** Compiled or not, the file beside this one with the same extension. */
const workerModule = new URL(`./serve-worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

/** Serves with several processes on one port over a registry that is there already. */
export async function startWorkerServers(settings: Settings, log: Log): Promise<WorkerServers> {
  const claim = await claimPort(settings);
  const supervisor = new Supervisor({
    count: settings.workers,
    start: (place) => startWorkerProcess(workerModule, workerSettings(settings, claim.port, place), place),
    log,
    now: () => performance.now(),
    wait: (ms, signal) => wait(ms, undefined, { signal }),
  });
  const close = async () => {
    await supervisor.stop();
    claim.release();
  };
  try {
    await supervisor.serves;
  } catch (error) {
    await close();
    throw error;
  }
  const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host;
  return { url: `http://${host}:${claim.port}`, failed: supervisor.failed, close };
}
