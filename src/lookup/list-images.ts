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
  /** By the place of their block: in which slab their image is, from where, until where. */
  #images: Uint32Array = new Uint32Array(0);
  /** Of blocks that have changed since their image, by place. */
  readonly #recent = new Map<number, Uint32Array>();
  #slabs: Uint8Array[] = [];
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
    const at = place * imageFields;
    const slab = this.#slabs[this.#images[at] as number] as Uint8Array;
    const recent = this.#recent.size === 0 ? undefined : this.#recent.get(place);
    statesIn(slab, this.#images[at + 1] as number, this.#images[at + 2] as number, recent, asked);
    return true;
  }

  /** The same of a block that was read just now, which is kept unless all would take more than `bytesMax`. */
  readAndKeep(block: Block, rows: BlockRows, bytesMax: number, asked: AskedOffsets): void {
    const { image = noImage } = rows;
    const recent = recentOf(rows);
    statesIn(image, 0, image.length, recent, asked);
    const bytes = entryBytes + (recent?.byteLength ?? 0);
    if (!this.#hasRoom(image.length, bytes, bytesMax) && this.#bytesGone * 2 > this.#bytes) this.clear();
    if (!this.#hasRoom(image.length, bytes, bytesMax)) return;
    this.#bytes += bytes;
    const place = this.#places.add(block);
    this.#keep(image, place);
    if (recent !== undefined) this.#recent.set(place, recent);
  }

  delete(block: Block): void {
    const place = this.#places.placeOf(block);
    if (place === noPlace) return;
    const at = place * imageFields;
    const imageBytes = (this.#images[at + 2] as number) - (this.#images[at + 1] as number);
    this.#bytesGone += entryBytes + (this.#recent.get(place)?.byteLength ?? 0) + imageBytes;
    this.#recent.delete(place);
    this.#places.delete(block);
  }

  clear(): void {
    this.#places = new BlockTable();
    this.#images = new Uint32Array(0);
    this.#recent.clear();
    this.#slabs = [];
    this.#slabUsed = 0;
    this.#bytes = 0;
    this.#bytesGone = 0;
  }

  #hasRoom(imageBytes: number, otherBytes: number, bytesMax: number): boolean {
    const more = this.#slabs.length === 0 || this.#slabUsed + imageBytes > slabBytes ? slabBytes : 0;
    return imageBytes <= slabBytes && this.#bytes + more + otherBytes <= bytesMax;
  }

  #keep(image: Uint8Array, place: number): void {
    if (this.#slabs.length === 0 || this.#slabUsed + image.length > slabBytes) {
      this.#slabs.push(new Uint8Array(slabBytes));
      this.#slabUsed = 0;
      this.#bytes += slabBytes;
    }
    const slab = this.#slabs.length - 1;
    const start = this.#slabUsed;
    this.#slabUsed += image.length;
    this.#slabs[slab]?.set(image, start);
    const at = place * imageFields;
    if (at >= this.#images.length) this.#images = grown(this.#images);
    this.#images[at] = slab;
    this.#images[at + 1] = start;
    this.#images[at + 2] = start + image.length;
  }
}

const imageFields = 3;

function grown(images: Uint32Array): Uint32Array {
  const more = new Uint32Array(Math.max(images.length * 2, 1_024 * imageFields));
  more.set(images);
  return more;
}

/** Many images in one piece of memory: each in one of its own costs the garbage collector more than to read it again. */
const slabBytes = 2 ** 18;
/** What of the table, of `#images` and of the maps is one block's. */
const entryBytes = 200;
const noImage = new Uint8Array(0);

/** Offset and state of each number changed since the image, in turn. */
function recentOf({ recent }: BlockRows): Uint32Array | undefined {
  return recent.length === 0 ? undefined : Uint32Array.from(recent.flatMap(({ offset, state }) => [offset, state]));
}

/** Of each number of a block, where its state stands in `recent`; 0 for the most. */
const recentPlaces = new Uint16Array(numbersPerBlock);

function statesIn(
  bytes: Uint8Array,
  start: number,
  end: number,
  recent: Uint32Array | undefined,
  { offsets, states, from, to }: AskedOffsets,
): void {
  if (start === end) states.fill(0, from, to);
  else statesInImage(bytes, offsets, states, from, to, start, end);
  if (recent === undefined) return;
  for (let at = 0; at < recent.length; at += 2) recentPlaces[recent[at] as number] = at + 1;
  for (let at = from; at < to; at++) {
    const place = recentPlaces[offsets[at] as number] as number;
    if (place > 0) states[at] = recent[place] as number;
  }
  for (let at = 0; at < recent.length; at += 2) recentPlaces[recent[at] as number] = 0;
}
