import { inPlan } from '../core/numbering-plan.ts';
import { type Block, numbersPerBlock, type PhoneNumber } from '../core/phone-number.ts';
import type { Policy } from '../core/policy.ts';

/** Blocks remembered between two slices; 34 bytes each. */
const blocksMax = 2 ** 20;

/** What digits of one block are read as; written out once a block, since a plan rarely tells its numbers apart. */
const unknown = 0;
const international = 1;
const national = 2;
const outside = 3;
const eachAsked = 4;

/**
 * Reads digits as the numbering plan has room for them, as `numberReader` does, and gives each block of numbers a
 * small place of its own: rows are grouped by it. Costs one look into a table a row.
 */
export class BlockPlaces {
  /** The block's place of the number that `numberOf` gave last. */
  place: number = 0;
  readonly #policy: Policy;
  readonly #callingCode: string;
  readonly #prefixDigitsMax: number;
  #table: Int32Array = new Int32Array(2 ** 14).fill(-1);
  #shift: number = 32 - 14;
  #blocks: Float64Array = new Float64Array(2 ** 13);
  #readings: Uint8Array = new Uint8Array(2 ** 13);
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
    this.#prefixDigitsMax = Math.max(0, ...lengths);
  }

  /** Places that were given: those to come are larger by less than the rows that are read. */
  get size(): number {
    return this.#size;
  }

  /** The place of a block, its own from now on. */
  placeOf(block: Block): number {
    const mask = this.#table.length - 1;
    for (let slot = hashed(block) >>> this.#shift; ; slot = (slot + 1) & mask) {
      const place = this.#table[slot] as number;
      if (place === -1) return this.#add(block, slot);
      if (this.#blocks[place] === block) return place;
    }
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
    this.#table.fill(-1);
  }

  /**
   * The number that 5 to 15 digits mean, the first of them no zero; 0: outside the plan; -1: national digits that
   * need a closer look. `isInternational`: they stood behind a plus sign.
   */
  numberOf(digits: number, isInternational: boolean): number {
    const place = this.placeOf(Math.floor(digits / numbersPerBlock));
    let reading = this.#readings[place] as number;
    if (reading === unknown) reading = this.#read(place, digits);
    if (reading === international) {
      this.place = place;
      return digits;
    }
    if (reading === national && !isInternational) {
      this.place = this.#targets[place] as number;
      return digits + (this.#added[place] as number);
    }
    if (reading === eachAsked) return this.#ask(digits, isInternational);
    return isInternational ? 0 : -1;
  }

  /** Finds the place of a number that was read elsewhere. */
  find(number: PhoneNumber): void {
    this.place = this.placeOf(Math.floor(number / numbersPerBlock));
  }

  #read(place: number, digits: number): number {
    const prefixed = this.#prefixed(digits);
    let reading = outside;
    if (!this.#isAlike(digits) || (prefixed !== undefined && !this.#isAlike(prefixed))) reading = eachAsked;
    else if (inPlan(this.#policy, digits as PhoneNumber)) reading = international;
    else if (prefixed !== undefined && inPlan(this.#policy, prefixed as PhoneNumber)) {
      reading = national;
      const target = this.placeOf(Math.floor(prefixed / numbersPerBlock));
      this.#targets[place] = target;
      this.#added[place] = prefixed - digits;
    }
    this.#readings[place] = reading;
    return reading;
  }

  /** Whether all digits of the same block are in the plan, or none. */
  #isAlike(digits: number): boolean {
    return String(digits).length - 4 >= this.#prefixDigitsMax;
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

  #add(block: number, slot: number): number {
    if (this.#size === this.#blocks.length) {
      this.#grow();
      return this.placeOf(block);
    }
    const place = this.#size++;
    this.#table[slot] = place;
    this.#blocks[place] = block;
    this.#readings[place] = unknown;
    return place;
  }

  #grow(): void {
    const capacity = this.#blocks.length * 2;
    this.#blocks = copied(this.#blocks, new Float64Array(capacity));
    this.#added = copied(this.#added, new Float64Array(capacity));
    this.#readings = copied(this.#readings, new Uint8Array(capacity));
    this.#targets = copied(this.#targets, new Int32Array(capacity));
    this.#table = new Int32Array(capacity * 2).fill(-1);
    this.#shift -= 1;
    const mask = this.#table.length - 1;
    for (let place = 0; place < this.#size; place++) {
      let slot = hashed(this.#blocks[place] as number) >>> this.#shift;
      while (this.#table[slot] !== -1) slot = (slot + 1) & mask;
      this.#table[slot] = place;
    }
  }
}

function hashed(block: number): number {
  return Math.imul(block | 0, 0x9e3779b1);
}

function copied<T extends Float64Array | Uint8Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
