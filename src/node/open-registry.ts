import { openLookup } from '../lookup/open-lookup.ts';
import type { Registry } from '../registry/registry.ts';
import { assembledRegistry, prepareRegistry, requireFitForProduction } from '../runtime/assembled-registry.ts';
import { openLogSource } from '../storage/sqlite/moved-file.ts';
import { sha256 } from '../storage/sqlite/sha256.ts';
import { openSqliteStore } from '../storage/sqlite/sqlite-store.ts';
import { CarrierFileFolder } from './carrier-files/carrier-file-folder.ts';
import { type DataFolder, makeDataFolder, pepperOf } from './data-folder.ts';
import { ScrubFolder } from './scrubs/scrub-folder.ts';
import type { Settings } from './settings.ts';

/** A registry in this process, over the SQLite file of its data folder. */
export interface OpenedRegistry {
  readonly registry: Registry;
  readonly folder: DataFolder;
  /** Writes what is only in memory, then lets go of the file. */
  close(): Promise<void>;
}

const logId = 'log';

export interface OpenOptions {
  /** This is the one place of its process where scrubs of others are run. */
  readonly isRunner?: boolean;
  /** See `SqliteStoreOptions`. */
  readonly use?: 'SERVER' | 'COMMAND' | undefined;
}

/** Opens the registry of a data folder; a new one gets its schema, its policy and its first signing keys. */
export async function openRegistry(
  settings: Settings,
  now: () => number = Date.now,
  { isRunner = false, use }: OpenOptions = {},
): Promise<OpenedRegistry> {
  const folder = makeDataFolder(settings);
  const store = await openSqliteStore({ file: folder.databaseFile, use });
  try {
    if (settings.mode === 'production') {
      requireFitForProduction(store, now(), { setting: 'DATA_DIR', place: 'folder' });
    }
    const registry = assembledRegistry({
      ...{ settings, store, logId, sha256, now },
      lookup: openLookup(store, {
        logId,
        blockBytesMax: settings.blockCacheMb * 2 ** 20,
        nextTurn: () => new Promise((resolve) => setImmediate(resolve)),
      }),
      pepper: pepperOf(settings, folder),
      scrubFiles: new ScrubFolder(folder.scrubFolder, isRunner),
      carrierFiles: new CarrierFileFolder(folder.carrierFileFolder),
      openLogSource: () => openLogSource(folder.databaseFile),
    });
    await prepareRegistry(registry);
    return {
      registry,
      folder,
      async close() {
        try {
          await registry.counts.flush();
          await registry.abuse.close();
        } finally {
          await store.close();
        }
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}
