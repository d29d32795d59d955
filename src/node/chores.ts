import type { Registry } from '../registry/registry.ts';
import { choresOf } from '../runtime/chores.ts';
import type { Log } from '../runtime/log.ts';

/** Does what has to be done now and then, until stopped. */
export function startChores(registry: Registry, log: Log): () => void {
  const timers = choresOf(registry, log).map(({ name, everyMs, run }) =>
    setInterval(() => {
      run().catch((error: unknown) => log.error({ err: error, chore: name }, 'a chore failed'));
    }, everyMs),
  );
  return () => {
    for (const timer of timers) clearInterval(timer);
  };
}
