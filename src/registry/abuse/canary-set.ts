import type { PhoneNumber } from '../../core/phone-number.ts';

/** Numbers that nobody has, asked after with every number: some nanoseconds where the answer is no. */
export class CanarySet {
  readonly #filter = new Uint8Array(filterBytes);
  readonly #numbers: ReadonlySet<PhoneNumber>;

  constructor(numbers: Iterable<PhoneNumber> = []) {
    this.#numbers = new Set(numbers);
    for (const number of this.#numbers) this.#filter[placeOf(number)] = 1;
  }

  has(number: PhoneNumber): boolean {
    return this.#filter[placeOf(number)] === 1 && this.#numbers.has(number);
  }
}

const filterBytes = 2 ** 14;

function placeOf(number: PhoneNumber): number {
  return Math.imul(number | 0, 0x9e3779b1) >>> (32 - 14);
}
