import { openLookup } from '../../lookup/open-lookup.ts';
import { requireShardPlace } from '../../runtime/shard-layout.ts';
import type { Store } from '../../storage/store.ts';
import { servedShard } from './served-shard.ts';
import type { AskShard } from './shard-calls.ts';

/** Which of the objects of numbers one is: its place, from 1, of how many. */
export interface ShardPlace {
  readonly place: number;
  readonly count: number;
}

export interface NumberObjectOptions {
  readonly blockBytesMax: number;
  readonly nextTurn: () => Promise<void>;
  readonly report: (error: unknown) => void;
}

/** The log of numbers that an object keeps, ready to be asked. SettingError where it is another's. */
export async function numberObject(
  store: Store,
  { place, count }: ShardPlace,
  { report, ...options }: NumberObjectOptions,
): Promise<AskShard> {
  await requireShardPlace(store, place, count, `the object ${shardLogId(place)}`);
  return servedShard(openLookup(store, { ...options, logId: shardLogId(place) }).shard, report);
}

/** Names the log of the numbers at a place, and its object. */
export function shardLogId(place: number): string {
  return `log-${place}`;
}
