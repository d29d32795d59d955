import { Fault } from '../../core/fault.ts';
import { secondMs } from '../../core/time.ts';
import { runCarrierFiles } from '../../registry/carrier-files/run-carrier-files.ts';
import type { Registry } from '../../registry/registry.ts';
import type { Log } from '../log.ts';

const lookMs = secondMs;
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
    running ??= runCarrierFiles(registry, { isStopping: () => isStopping, onFailure })
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
