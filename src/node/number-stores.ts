import { existsSync } from 'node:fs';
import { shardLogId } from '../core/log-layout.ts';
import { fanOutShard } from '../lookup/fan-out-shard.ts';
import { type Lookup, type LookupOptions, openLookup } from '../lookup/open-lookup.ts';
import { SettingError } from '../runtime/setting-forms.ts';
import { recordedShards, requireShardPlace } from '../runtime/shard-layout.ts';
import { openSqliteStore, type SqliteStoreOptions } from '../storage/sqlite/sqlite-store.ts';
import type { Store } from '../storage/store.ts';
import type { DataFolder } from './data-folder.ts';
import type { Settings } from './settings.ts';

/** One file of a registry, open. */
export interface OpenedStore {
  /** Names its log on the wire. */
  readonly logId: string;
  readonly file: string;
  readonly store: Store;
}

/**
 * Opens the files of numbers of a registry that has several, in the order of their places, and makes them where it is
 * new; none where the directory's store has everything. How many there are is fixed from then on. SettingError where
 * `DND_SHARDS` says otherwise, and where a file is missing or another's.
 */
export async function openNumberStores(
  { shards: wanted }: Pick<Settings, 'shards'>,
  folder: DataFolder,
  directory: Store,
  use: SqliteStoreOptions['use'],
): Promise<readonly OpenedStore[]> {
  const isNew = directory.head() === 0;
  const count = await recordedShards(directory, wanted);
  if (count === 1) return [];
  const opened: OpenedStore[] = [];
  try {
    for (let place = 1; place <= count; place++) {
      const file = folder.shardFile(place);
      if (!isNew && !existsSync(file)) throw new SettingError(`DATA_DIR: ${file} is missing: numbers are in it`);
      const store = await openSqliteStore({ file, use });
      opened.push({ logId: shardLogId(place), file, store });
      await requireShardPlace(store, place, count, file, isNew);
    }
    return opened;
  } catch (error) {
    for (const { store } of opened) await store.close();
    throw error;
  }
}

/**
 * In one process a part that is slow is at work, and comes: only what would hold a request for ever is given up.
 */
const limitMs = 30_000;

/** The files that numbers are in. */
export function storesOfNumbers(stores: readonly OpenedStore[]): readonly OpenedStore[] {
  return stores.length === 1 ? stores : stores.slice(1);
}

/** Those of numbers first, so that what they name in the directory is exported with it. */
export function inOrderOfExport([directory, ...numbers]: readonly [
  OpenedStore,
  ...OpenedStore[],
]): readonly OpenedStore[] {
  return [...numbers, directory];
}

/** Answers from memory over the files of a registry. Those of numbers share out what may be kept of blocks. */
export function lookupOver(
  [directory, ...numbers]: readonly [OpenedStore, ...OpenedStore[]],
  options: Omit<LookupOptions, 'logId'> & { readonly blockBytesMax: number },
): Lookup {
  const lookup = openLookup(directory.store, { ...options, logId: directory.logId });
  if (numbers.length === 0) return lookup;
  const { blockBytesMax } = options;
  const own = { ...options, blockBytesMax: Math.ceil(blockBytesMax / numbers.length) };
  const parts = numbers.map(({ logId, store }) => openLookup(store, { ...own, logId }).shard);
  return { ...lookup, shard: fanOutShard(parts, { limitMs }) };
}

/** Whoever asks for a fault of the directory's writer hears of that of any file: a registry is ready where all are. */
export function withWriterFaults([{ store: directory }, ...numbers]: readonly [OpenedStore, ...OpenedStore[]]): Store {
  if (numbers.length === 0) return directory;
  const own = directory.writerFault.bind(directory);
  return Object.assign(directory, {
    writerFault: () => own() ?? numbers.map(({ store }) => store.writerFault()).find((fault) => fault !== undefined),
  });
}
