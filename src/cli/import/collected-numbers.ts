import { type Block, blockOf, offsetInBlock, type PhoneNumber } from '../../core/phone-number.ts';
import { CommandFailure } from '../failure.ts';

/** 8 bytes each: 800 MB at most, taken as they come. Longer lists are imported in parts. */
export const numbersMax = 100_000_000;

const startBytes = 2 ** 20;

/** The numbers of a list, gathered in any order, to be had by block. */
export class CollectedNumbers {
  readonly #bytes = new ArrayBuffer(startBytes, { maxByteLength: numbersMax * 8 });
  readonly #numbers = new Float64Array(this.#bytes);
  #count = 0;

  add(number: PhoneNumber): void {
    if (this.#count === numbersMax) throw new CommandFailure(`the list is too long (at most ${numbersMax} numbers)`);
    if (this.#count === this.#numbers.length) {
      this.#bytes.resize(Math.min(this.#bytes.byteLength * 2, this.#bytes.maxByteLength));
    }
    this.#numbers[this.#count] = number;
    this.#count += 1;
  }

  /** Sorts, drops what stands twice, and gives the numbers back. Nothing is to be added afterwards. */
  sorted(): SortedNumbers {
    const numbers = this.#numbers.subarray(0, this.#count).sort();
    let kept = 0;
    for (const number of numbers) {
      if (kept > 0 && numbers[kept - 1] === number) continue;
      numbers[kept] = number;
      kept += 1;
    }
    return { numbers: numbers.subarray(0, kept), duplicates: this.#count - kept };
  }
}

export interface SortedNumbers {
  /** Ascending, each once. */
  readonly numbers: Float64Array<ArrayBuffer>;
  readonly duplicates: number;
}

/** The offsets of each block, in order. */
export function* byBlock(numbers: Float64Array): Generator<{ readonly block: Block; readonly offsets: Uint16Array }> {
  for (let from = 0; from < numbers.length; ) {
    const block = blockOf(numbers[from] as PhoneNumber);
    let until = from + 1;
    while (until < numbers.length && blockOf(numbers[until] as PhoneNumber) === block) until += 1;
    yield {
      block,
      offsets: Uint16Array.from(numbers.subarray(from, until), (number) => offsetInBlock(number as PhoneNumber)),
    };
    from = until;
  }
}
