import type { MessagePort } from 'node:worker_threads';
import { secondMs } from '../../core/time.ts';
import { abuseSyncMs } from '../../registry/abuse/abuse-desk.ts';
import type { Registry } from '../../registry/registry.ts';
import { ScrubRunner } from '../../registry/scrubs/run-scrubs.ts';
import { scrubStreamed } from '../../registry/scrubs/scrub-streamed.ts';
import { tellOfAbuse } from '../../runtime/chores.ts';
import { giveWay } from '../../storage/sqlite/give-way.ts';
import { operatorLog } from '../log.ts';
import { openRegistry } from '../open-registry.ts';
import { ListPace } from './list-pace.ts';
import type { RunnerStart, ToThread } from './thread-messages.ts';
import { ThreadStreams } from './thread-streams.ts';

const countsFlushMs = 5 * secondMs;

/**
 * Scrubs lists apart from the thread that answers lookups. It opens the registry by itself, as one more process would:
 * with caches of its own, and counters and quotas that it shares with the others by way of the store.
 */
export async function runLists(port: MessagePort, { settings, asked }: RunnerStart): Promise<void> {
  giveWay(niceness);
  const log = operatorLog(settings, { thread: 'scrubs' });
  const opened = await openRegistry(settings, Date.now, { isRunner: true });
  const registry = givingWay(opened.registry, new ListPace(asked));
  const report = (error: unknown) => log.error({ err: error }, 'a scrub failed');
  const streams = new ThreadStreams(registry, port, report);
  const runner = new ScrubRunner(registry, { report });
  const told = (chore: Promise<unknown>) =>
    void chore.catch((error: unknown) => log.error({ err: error }, 'a chore of the scrubs failed'));
  const timers = [
    setInterval(() => told(registry.counts.flush()), countsFlushMs),
    setInterval(() => told(tellOfAbuse(registry, log)), abuseSyncMs),
  ];
  port.on('message', (message: ToThread) => {
    if (message.kind === 'STOP') void stop();
    else if (message.kind === 'WAKE') runner.wake();
    else streams.take(message);
  });

  async function stop(): Promise<void> {
    for (const timer of timers) clearInterval(timer);
    try {
      await runner.stop();
      await opened.close();
    } finally {
      port.close();
    }
  }
}

/** Its lists are held up while others ask. */
function givingWay(registry: Registry, pace: ListPace): Registry {
  const tools = { ...registry.scrubs.tools, giveWay: () => pace.giveWay() };
  const paced: Registry = {
    ...registry,
    scrubs: { ...registry.scrubs, tools, stream: (actor, scrub) => scrubStreamed(paced, actor, scrub) },
  };
  return paced;
}

const niceness = 10;
