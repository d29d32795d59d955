import { type Block, blockOf, offsetInBlock, type PhoneNumber } from '../../core/phone-number.ts';
import type { Preferences } from '../../core/preferences.ts';
import type { NumbersOfBlock } from '../../registry/numbers/listed-numbers.ts';
import { CommandFailure } from '../failure.ts';
import { emptyColumns, type RowColumns, sortedByNumber } from './row-columns.ts';

/**
 * Rows are held in memory: 14 bytes each, twice while they are sorted, so 280 MB for ten million and 2.8 GB for the
 * longest list. Longer ones are imported in parts.
 */
export const rowsMax = 100_000_000;

const rowsPerPart = 2 ** 18;
/** Places of meanings are 16 bits wide. */
const meaningsMax = 65_535;

/** What a row says of its number; undefined: that it is no longer on the list. */
export type Meaning = Preferences | undefined;

/** The rows of a list, gathered in any order, to be had by block. */
export class CollectedRows {
  readonly #parts: RowColumns[] = [];
  readonly #places = new Map<Meaning, number>();
  #count = 0;

  /** `meaning` is compared by identity; `second`: since when it holds, seconds since 1970, 0 where unknown. */
  add(number: PhoneNumber, meaning: Meaning, second: number): void {
    const at = this.#count % rowsPerPart;
    if (at === 0) this.#addPart();
    const part = this.#parts.at(-1) as RowColumns;
    part.numbers[at] = number;
    part.meanings[at] = this.#placeOf(meaning);
    part.seconds[at] = second;
    this.#count += 1;
  }

  /**
   * Sorts, and leaves of each number the latest row: by time, then by place in the file. Nothing is to be added
   * afterwards, and the rows are to be had once.
   */
  sorted(): SortedRows {
    const { numbers, meanings, seconds } = sortedByNumber(this.#parts, this.#count);
    let kept = 0;
    for (let at = 0; at < numbers.length; at += 1) {
      const isAgain = kept > 0 && numbers[kept - 1] === numbers[at];
      if (isAgain && (seconds[at] ?? 0) < (seconds[kept - 1] ?? 0)) continue;
      if (!isAgain) kept += 1;
      numbers[kept - 1] = numbers[at] ?? 0;
      meanings[kept - 1] = meanings[at] ?? 0;
      seconds[kept - 1] = seconds[at] ?? 0;
    }
    return {
      numbers: numbers.subarray(0, kept),
      places: meanings.subarray(0, kept),
      meanings: [...this.#places.keys()],
      duplicates: this.#count - kept,
    };
  }

  #addPart(): void {
    if (this.#count >= rowsMax) throw new CommandFailure(`the list is too long (at most ${rowsMax} rows)`);
    this.#parts.push(emptyColumns(rowsPerPart));
  }

  #placeOf(meaning: Meaning): number {
    const known = this.#places.get(meaning);
    if (known !== undefined) return known;
    const place = this.#places.size;
    if (place === meaningsMax) throw new CommandFailure(`more than ${meaningsMax} different preferences in one list`);
    this.#places.set(meaning, place);
    return place;
  }
}

export interface SortedRows {
  /** Ascending, each once. */
  readonly numbers: Float64Array<ArrayBuffer>;
  /** For each number the place of its meaning. */
  readonly places: Uint16Array<ArrayBuffer>;
  readonly meanings: readonly Meaning[];
  readonly duplicates: number;
}

/** What is said of each block, in order. */
export function* byBlock({ numbers, places, meanings }: SortedRows): Generator<NumbersOfBlock> {
  for (let from = 0; from < numbers.length; ) {
    const block = blockOf(numbers[from] as PhoneNumber);
    let until = from + 1;
    while (until < numbers.length && blockOf(numbers[until] as PhoneNumber) === block) until += 1;
    yield numbersOfBlock(block, numbers.subarray(from, until), places.subarray(from, until), meanings);
    from = until;
  }
}

function numbersOfBlock(
  block: Block,
  numbers: Float64Array,
  places: Uint16Array,
  meanings: readonly Meaning[],
): NumbersOfBlock {
  const offsetsOf = new Map<number, number[]>();
  for (const [at, place] of places.entries()) {
    const offsets = offsetsOf.get(place) ?? [];
    offsets.push(offsetInBlock(numbers[at] as PhoneNumber));
    offsetsOf.set(place, offsets);
  }
  const groups: { readonly preferences: Preferences; readonly offsets: Uint16Array }[] = [];
  let withdrawn = new Uint16Array(0);
  for (const [place, list] of offsetsOf) {
    const offsets = Uint16Array.from(list);
    const preferences = meanings[place];
    if (preferences === undefined) withdrawn = offsets;
    else groups.push({ preferences, offsets });
  }
  return { block, groups, withdrawn };
}
