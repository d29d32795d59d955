import { BlockTable, noPlace } from '../core/block-table.ts';
import { fetchLines } from '../core/cache-lines.ts';
import type { NumbersByBlock } from '../core/numbers-by-block.ts';
import { numbersPerBlock } from '../core/phone-number.ts';
import { scrubLimits } from './scrub-limits.ts';

/** So many numbers of one block that come together are worth a bit for each number of the block. */
const togetherMin = 16;
/** Of fewer numbers, most of a bitmap is not looked at. */
const fetchedMin = 8;
const bitmapBytes = numbersPerBlock / 8;

/** Of all blocks: the even ones, or the odd ones. */
export type Half = 0 | 1;

/**
 * The numbers of a file so far: tells duplicates. Blocks that many numbers come of have a bit for each of theirs, 1,250
 * bytes a block; of all others each number takes four to sixteen bytes.
 */
export class SeenNumbers {
  readonly #bitmapsMax: number;
  readonly #numbersMax: number;
  readonly #half: Half | undefined;
  /** Which bitmap a block has. */
  readonly #bitmaps = new BlockTable();
  /** Bitmaps from here on are of blocks that numbers may have come one by one of before. */
  #bitmapsAlone: number = Number.POSITIVE_INFINITY;
  /** Room for all of them: pages that are never written to take no memory. */
  #bits: Uint8Array = new Uint8Array(0);
  readonly #others = new NumberSet();
  #size: number = 0;

  /** `half`: the blocks that it looks at, where another has the others; either has half of the memory then. */
  constructor(bitmapsMax: number, half?: Half | undefined, numbersMax: number = scrubLimits.numbersRememberedMax) {
    const parts = half === undefined ? 1 : 2;
    this.#bitmapsMax = Math.ceil(bitmapsMax / parts);
    this.#numbersMax = numbersMax / parts;
    this.#half = half;
  }

  /** How many of the numbers were seen before, or stand here twice. Where too many are remembered, a new one is not. */
  repeated({ blocks, ends, offsets }: NumbersByBlock): number {
    // Where a slice of many rows brings blocks that all have room, looking for numbers one by one never begins.
    const min = offsets.length >= this.#bitmapsMax && this.#haveRoom(blocks) ? 1 : togetherMin;
    let repeated = 0;
    let from = 0;
    for (let run = 0; run < blocks.length; run++) {
      const block = blocks[run] as number;
      const to = ends[run] as number;
      if (this.#isMine(block)) {
        repeated += this.#repeatedOf(block, offsets, from, to, to - from >= min);
      }
      from = to;
    }
    return repeated;
  }

  /** Whether duplicates are all that there are: nothing had to be left out. */
  get isExact(): boolean {
    return this.#size < this.#numbersMax;
  }

  #isMine(block: number): boolean {
    return this.#half === undefined || (block & 1) === this.#half;
  }

  #haveRoom(blocks: Float64Array): boolean {
    let room = this.#bitmapsMax - this.#bitmaps.size;
    if (blocks.length <= room) return true;
    for (const block of blocks) if (this.#isMine(block) && this.#bitmaps.placeOf(block) === noPlace) room -= 1;
    return room >= 0;
  }

  #repeatedOf(block: number, offsets: Uint16Array, from: number, to: number, isWorthBits: boolean): number {
    const bitmap = this.#bitmapOf(block, isWorthBits);
    if (bitmap === noPlace) return this.#repeatedSingly(block, offsets, from, to);
    return bitmap < this.#bitmapsAlone && this.#size + to - from <= this.#numbersMax
      ? this.#repeatedInBits(bitmap * bitmapBytes, offsets, from, to)
      : this.#repeatedIn(bitmap, block, offsets, from, to);
  }

  #bitmapOf(block: number, isWorthBits: boolean): number {
    const known = this.#bitmaps.placeOf(block);
    const { size } = this.#bitmaps;
    if (known !== noPlace || !isWorthBits || size >= this.#bitmapsMax) return known;
    if (size === 0) this.#bits = new Uint8Array(this.#bitmapsMax * bitmapBytes);
    if (this.#others.size > 0) this.#bitmapsAlone = Math.min(this.#bitmapsAlone, size);
    return this.#bitmaps.add(block);
  }

  /** Of a block all of whose numbers have their bit; there is room to remember all. */
  #repeatedInBits(first: number, offsets: Uint16Array, from: number, to: number): number {
    const bits = this.#bits;
    let repeated = 0;
    if (to - from >= fetchedMin) fetchLines(bits, first, first + bitmapBytes);
    for (let at = from; at < to; at++) {
      const offset = offsets[at] as number;
      const place = first + (offset >> 3);
      const byte = bits[place] as number;
      repeated += (byte >> (offset & 7)) & 1;
      bits[place] = byte | (1 << (offset & 7));
    }
    this.#size += to - from - repeated;
    return repeated;
  }

  #repeatedIn(bitmap: number, block: number, offsets: Uint16Array, from: number, to: number): number {
    const bits = this.#bits;
    const first = bitmap * bitmapBytes;
    const othersCame = bitmap >= this.#bitmapsAlone;
    const others = this.#others;
    let repeated = 0;
    for (let at = from; at < to; at++) {
      const offset = offsets[at] as number;
      const place = first + (offset >> 3);
      const byte = bits[place] as number;
      const bit = 1 << (offset & 7);
      // Before the block had its bits, numbers of it may have come one by one.
      if ((byte & bit) !== 0 || (othersCame && others.has(block * numbersPerBlock + offset))) repeated += 1;
      else if (this.isExact) {
        bits[place] = byte | bit;
        this.#size += 1;
      }
    }
    return repeated;
  }

  #repeatedSingly(block: number, offsets: Uint16Array, from: number, to: number): number {
    const others = this.#others;
    let repeated = 0;
    for (let at = from; at < to; at++) {
      const number = block * numbersPerBlock + (offsets[at] as number);
      if (others.has(number)) repeated += 1;
      else if (this.isExact) {
        others.add(number);
        this.#size += 1;
      }
    }
    return repeated;
  }
}

/** Integers from 1 to 2^53, in a table with open addressing for each 2^32 of them. */
class NumberSet {
  size: number = 0;
  readonly #sets = new Map<number, Set32>();
  #high: number = -1;
  #set: Set32 = new Set32();

  has(number: number): boolean {
    return this.#setOf(number).has(number - this.#high * 2 ** 32);
  }

  /** One that it has not. */
  add(number: number): void {
    this.size += 1;
    this.#setOf(number).add(number - this.#high * 2 ** 32);
  }

  #setOf(number: number): Set32 {
    const high = Math.floor(number / 2 ** 32);
    if (high === this.#high) return this.#set;
    this.#set = this.#sets.get(high) ?? new Set32();
    this.#sets.set(high, this.#set);
    this.#high = high;
    return this.#set;
  }
}

/** Integers below 2^32. */
class Set32 {
  #slots: Uint32Array = new Uint32Array(2 ** 10);
  #shift: number = 32 - 10;
  #size: number = 0;
  #hasZero: boolean = false;

  has(value: number): boolean {
    if (value === 0) return this.#hasZero;
    return this.#slots[this.#slotOf(value)] === value;
  }

  add(value: number): void {
    if (value === 0) {
      this.#hasZero = true;
      return;
    }
    this.#slots[this.#slotOf(value)] = value;
    this.#size += 1;
    if (this.#size * 4 > this.#slots.length * 3) this.#grow();
  }

  /** Where the value is, or would be. */
  #slotOf(value: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = Math.imul(value, 0x9e3779b1) >>> this.#shift;
    for (let there = slots[slot]; there !== 0 && there !== value; there = slots[slot]) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(old.length * 2);
    this.#shift -= 1;
    for (const value of old) if (value !== 0) this.#slots[this.#slotOf(value)] = value;
  }
}
