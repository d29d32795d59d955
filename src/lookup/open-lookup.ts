import type { Store } from '../storage/store.ts';
import { blockCache } from './block-cache.ts';
import { detailCache } from './detail-cache.ts';
import type { Directory } from './directory.ts';
import { localShard } from './local-shard.ts';
import { logDirectory } from './log-directory.ts';
import { type LogFollower, logFollower } from './log-follower.ts';
import { nextTurn } from './next-turn.ts';
import type { Shard } from './shard.ts';

export interface LookupOptions {
  /** Names the store's log on the wire, as in `log:42`. */
  readonly logId: string;
  /** Budget for blocks in memory, bytes; 256 MiB. A dense block of 10,000 numbers takes 2 to 10 KB. */
  readonly blockBytesMax?: number;
  /** Numbers whose rare part is remembered; 32,768, some 300 bytes each when full. */
  readonly detailsMax?: number;
  /** Where more log entries than these came since the last look, all is read anew on use; 2,048 (some 10 ms). */
  readonly tailEntriesMax?: number;
  /** A monotonic clock in milliseconds; `performance.now`. */
  readonly now?: () => number;
  /** How a long batch lets others run; a message to itself, some 15 µs. `setImmediate` is quicker on Node. */
  readonly nextTurn?: () => Promise<void>;
}

/** Answers from memory over one store; all parts follow its log together. */
export interface Lookup {
  readonly follower: LogFollower;
  readonly shard: Shard;
  readonly directory: Directory;
}

/** Immediate whatever the store holds: everything is read on first use. */
export function openLookup(store: Store, options: LookupOptions): Lookup {
  const follower = logFollower(store, options.tailEntriesMax ?? 2048);
  const shard = localShard({
    logId: options.logId,
    store,
    follower,
    blocks: blockCache(store, follower, options.blockBytesMax ?? 256 * 2 ** 20),
    details: detailCache(store, follower, options.detailsMax ?? 32_768),
    now: options.now ?? (() => performance.now()),
    nextTurn: options.nextTurn ?? nextTurn,
  });
  return { follower, shard, directory: logDirectory(store, follower) };
}
