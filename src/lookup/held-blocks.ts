import { type Block, blockOf } from '../core/phone-number.ts';
import type { Store } from '../storage/store.ts';
import type { LogFollower } from './log-follower.ts';

/** Which blocks hold anything at all: what makes every other number free. */
export interface HeldBlocks {
  /** Undefined where it is not known yet. */
  holds(block: Block): boolean | undefined;
  /** Inside `LogFollower.atHead` only. */
  load(block: Block): boolean;
}

const blocksPerGroup = 1024;
/** 65,536 groups are 67 million blocks, more than two numbering plans of eleven digits; some 20 MB. */
const groupsMax = 65_536;

/** One bit per block, groups of 1,024 on first use. A block that holds something once is held for good. */
export function heldBlocks(store: Store, follower: LogFollower): HeldBlocks {
  const groups = new Map<number, Uint32Array>();
  /** Lists go from block to block. */
  let last: { readonly group: number; readonly bits: Uint32Array } | undefined;

  function bitsOf(block: Block): Uint32Array | undefined {
    const group = groupOf(block);
    if (last?.group === group) return last.bits;
    const bits = groups.get(group);
    if (bits !== undefined) last = { group, bits };
    return bits;
  }

  function clear(): void {
    groups.clear();
    last = undefined;
  }

  function mark(block: Block): void {
    const bits = groups.get(groupOf(block));
    if (bits !== undefined) setBit(bits, block);
  }

  follower.follow({
    apply({ numbers, blocks }) {
      for (const { number } of numbers) mark(blockOf(number));
      for (const { block } of blocks) mark(block);
    },
    startAnew: clear,
  });

  return {
    holds(block) {
      const bits = bitsOf(block);
      return bits === undefined ? undefined : hasBit(bits, block);
    },
    load(block) {
      const bits = new Uint32Array(blocksPerGroup / 32);
      for (const held of store.blocksHeld(groupOf(block))) setBit(bits, held);
      if (groups.size >= groupsMax) clear();
      groups.set(groupOf(block), bits);
      return hasBit(bits, block);
    },
  };
}

function groupOf(block: Block): number {
  return Math.floor(block / blocksPerGroup);
}

function setBit(bits: Uint32Array, block: Block): void {
  const place = block % blocksPerGroup;
  bits[place >>> 5] = (bits[place >>> 5] ?? 0) | (1 << (place & 31));
}

function hasBit(bits: Uint32Array, block: Block): boolean {
  const place = block % blocksPerGroup;
  return ((bits[place >>> 5] ?? 0) & (1 << (place & 31))) !== 0;
}
