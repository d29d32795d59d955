import { setTimeout as wait } from 'node:timers/promises';
import { Fault } from '../../core/fault.ts';
import { secondMs } from '../../core/time.ts';
import { runCarrierFiles } from '../../registry/carrier-files/run-carrier-files.ts';
import type { Registry } from '../../registry/registry.ts';
import type { Log } from '../log.ts';

const lookMs = secondMs;
/** What a server does beside its lookups: half a million rows in some minutes. */
const rowsPerSecond = 2_000;
/** After something went wrong: a disk may be free again. */
const restMs = 30 * secondMs;

/** Does the rows of carriers' files as they come, until stopped: then the batch that is under way is finished. */
export function startCarrierFiles(registry: Registry, log: Log): () => Promise<void> {
  let isStopping = false;
  let restsUntil = 0;
  let running: Promise<unknown> | undefined;
  const onFailure = (error: unknown) => {
    // A quota is free again within a minute: the next look goes on where this one ended.
    if (error instanceof Fault && error.code === 'QUOTA_EXCEEDED') return;
    restsUntil = performance.now() + restMs;
    log.error({ err: error }, 'a file of a carrier could not be gone on with');
  };
  const look = () => {
    if (performance.now() < restsUntil) return;
    let dueAt = performance.now();
    /** Lookups that come meanwhile find a server that is not busy with rows alone. */
    const rest = async (rows: number) => {
      dueAt = Math.max(dueAt, performance.now() - secondMs) + (rows / rowsPerSecond) * secondMs;
      if (!isStopping) await wait(Math.max(0, dueAt - performance.now()));
    };
    running ??= runCarrierFiles(registry, { isStopping: () => isStopping, onFailure, rest })
      .catch(onFailure)
      .finally(() => {
        running = undefined;
      });
  };
  const timer = setInterval(look, lookMs);
  return async () => {
    isStopping = true;
    clearInterval(timer);
    await running;
  };
}
