import { LRUCache } from 'lru-cache';
import type { Position } from '../core/change.ts';
import { type Block, blockOf, offsetInBlock } from '../core/phone-number.ts';
import { type BlockStates, decodeBlockImage, emptyBlock } from '../storage/block-image.ts';
import type { BlockRows, Store, Tail } from '../storage/store.ts';
import { heldBlocks } from './held-blocks.ts';
import { type AskedOffsets, ListImages } from './list-images.ts';
import type { LogFollower } from './log-follower.ts';

/** The states of one block's numbers as of one position of the log, until the follower moves on. */
export interface CachedBlock {
  readonly states: BlockStates;
  /**
   * The position that all of it is known to be of, but for what `changed` says: its last change as a whole or, where it
   * was loaded later than that, the load. 0 where the block holds nothing.
   */
  readonly version: Position;
  /** The last changes of single numbers since, by offset, a few; undefined for none. */
  readonly changed: ReadonlyMap<number, Position> | undefined;
}

/**
 * The position that what is said of the number at an offset is known to be of. Equal versions, equal content, evicted in
 * between or not.
 */
export function versionAt({ version, changed }: CachedBlock, offset: number): Position {
  return changed?.get(offset) ?? version;
}

/** Blocks in memory under a budget of bytes, those asked for last. Do not keep a block beyond the synchronous call. */
export interface BlockCache {
  /** The block, where no read of the store is needed for it. */
  block(block: Block): CachedBlock | undefined;
  /** Inside `LogFollower.atHead` only, with the position it gives. */
  load(block: Block, position: Position): CachedBlock;
  /**
   * The states of numbers of a block. Inside `LogFollower.atHead` only. For
   * lists, which push out nothing that `load` has brought into memory.
   */
  read(block: Block, asked: AskedOffsets): void;
  /** What the budget counts. */
  bytesUsed(): number;
}

/** From here on there is no room for what lists read. */
const fullShare = 0.9;

/** Counted for each block beside its states: the map's entry, the list's links. */
const entryBytes = 150;

/**
 * Of one block; with one more all of its numbers get a new version. What was answered of them is signed anew then, once
 * instead of with each of these changes.
 */
const changedMax = 16;
const changedBytes = 1_000;

const nothingHeld: CachedBlock = { states: emptyBlock(), version: 0, changed: undefined };

interface Entry extends CachedBlock {
  readonly changed: Map<number, Position> | undefined;
}

/** `bytesMax` is a positive integer; a block larger than all of it is loaded anew for each call. */
export function blockCache(store: Store, follower: LogFollower, bytesMax: number): BlockCache {
  const held = heldBlocks(store, follower);
  const cached = new LRUCache<Block, Entry>({
    maxSize: bytesMax,
    sizeCalculation: ({ states, changed }) => states.byteLength + entryBytes + (changed ? changedBytes : 0),
  });
  const images = new ListImages();

  function patch({ number, state, position }: Tail['numbers'][number]): void {
    const block = blockOf(number);
    images.delete(block);
    const entry = cached.peek(block);
    if (entry === undefined) return;
    const { states, version, changed = new Map<number, Position>() } = entry;
    const bytesBefore = states.byteLength;
    states.set(offsetInBlock(number), state);
    changed.set(offsetInBlock(number), position);
    const isFull = changed.size > changedMax;
    // The cache measures a value when it is set, and the same value only once: grown, it has to be a new one.
    if (isFull) cached.set(block, { states, version: position, changed: undefined });
    else if (entry.changed === undefined || states.byteLength !== bytesBefore) {
      cached.set(block, { states, version, changed });
    }
  }

  follower.follow({
    apply({ blocks, numbers }) {
      for (const { block } of blocks) {
        cached.delete(block);
        images.delete(block);
      }
      for (const change of numbers) patch(change);
    },
    startAnew() {
      cached.clear();
      images.clear();
    },
  });

  function block(block: Block): CachedBlock | undefined {
    return cached.get(block) ?? (held.holds(block) === false ? nothingHeld : undefined);
  }

  function load(block: Block, position: Position): CachedBlock {
    if (!(held.holds(block) ?? held.load(block))) return nothingHeld;
    const entry: Entry = { states: statesOf(store.blockRows(block)), version: position, changed: undefined };
    cached.set(block, entry);
    if (cached.calculatedSize + images.bytesUsed > bytesMax) images.clear();
    return entry;
  }

  return {
    block,
    load,
    read(at, asked) {
      const known = cached.size === 0 ? undefined : cached.get(at);
      if (known !== undefined) statesAt(known.states, asked);
      else if (!(held.holds(at) ?? held.load(at))) asked.states.fill(0, asked.from, asked.to);
      else if (!images.read(at, asked)) {
        const room = bytesMax * fullShare - cached.calculatedSize;
        images.readAndKeep(at, store.blockRows(at), room, asked);
      }
    },
    bytesUsed: () => cached.calculatedSize + images.bytesUsed,
  };
}

function statesAt(block: BlockStates, { offsets, states, from, to }: AskedOffsets): void {
  for (let at = from; at < to; at++) states[at] = block.stateAt(offsets[at] as number);
}

function statesOf({ image, recent }: BlockRows): BlockStates {
  const states = image === undefined ? emptyBlock() : decodeBlockImage(image);
  for (const { offset, state } of recent) states.set(offset, state);
  return states;
}
