import { directoryLogId } from '../core/log-layout.ts';
import type { Registry } from '../registry/registry.ts';
import { assembledRegistry, prepareRegistry, requireFitForProduction } from '../runtime/assembled-registry.ts';
import { exportedLog } from '../storage/moving/exported-log.ts';
import { openLogSource } from '../storage/sqlite/moved-file.ts';
import { sha256 } from '../storage/sqlite/sha256.ts';
import { openSqliteStore } from '../storage/sqlite/sqlite-store.ts';
import { CarrierFileFolder } from './carrier-files/carrier-file-folder.ts';
import { type DataFolder, makeDataFolder, pepperOf } from './data-folder.ts';
import { inOrderOfExport, lookupOver, type OpenedStore, openNumberStores, withWriterFaults } from './number-stores.ts';
import { ScrubFolder } from './scrubs/scrub-folder.ts';
import type { Settings } from './settings.ts';

/** A registry in this process, over the SQLite files of its data folder: one, or one and those of numbers. */
export interface OpenedRegistry {
  readonly registry: Registry;
  readonly folder: DataFolder;
  /** Every file with a log: the directory's first, then those of numbers, where there are any. */
  readonly stores: readonly [OpenedStore, ...OpenedStore[]];
  /** Writes what is only in memory, then lets go of the files. */
  close(): Promise<void>;
}

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
  const stores: [OpenedStore, ...OpenedStore[]] = [{ logId: directoryLogId, file: folder.databaseFile, store }];
  try {
    stores.push(...(await openNumberStores(settings, folder, store, use)));
    if (settings.mode === 'production') {
      requireFitForProduction(store, now(), { setting: 'DATA_DIR', place: 'folder' });
    }
    const registry = assembledRegistry({
      ...{ settings, store: withWriterFaults(stores), logId: directoryLogId, sha256, now },
      lookup: lookupOver(stores, {
        blockBytesMax: settings.blockCacheMb * 2 ** 20,
        nextTurn: () => new Promise((resolve) => setImmediate(resolve)),
      }),
      pepper: pepperOf(settings, folder),
      scrubFiles: new ScrubFolder(folder.scrubFolder, isRunner),
      carrierFiles: new CarrierFileFolder(folder.carrierFileFolder),
      exportedLogs: inOrderOfExport(stores).map(({ logId, file }) =>
        exportedLog(logId, sha256, () => openLogSource(file)),
      ),
    });
    await prepareRegistry(registry);
    return {
      registry,
      folder,
      stores,
      async close() {
        try {
          await registry.counts.flush();
          await registry.abuse.close();
        } finally {
          await closeAll(stores);
        }
      },
    };
  } catch (error) {
    await closeAll(stores);
    throw error;
  }
}

async function closeAll(stores: readonly OpenedStore[]): Promise<void> {
  for (const { store } of stores) await store.close();
}
