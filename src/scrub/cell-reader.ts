import type { PhoneNumber } from '../core/phone-number.ts';
import type { Policy } from '../core/policy.ts';
import { BlockPlaces } from './block-places.ts';
import { type NumberReader, numberReader, type Unreadable } from './number-reader.ts';
import { type Rejection, rejections } from './row-slice.ts';

/** A longer cell holds no number, whatever stands in it. */
const numberBytesMax = 1_000;

const rejectionOf: Readonly<Record<Unreadable, Rejection>> = {
  empty: 'EMPTY',
  'not a phone number': 'NOT_A_PHONE_NUMBER',
  'a decimal number': 'DECIMAL_NUMBER',
  'outside the numbering plan': 'OUTSIDE_PLAN',
};

const outsidePlan = rejections.indexOf('OUTSIDE_PLAN');
const notANumber = rejections.indexOf('NOT_A_PHONE_NUMBER');

/**
 * Reads the numbers of cells: plain ASCII digits, with spaces, dashes and brackets, at once from the bytes, everything
 * else as `numberReader` does. Both read the same.
 */
export class CellReader {
  /** Why the last cell was no number: a place in `rejections`. */
  rejection: number = 0;
  readonly places: BlockPlaces;
  readonly readNumber: NumberReader;
  #value: number = 0;
  #digits: number = 0;
  #hasPlus: boolean = false;

  constructor(policy: Policy, country: string) {
    this.places = new BlockPlaces(policy, country === policy.jurisdiction ? policy.countryCallingCode : '');
    this.readNumber = numberReader(policy, country);
  }

  /**
   * Reads the digits, at most 15, that a cell begins with, behind a plus sign or not; answers where they end. To be
   * called before each `read`: most cells end there, too.
   */
  readDigits(bytes: Uint8Array, start: number, until: number): number {
    this.#hasPlus = start < until && bytes[start] === plusSign;
    const from = this.#hasPlus ? start + 1 : start;
    // Sums of 32 bits: those of floating point wait for each other longer.
    let high = 0;
    let at = from;
    for (const end = Math.min(until, from + highDigits); at < end; at++) {
      const digit = (bytes[at] as number) - 48;
      if (digit < 0 || digit > 9) break;
      high = high * 10 + digit;
    }
    let low = 0;
    const lowFrom = at;
    for (const end = Math.min(until, from + digitsMax); at < end; at++) {
      const digit = (bytes[at] as number) - 48;
      if (digit < 0 || digit > 9) break;
      low = low * 10 + digit;
    }
    this.#digits = at - from;
    this.#value = high * (powersOfTen[at - lowFrom] as number) + low;
    return at;
  }

  /**
   * The number in `bytes[start, end)`, its block in `places.place`; 0 where there is none. `digitsEnd`: what
   * `readDigits` answered of it.
   */
  read(bytes: Uint8Array, start: number, end: number, digitsEnd: number): number {
    const isPlain = digitsEnd === end && this.#digits >= digitsMin && bytes[end - this.#digits] !== zero;
    return isPlain
      ? this.#found(this.#value, this.#hasPlus, bytes, start, end)
      : this.#readSeparated(bytes, start, end);
  }

  #readSeparated(bytes: Uint8Array, start: number, end: number): number {
    let value = 0;
    let digits = 0;
    let zeros = 0;
    let hasPlus = false;
    for (let at = start; at < end; at++) {
      const byte = bytes[at] as number;
      const digit = byte - 48;
      if (digit >= 0 && digit <= 9) {
        value = value * 10 + digit;
        if (value === 0) zeros += 1;
        digits += 1;
      } else if (byte === plusSign && digits === 0 && !hasPlus) hasPlus = true;
      else if (byte !== space && byte !== dash && byte !== bracket && byte !== closingBracket) {
        return this.#readText(bytes, start, end);
      }
    }
    if (zeros === 2 && !hasPlus) {
      hasPlus = true;
      digits -= 2;
    } else if (zeros > 0) return this.#readText(bytes, start, end);
    if (digits < digitsMin || digits > digitsMax) return this.#readText(bytes, start, end);
    return this.#found(value, hasPlus, bytes, start, end);
  }

  #found(digits: number, hasPlus: boolean, bytes: Uint8Array, start: number, end: number): number {
    const number = this.places.numberOf(digits, hasPlus);
    if (number > 0) return number;
    if (number < 0) return this.#readText(bytes, start, end);
    this.rejection = outsidePlan;
    return 0;
  }

  #readText(bytes: Uint8Array, start: number, end: number): number {
    this.rejection = notANumber;
    if (end - start > numberBytesMax) return 0;
    const read = this.readNumber(decoder.decode(bytes.slice(start, end)));
    if (typeof read !== 'string') return this.#placed(read);
    this.rejection = rejections.indexOf(rejectionOf[read]);
    return 0;
  }

  #placed(number: PhoneNumber): number {
    this.places.find(number);
    return number;
  }
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
/** ITU-T E.164. */
const digitsMax = 15;
const digitsMin = 5;
const highDigits = 9;
const powersOfTen = Array.from({ length: digitsMax }, (_, exponent) => 10 ** exponent);
const zero = 48;
const plusSign = 43;
const space = 32;
const dash = 45;
const bracket = 40;
const closingBracket = 41;
