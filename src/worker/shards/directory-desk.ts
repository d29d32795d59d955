import { directorySource } from '../../lookup/directory-feed.ts';
import type { DirectoryFeed } from '../../lookup/directory-replica.ts';
import type { RecordSource } from '../../storage/remote-records.ts';
import type { ShortRecordKind, Store } from '../../storage/store.ts';

/** What an object of numbers asks of the directory's. */
export interface DirectoryDesk extends DirectoryFeed, RecordSource {
  /** Of the settings, or the demo's own. */
  pepper(): Promise<Uint8Array>;
}

/** What those that answer lookups tell each other by, and sign with: tens of kilobytes. */
export const sharedKinds: readonly ShortRecordKind[] = ['QUOTA_USE', 'CANARY', 'SIGNING_SECRET'];

/** More are not handed out at once; a registry has hundreds. */
const recordsMax = 10_000;

export function directoryDesk(store: Store, pepper: Uint8Array, now: () => number): DirectoryDesk {
  const source = directorySource(store);
  return {
    newsSince: async (after) => source.newsSince(after),
    head: async () => source.head(),
    page: async (kind, afterId) => source.page(kind, afterId),
    records: async (kinds) =>
      kinds.flatMap((kind) => store.shortRecords(kind, now(), recordsMax).map((record) => ({ ...record, kind }))),
    async put(put) {
      const written = await store.putShortRecord(put);
      return { written, present: store.shortRecord(put.kind, put.id, put.now) };
    },
    addCounts: (counts) => store.addCounts(counts),
    pepper: async () => pepper,
  };
}
