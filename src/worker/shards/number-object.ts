import { type Lookup, openLookup } from '../../lookup/open-lookup.ts';
import { requireShardPlace } from '../../runtime/shard-layout.ts';
import type { Store } from '../../storage/store.ts';

/** Which of the objects of numbers one is: its place, from 1, of how many. */
export interface ShardPlace {
  readonly place: number;
  readonly count: number;
}

export interface NumberLookupOptions {
  readonly blockBytesMax: number;
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

/** Names the log of the numbers at a place, and its object. */
export function shardLogId(place: number): string {
  return `log-${place}`;
}

/** By which the gateway tells an object of numbers which one it is: nobody else can send it. */
export const placeHeader = 'dnd-place';

/** As the gateway tells an object of numbers which one it is: `3/16`. */
export function formatPlace({ place, count }: ShardPlace): string {
  return `${place}/${count}`;
}

export function parsePlace(text: string): ShardPlace | undefined {
  const [, place, count] = /^([1-9]\d{0,3})\/([1-9]\d{0,3})$/.exec(text) ?? [];
  return place === undefined ? undefined : { place: Number(place), count: Number(count) };
}
