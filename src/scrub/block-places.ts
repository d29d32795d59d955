import { inPlan } from '../core/numbering-plan.ts';
import { type Block, numbersPerBlock, type PhoneNumber } from '../core/phone-number.ts';
import type { Policy } from '../core/policy.ts';

/** Blocks remembered between two slices; 40 bytes each. */
const blocksMax = 2 ** 20;

/** What digits of one block are read as; written out once a block, since a plan rarely tells its numbers apart. */
const unknown = 0;
const international = 1;
const national = 2;
const outside = 3;
const eachAsked = 4;

/** An entry: three bits of reading, the five of a block beyond the 32nd, a place: fewer than 2^23 of them. */
const readingMask = 0b111;
const highMask = 0b1111_1000;
const placeShift = 8;
const noEntry = -1;
/** Blocks that follow each other lie in slots beside each other, as many as a line of the processor's cache has. */
const besideBits = 3;
const besideMask = 2 ** besideBits - 1;
/** Where a slot is taken: to the line after it, and by one, so that all are come to. */
const slotStep = 2 ** besideBits + 1;
const blockDigits = Math.log10(numbersPerBlock);

/**
 * Reads digits as the numbering plan has room for them, as `numberReader` does, and gives each block of numbers a
 * small place of its own: rows are grouped by it. Costs one look into a table a row.
 */
export class BlockPlaces {
  /** The block's place of the number that `numberOf` gave last. */
  place: number = 0;
  /** Of that number, in its block. */
  offset: number = 0;
  readonly #policy: Policy;
  readonly #callingCode: string;
  /** Digits from here on have all that a plan looks at before the last four. */
  readonly #alikeMin: number;
  /** Two numbers a slot, so that one look finds all: the lowest 32 bits of a block, then what `entryOf` says of it. */
  #table: Int32Array = new Int32Array(2 ** 15).fill(noEntry);
  #shift: number = 32 - 14 + besideBits;
  #blocks: Float64Array = new Float64Array(2 ** 13);
  /** Of a block of national digits: the place of the block with the country calling code before it, and what that adds. */
  #targets: Int32Array = new Int32Array(2 ** 13);
  #added: Float64Array = new Float64Array(2 ** 13);
  #size: number = 0;
  #inOrder: Int32Array = new Int32Array(0);

  /** `callingCode` is put before national numbers; empty where there are none. */
  constructor(policy: Policy, callingCode: string) {
    this.#policy = policy;
    this.#callingCode = callingCode;
    const lengths = policy.plan.flatMap(({ prefixes, nextDigits }) =>
      prefixes.map((prefix) => prefix.length + (nextDigits === undefined ? 0 : 1)),
    );
    this.#alikeMin = 10 ** (Math.max(0, ...lengths) + blockDigits - 1);
  }

  /** Places that were given: those to come are larger by less than the rows that are read. */
  get size(): number {
    return this.#size;
  }

  /** The place of a block, its own from now on. */
  placeOf(block: Block): number {
    return this.#entryOf(block) >>> placeShift;
  }

  /** The block that has a place. */
  blockAt(place: number): Block {
    return this.#blocks[place] as number;
  }

  /** All places that were given, in the order of their blocks; good until the next is given. */
  inOrder(): Int32Array {
    if (this.#inOrder.length === this.#size) return this.#inOrder;
    const blocks = this.#blocks.slice(0, this.#size).sort();
    this.#inOrder = Int32Array.from(blocks, (block) => this.placeOf(block));
    return this.#inOrder;
  }

  /** To be called between slices: places given before mean nothing any more where there were too many. */
  forgetIfMany(): void {
    if (this.#size < blocksMax) return;
    this.#size = 0;
    this.#inOrder = new Int32Array(0);
    this.#table.fill(noEntry);
  }

  /**
   * The number that 5 to 15 digits mean, the first of them no zero; 0: outside the plan; -1: national digits that
   * need a closer look. `isInternational`: they stood behind a plus sign.
   */
  numberOf(digits: number, isInternational: boolean): number {
    const block = Math.floor(digits / numbersPerBlock);
    let entry = this.#entryOf(block);
    if ((entry & readingMask) === unknown) entry = this.#read(block, digits);
    this.offset = digits - block * numbersPerBlock;
    const reading = entry & readingMask;
    if (reading === international) {
      this.place = entry >>> placeShift;
      return digits;
    }
    if (reading === national && !isInternational) {
      const place = entry >>> placeShift;
      this.place = this.#targets[place] as number;
      return digits + (this.#added[place] as number);
    }
    if (reading === eachAsked) return this.#ask(digits, isInternational);
    return isInternational ? 0 : -1;
  }

  /** Finds the place of a number that was read elsewhere. */
  find(number: PhoneNumber): void {
    const block = Math.floor(number / numbersPerBlock);
    this.place = this.placeOf(block);
    this.offset = number - block * numbersPerBlock;
  }

  /** The block's entry from now on. */
  #read(block: Block, digits: number): number {
    const place = this.placeOf(block);
    let reading = outside;
    if (digits < this.#alikeMin) reading = eachAsked;
    else if (inPlan(this.#policy, digits as PhoneNumber)) reading = international;
    else {
      const prefixed = this.#prefixed(digits);
      if (prefixed !== undefined && inPlan(this.#policy, prefixed as PhoneNumber)) {
        reading = national;
        const target = this.placeOf(Math.floor(prefixed / numbersPerBlock));
        this.#targets[place] = target;
        this.#added[place] = prefixed - digits;
      }
    }
    const slot = this.#slotOf(block);
    const entry = (this.#table[slot + 1] as number) | reading;
    this.#table[slot + 1] = entry;
    return entry;
  }

  #prefixed(digits: number): number | undefined {
    const text = `${this.#callingCode}${digits}`;
    return text.length > 15 ? undefined : Number(text);
  }

  #ask(digits: number, isInternational: boolean): number {
    const candidates = isInternational ? [digits] : [digits, this.#prefixed(digits)];
    for (const candidate of candidates) {
      if (candidate === undefined || !inPlan(this.#policy, candidate as PhoneNumber)) continue;
      this.find(candidate as PhoneNumber);
      return candidate;
    }
    return isInternational ? 0 : -1;
  }

  /** Of a block, from now on: its place, the bits of it that a slot has no other room for, how its digits are read. */
  #entryOf(block: Block): number {
    const slot = this.#slotOf(block);
    const entry = this.#table[slot + 1] as number;
    return entry === noEntry ? this.#add(block, slot) : entry;
  }

  /** The slot that a block has, or would. */
  #slotOf(block: Block): number {
    const table = this.#table;
    const mask = table.length - 1;
    const low = block | 0;
    const high = block < 2 ** 32 ? 0 : highBitsOf(block);
    const first = ((hashed(low >>> besideBits) >>> this.#shift) << besideBits) | (low & besideMask);
    for (let slot = first * 2; ; slot = (slot + slotStep * 2) & mask) {
      const entry = table[slot + 1] as number;
      if (entry === noEntry || (table[slot] === low && (entry & highMask) === high)) return slot;
    }
  }

  #add(block: Block, slot: number): number {
    if (this.#size === this.#blocks.length) {
      this.#grow();
      return this.#entryOf(block);
    }
    const place = this.#size++;
    const entry = (place << placeShift) | highBitsOf(block);
    this.#table[slot] = block | 0;
    this.#table[slot + 1] = entry;
    this.#blocks[place] = block;
    return entry;
  }

  #grow(): void {
    const capacity = this.#blocks.length * 2;
    this.#blocks = copied(this.#blocks, new Float64Array(capacity));
    this.#added = copied(this.#added, new Float64Array(capacity));
    this.#targets = copied(this.#targets, new Int32Array(capacity));
    const former = this.#table;
    this.#table = new Int32Array(capacity * 4).fill(noEntry);
    this.#shift -= 1;
    for (let at = 0; at < former.length; at += 2) {
      const entry = former[at + 1] as number;
      if (entry === noEntry) continue;
      const slot = this.#slotOf(this.blockAt(entry >>> placeShift));
      this.#table[slot] = former[at] as number;
      this.#table[slot + 1] = entry;
    }
  }
}

function hashed(integer: number): number {
  return Math.imul(integer, 0x9e3779b1);
}

function highBitsOf(block: Block): number {
  return Math.floor(block / 2 ** 32) << 3;
}

function copied<T extends Float64Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
