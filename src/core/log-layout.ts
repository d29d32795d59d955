import { shardOfBlock } from './number-shard.ts';
import type { Block } from './phone-number.ts';

/** Names the log of the directory; where the numbers are in one place, it has them too. */
export const directoryLogId = 'log';

/** Names the log of the numbers at a place, from 1. */
export function shardLogId(place: number): string {
  return `log-${place}`;
}

/** All logs of a registry whose numbers are in so many places; the directory's last. */
export function logIdsOf(shards: number): readonly string[] {
  const numbers = shards === 1 ? [] : Array.from({ length: shards }, (_, index) => shardLogId(index + 1));
  return [...numbers, directoryLogId];
}

/** The log that has what is said of the numbers of a block; undefined stands for what is said of no number. */
export function logIdOfBlock(block: Block | undefined, shards: number): string {
  return block === undefined || shards === 1 ? directoryLogId : shardLogId(shardOfBlock(block, shards) + 1);
}

/** Begins the name of a counter in the directory's store: behind it, how many places the numbers are in. */
export const shardsKey = 'SHARDS/';
/** The same in a store of numbers: its place, from 1, and of how many. */
export const shardKey = 'SHARD/';

/** The counter by which the store of a log says where it belongs. */
export function layoutKey(logId: string, shards: number): string {
  return logId === directoryLogId ? `${shardsKey}${shards}` : `${shardKey}${logId.slice('log-'.length)}/${shards}`;
}
