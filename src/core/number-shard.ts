import type { Block } from './phone-number.ts';

/** More are not foreseen, as objects: a change log of 10 GB in each holds a nation's changes for decades. */
export const shardsMax = 1_024;

/**
 * Which of `shards` places, 0 to `shards` − 1, keeps the numbers of a block: its hash modulo their count. Every registry
 * with more than one place is laid out by it, so that it can never change.
 *
 * The hash: the block's high and low 32 bits, each mixed in by what ends MurmurHash3 (32 bits, Austin Appleby), so that
 * the blocks of one carrier or region, which are consecutive, fall to all places alike.
 */
export function shardOfBlock(block: Block, shards: number): number {
  if (shards === 1) return 0;
  const high = Math.floor(block / 2 ** 32);
  return mixed(mixed(high ^ seed) ^ (block | 0)) % shards;
}

/** The first 32 bits of the fraction of √2: nothing up its sleeve. */
const seed = 0x6a09e667;

function mixed(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
