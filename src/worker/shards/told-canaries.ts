import { limitOf, usualTimer } from '../../lookup/answer-limit.ts';
import type { TellReplica } from '../../lookup/directory-feed.ts';
import type { Registry } from '../../registry/registry.ts';

/**
 * The directory's registry, whose canaries are told to the objects that answer lookups as soon as they change. One that
 * cannot be told in time reads them some seconds after its next lookup.
 */
export function tellingCanaries(registry: Registry, objects: readonly TellReplica[], limitMs: number): Registry {
  const { abuse, store } = registry;
  const limit = limitOf(limitMs, usualTimer);
  async function readCanaries(): Promise<void> {
    await abuse.readCanaries();
    const head = store.head();
    const news = { after: head, head, entities: [], areRecordsNew: true } as const;
    await Promise.allSettled(objects.map((tell) => limit.orFault(() => tell(news))));
  }
  return { ...registry, abuse: { ...abuse, readCanaries } };
}
