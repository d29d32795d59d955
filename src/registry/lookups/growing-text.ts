/**
 * A text that is written once, as UTF-8, into one buffer that grows: a batch's rows are digested and sent as the
 * bytes that stand there, and are never joined, copied or encoded again.
 */
export class GrowingText {
  #bytes: Uint8Array<ArrayBuffer>;
  #length: number = 0;

  constructor(expectedBytes: number) {
    this.#bytes = new Uint8Array(expectedBytes);
  }

  get length(): number {
    return this.#length;
  }

  encoded(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  text(text: string): void {
    this.#reserve(text.length * utf8BytesPerUnitMax);
    this.#length += encoder.encodeInto(text, this.#bytes.subarray(this.#length)).written;
  }

  /** A whole number from 0 below 10^15, in decimal. */
  digits(value: number): void {
    this.#reserve(digitsMax);
    this.#digits(value);
  }

  #digits(value: number): void {
    const high = Math.floor(value / lowModulus);
    if (high > 0) {
      this.#integer(high, digitCount(high));
      this.#integer(value - high * lowModulus, lowDigits);
    } else {
      this.#integer(value, digitCount(value));
    }
  }

  /** `bytes`, with the digits of `value` written over as many that begin at `digitsAt`: what a batch consists of. */
  numbered(bytes: Uint8Array, digitsAt: number, value: number): void {
    const start = this.#length;
    this.encoded(bytes);
    this.#length = start + digitsAt;
    this.#digits(value);
    this.#length = start + bytes.length;
  }

  /** What stands from `start` to `end`: a view, good until the next write. */
  slice(start: number, end: number): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(start, end);
  }

  /** Below 2^31, where integer arithmetic is quick. */
  #integer(value: number, digits: number): void {
    let rest = value | 0;
    for (let at = this.#length + digits - 1; at >= this.#length; at--) {
      const tenth = (rest / 10) | 0;
      this.#bytes[at] = zero + rest - tenth * 10;
      rest = tenth;
    }
    this.#length += digits;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = new Uint8Array(2 * (this.#length + more));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}

const encoder = new TextEncoder();
const utf8BytesPerUnitMax = 3;
const digitsMax = 15;
const lowDigits = 8;
const lowModulus = 10 ** lowDigits;
const zero = 48;

/** Decimal digits of a whole number. */
export function digitCount(value: number): number {
  let digits = 1;
  for (let bound = 10; value >= bound; bound *= 10) digits += 1;
  return digits;
}
