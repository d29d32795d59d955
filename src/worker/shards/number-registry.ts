import { secondMs } from '../../core/time.ts';
import {
  type DirectoryFeed,
  type DirectoryNews,
  DirectoryReplica,
  type ReplicaShelf,
  type ReplicatedEntity,
} from '../../lookup/directory-replica.ts';
import type { Lookup } from '../../lookup/open-lookup.ts';
import type { Shard } from '../../lookup/shard.ts';
import { abuseSyncMs } from '../../registry/abuse/abuse-desk.ts';
import type { Registry } from '../../registry/registry.ts';
import { assembledRegistry } from '../../runtime/assembled-registry.ts';
import { type Chore, tellOfAbuse } from '../../runtime/chores.ts';
import type { Log } from '../../runtime/log.ts';
import type { RegistrySettings } from '../../runtime/registry-settings.ts';
import type { Sha256 } from '../../storage/leaf-hash.ts';
import { RemoteRecords } from '../../storage/remote-records.ts';
import type { Store } from '../../storage/store.ts';
import { absentCarrierFiles, absentScrubFiles } from '../absent-files.ts';
import { platformLimits } from '../platform-limits.ts';
import { type DirectoryDesk, sharedKinds } from './directory-desk.ts';

export interface NumberRegistryParts {
  readonly settings: RegistrySettings;
  /** The object's own log. */
  readonly store: Store;
  readonly own: Lookup;
  /** All numbers: this object's and, behind RPC, those of the others. */
  readonly shard: Shard;
  /** Names the directory's log. */
  readonly logId: string;
  /** Of the object. */
  readonly name: string;
  readonly shelf: ReplicaShelf;
  readonly desk: DirectoryDesk;
  readonly sha256: Sha256;
  readonly now: () => number;
}

/** A registry that answers lookups where the numbers are, with the directory's documents beside them. */
export interface NumberRegistry {
  readonly registry: Registry;
  /** Resolves when what the directory tells binds here. */
  hear(news: DirectoryNews): Promise<void>;
  /** Resolves when everything binds here that the directory acknowledged before the call. */
  catchUp(): Promise<void>;
  chores(log: Log): readonly Chore[];
}

const countsFlushMs = 5 * secondMs;

/** As the directory stood at some moment during the call. */
export async function openNumberRegistry(parts: NumberRegistryParts): Promise<NumberRegistry> {
  const { own, shard, desk, shelf, now } = parts;
  const records = new RemoteRecords(desk, sharedKinds);
  const replica = new DirectoryReplica(shelf, withSecrets(desk, records));
  const [pepper] = await Promise.all([desk.pepper(), replica.catchUp(), records.fetch()]);
  const registry = assembledRegistry({
    ...{ settings: parts.settings, store: parts.store, logId: parts.logId, sha256: parts.sha256, now },
    lookup: { ...own, shard, directory: replica.directory },
    ...{
      pepper,
      records,
      processName: parts.name,
      memory: platformLimits.memory,
      scrubFiles: absentScrubFiles,
      carrierFiles: absentCarrierFiles,
    },
  });
  await registry.abuse.readCanaries();
  return {
    registry,
    async hear(news) {
      if (namesKeys(news.entities) || news.areRecordsNew === true) await records.fetch();
      if (news.areRecordsNew === true) await registry.abuse.readCanaries();
      await replica.hear(news);
    },
    catchUp: () => replica.catchUp(),
    chores: (log) => [
      { name: 'counts', everyMs: countsFlushMs, onlyAfterUse: true, run: () => registry.counts.flush() },
      {
        name: 'directory',
        everyMs: abuseSyncMs,
        onlyAfterUse: true,
        async run() {
          await Promise.all([replica.catchUp(), records.fetch()]);
          await tellOfAbuse(registry, log);
        },
      },
    ],
  };
}

/** The private half of a key rests among the records: it has to be here before the ring says that it signs. */
function withSecrets(desk: DirectoryDesk, records: RemoteRecords): DirectoryFeed {
  return {
    head: () => desk.head(),
    async newsSince(after) {
      const news = await desk.newsSince(after);
      if (news !== undefined && namesKeys(news.entities)) await records.fetch();
      return news;
    },
    async page(kind, afterId) {
      const page = await desk.page(kind, afterId);
      if (namesKeys(page)) await records.fetch();
      return page;
    },
  };
}

function namesKeys(entities: readonly ReplicatedEntity[]): boolean {
  return entities.some(({ kind }) => kind === 'SIGNING_KEYS');
}
