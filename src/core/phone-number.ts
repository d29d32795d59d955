/**
 * A phone number as its E.164 digits in one integer: `+8613800138000` is `8613800138000`.
 * Between 5 and 15 digits (ITU-T E.164, CAMARA's pattern), so always below 2^53.
 */
export type PhoneNumber = number & { readonly phoneNumber: unique symbol };

/** 10,000 consecutive numbers, named by their common leading digits. */
export type Block = number;

export const numbersPerBlock = 10_000;

const plus = 43;
const zero = 48;

/** The number that a wire string names; undefined where the string is not `^\+[1-9][0-9]{4,14}$`. */
export function parsePhoneNumber(text: string): PhoneNumber | undefined {
  const { length } = text;
  if (length < 6 || length > 16 || text.charCodeAt(0) !== plus || text.charCodeAt(1) === zero) return undefined;
  let number = 0;
  for (let at = 1; at < length; at++) {
    const digit = text.charCodeAt(at) - zero;
    if (digit < 0 || digit > 9) return undefined;
    number = number * 10 + digit;
  }
  return number as PhoneNumber;
}

/** The wire string of a number: the inverse of `parsePhoneNumber`. */
export function formatPhoneNumber(number: PhoneNumber): string {
  return `+${number}`;
}

/** What a log, a metric or an error text may show of a number: country and the last two digits. */
export function maskPhoneNumber(number: PhoneNumber): string {
  const digits = String(number);
  return `+${digits.slice(0, 2)}${'*'.repeat(digits.length - 4)}${digits.slice(-2)}`;
}

export function blockOf(number: PhoneNumber): Block {
  return Math.floor(number / numbersPerBlock);
}

/** Place of a number in its block: 0 to 9,999. */
export function offsetInBlock(number: PhoneNumber): number {
  // Exact, and a tenth of what a remainder of floating point costs.
  return number - blockOf(number) * numbersPerBlock;
}

export function numberAt(block: Block, offset: number): PhoneNumber {
  return (block * numbersPerBlock + offset) as PhoneNumber;
}
