import { secondMs } from '../../core/time.ts';
import type { Registry } from '../../registry/registry.ts';
import { runReplays } from '../../registry/statistics/replays/run-replays.ts';
import type { Log } from '../../runtime/log.ts';

const lookMs = secondMs;
/** After something went wrong: a disk may be free again. */
const restMs = 30 * secondMs;

/** Runs replays as they come, in turns of 2 ms between lookups, until stopped: then others may take up what is open. */
export function startReplays(registry: Registry, log: Log): () => Promise<void> {
  let isStopping = false;
  let restsUntil = 0;
  let running: Promise<void> | undefined;
  const report = (error: unknown) => log.error({ err: error }, 'a replay failed');
  const look = () => {
    if (performance.now() < restsUntil) return;
    running ??= runReplays(registry, { isStopping: () => isStopping, report })
      .catch((error: unknown) => {
        restsUntil = performance.now() + restMs;
        log.error({ err: error }, 'replays could not be gone on with');
      })
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
