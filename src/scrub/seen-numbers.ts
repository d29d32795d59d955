import { scrubLimits } from './scrub-limits.ts';

/** The numbers of a file so far, four to sixteen bytes each: tells duplicates. */
export class SeenNumbers {
  readonly #sets = new Map<number, Set32>();
  #size: number = 0;

  /** Whether the number was seen before. Where too many are remembered, a new one is not. */
  saw(number: number): boolean {
    const high = Math.floor(number / 2 ** 32);
    let set = this.#sets.get(high);
    if (set === undefined) {
      set = new Set32();
      this.#sets.set(high, set);
    }
    const before = set.size;
    if (set.saw(number - high * 2 ** 32, this.#size < scrubLimits.numbersRememberedMax)) return true;
    this.#size += set.size - before;
    return false;
  }

  /** Whether duplicates are all that there are: nothing had to be left out. */
  get isExact(): boolean {
    return this.#size < scrubLimits.numbersRememberedMax;
  }
}

/** Integers below 2^32, in a table with open addressing. */
class Set32 {
  size: number = 0;
  #slots: Uint32Array = new Uint32Array(2 ** 14);
  #shift: number = 32 - 14;
  #hasZero: boolean = false;

  saw(value: number, mayAdd: boolean): boolean {
    if (value === 0) {
      const had = this.#hasZero;
      this.#hasZero ||= mayAdd;
      return had;
    }
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = Math.imul(value, 0x9e3779b1) >>> this.#shift;
    for (let there = slots[slot]; there !== 0; there = slots[slot]) {
      if (there === value) return true;
      slot = (slot + 1) & mask;
    }
    if (!mayAdd) return false;
    slots[slot] = value;
    this.size += 1;
    if (this.size * 4 > slots.length * 3) this.#grow();
    return false;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(old.length * 2);
    this.#shift -= 1;
    const mask = this.#slots.length - 1;
    for (const value of old) {
      if (value === 0) continue;
      let slot = Math.imul(value, 0x9e3779b1) >>> this.#shift;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = value;
    }
  }
}
