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

  constructor(policy: Policy, country: string) {
    this.places = new BlockPlaces(policy, country === policy.jurisdiction ? policy.countryCallingCode : '');
    this.readNumber = numberReader(policy, country);
  }

  /** The number in `bytes[start, end)`, its block in `places.place`; 0 where there is none. */
  read(bytes: Uint8Array, start: number, end: number): number {
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
    if (digits < 5 || digits > 15) return this.#readText(bytes, start, end);
    const number = this.places.numberOf(value, hasPlus);
    if (number > 0) return number;
    if (number < 0) return this.#readText(bytes, start, end);
    this.rejection = outsidePlan;
    return 0;
  }

  #readText(bytes: Uint8Array, start: number, end: number): number {
    this.rejection = notANumber;
    if (end - start > numberBytesMax) return 0;
    const read = this.readNumber(decoder.decode(bytes.subarray(start, end)));
    if (typeof read !== 'string') return this.#found(read);
    this.rejection = rejections.indexOf(rejectionOf[read]);
    return 0;
  }

  #found(number: PhoneNumber): number {
    this.places.find(number);
    return number;
  }
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const plusSign = 43;
const space = 32;
const dash = 45;
const bracket = 40;
const closingBracket = 41;
