import { shardLogId } from '../../core/log-layout.ts';
import { type Lookup, openLookup } from '../../lookup/open-lookup.ts';
import { requireShardPlace } from '../../runtime/shard-layout.ts';
import type { Store } from '../../storage/store.ts';
import type { ShardPlace } from './shard-place.ts';

export interface NumberLookupOptions {
  readonly blockBytesMax: number;
  readonly detailsMax?: number;
  readonly nextTurn: () => Promise<void>;
}

/** The log of numbers that an object keeps, ready to be asked. SettingError where it is another's. */
export async function numberLookup(
  store: Store,
  { place, count }: ShardPlace,
  options: NumberLookupOptions,
): Promise<Lookup> {
  await requireShardPlace(store, place, count, `the object ${shardLogId(place)}`);
  return openLookup(store, { ...options, logId: shardLogId(place) });
}
