import { BlockTable, noPlace } from '../core/block-table.ts';
import { type Block, numbersPerBlock } from '../core/phone-number.ts';
import { statesInImage } from '../storage/image-states.ts';
import type { BlockRows } from '../storage/store.ts';

/** Numbers of one block by their offsets, those in `[from, to)`, and where their states go: the same places. */
export interface AskedOffsets {
  readonly offsets: Uint16Array;
  readonly states: Uint32Array;
  from: number;
  to: number;
}

/**
 * Blocks that lists have asked for, as they are stored, so that a list reads each once however many pieces it comes in.
 * What there is no room for is not kept. A block goes when it changes.
 */
export class ListImages {
  #places: BlockTable = new BlockTable();
  /** By the place of their block. */
  #blocks: KeptBlock[] = [];
  #slab: Uint8Array = new Uint8Array(0);
  #slabUsed: number = 0;
  #bytes: number = 0;
  #bytesGone: number = 0;

  /** What all take in memory, also those that went and whose room is not free yet. */
  get bytesUsed(): number {
    return this.#bytes;
  }

  /** As `BlockCache.read`; false where the block is not kept. */
  read(block: Block, asked: AskedOffsets): boolean {
    const place = this.#places.placeOf(block);
    if (place === noPlace) return false;
    statesIn(this.#blocks[place] as KeptBlock, asked);
    return true;
  }

  /** The same of a block that was read just now, which is kept unless all would take more than `bytesMax`. */
  readAndKeep(block: Block, rows: BlockRows, bytesMax: number, asked: AskedOffsets): void {
    const { image = noImage } = rows;
    const recent = recentOf(rows);
    statesIn({ image, recent }, asked);
    const bytes = entryBytes + recent.byteLength;
    if (!this.#hasRoom(image.length, bytes, bytesMax) && this.#bytesGone * 2 > this.#bytes) this.clear();
    if (!this.#hasRoom(image.length, bytes, bytesMax)) return;
    this.#bytes += bytes;
    this.#blocks[this.#places.add(block)] = { image: this.#copied(image), recent };
  }

  delete(block: Block): void {
    const place = this.#places.placeOf(block);
    if (place === noPlace) return;
    const { image, recent } = this.#blocks[place] as KeptBlock;
    this.#bytesGone += entryBytes + recent.byteLength + image.length;
    this.#blocks[place] = gone;
    this.#places.delete(block);
  }

  clear(): void {
    this.#places = new BlockTable();
    this.#blocks = [];
    this.#slab = new Uint8Array(0);
    this.#slabUsed = 0;
    this.#bytes = 0;
    this.#bytesGone = 0;
  }

  #hasRoom(imageBytes: number, otherBytes: number, bytesMax: number): boolean {
    const more = this.#slabUsed + imageBytes > this.#slab.length ? slabBytes : 0;
    return imageBytes <= slabBytes && this.#bytes + more + otherBytes <= bytesMax;
  }

  #copied(image: Uint8Array): Uint8Array {
    if (this.#slabUsed + image.length > this.#slab.length) {
      this.#slab = new Uint8Array(slabBytes);
      this.#slabUsed = 0;
      this.#bytes += slabBytes;
    }
    const copy = this.#slab.subarray(this.#slabUsed, this.#slabUsed + image.length);
    copy.set(image);
    this.#slabUsed += image.length;
    return copy;
  }
}

interface KeptBlock {
  /** Empty where there is none. */
  readonly image: Uint8Array;
  /** Offset and state of each number changed since the image, in turn. */
  readonly recent: Uint32Array;
}

/** Many images in one piece of memory: each in one of its own costs the garbage collector more than to read it again. */
const slabBytes = 2 ** 18;
/** The map's entry, the block, and the object that says where in its slab the image is. */
const entryBytes = 200;
const noImage = new Uint8Array(0);
const noneRecent = new Uint32Array(0);
/** In the place of a block that is not kept any more. */
const gone: KeptBlock = { image: noImage, recent: noneRecent };

function recentOf({ recent }: BlockRows): Uint32Array {
  return recent.length === 0 ? noneRecent : Uint32Array.from(recent.flatMap(({ offset, state }) => [offset, state]));
}

/** Of each number of a block, where its state stands in `recent`; 0 for the most. */
const recentPlaces = new Uint16Array(numbersPerBlock);

function statesIn({ image, recent }: KeptBlock, { offsets, states, from, to }: AskedOffsets): void {
  if (image.length === 0) states.fill(0, from, to);
  else statesInImage(image, offsets, states, from, to);
  if (recent.length === 0) return;
  for (let at = 0; at < recent.length; at += 2) recentPlaces[recent[at] as number] = at + 1;
  for (let at = from; at < to; at++) {
    const place = recentPlaces[offsets[at] as number] as number;
    if (place > 0) states[at] = recent[place] as number;
  }
  for (let at = 0; at < recent.length; at += 2) recentPlaces[recent[at] as number] = 0;
}
