import type { CountryCode } from 'libphonenumber-js/min';
import { inPlan } from '../core/numbering-plan.ts';
import { type PhoneNumber, parsePhoneNumber } from '../core/phone-number.ts';
import type { Policy } from '../core/policy.ts';

/** Why a cell is no number of the registry, as the file of rejected rows says it. */
export type Unreadable = 'empty' | 'not a phone number' | 'a decimal number' | 'outside the numbering plan';

/** Reads a phone number as people and spreadsheets write it. */
export type NumberReader = (text: string) => PhoneNumber | Unreadable;

type NumberingRules = typeof import('libphonenumber-js/min');

let rules: NumberingRules | undefined;

/** Loads how countries write their numbers, a hundred files that most lists do without. */
export async function loadNumberingRules(): Promise<NumberingRules> {
  rules ??= await import('libphonenumber-js/min');
  return rules;
}

/** A number can be read once `loadNumberingRules` has resolved, and not before. */
export class NumberingRulesMissing extends Error {
  override readonly name = 'NumberingRulesMissing';
}

/** Whether `numberReader` knows how a country writes its numbers (ISO 3166-1, two capitals). */
export async function isNumberingCountry({ jurisdiction }: Policy, code: string): Promise<boolean> {
  return code === jurisdiction || (await loadNumberingRules()).isSupportedCountry(code);
}

const separators = /[\s\-()./\u00ad\u200b-\u200f\u2010-\u2015\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

/**
 * With `+` or `00` a number is international; else it is what the plan has room for with the country calling code or
 * before it is put there; else libphonenumber says what the country's own way of writing means (trunk prefixes). Throws
 * `NumberingRulesMissing` where it has to, and is not there yet.
 */
export function numberReader(policy: Policy, country: string): NumberReader {
  const callingCode = country === policy.jurisdiction ? policy.countryCallingCode : '';
  return (text) => {
    const digits = plainDigits(text);
    if (digits === undefined) return unreadable(text);
    if (digits.startsWith('+')) return inPlanOr(policy, digits);
    if (digits.startsWith('00')) return inPlanOr(policy, `+${digits.slice(2)}`);
    for (const candidate of [`+${digits}`, `+${callingCode}${digits}`]) {
      const number = parsePhoneNumber(candidate);
      if (number !== undefined && inPlan(policy, number)) return number;
    }
    if (rules === undefined) throw new NumberingRulesMissing();
    const national = rules.parsePhoneNumberFromString(digits, {
      defaultCountry: country as CountryCode,
      extract: false,
    });
    return national === undefined ? unreadable(digits) : inPlanOr(policy, national.number);
  };
}

const simple = /^\+?[0-9]{5,17}$/;

/** The digits of a number, with a leading plus sign if there is one; undefined where there is anything else. */
function plainDigits(text: string): string | undefined {
  if (simple.test(text)) return text;
  const plain = text
    .normalize('NFKC')
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .replace(/^'|^tel:/i, '');
  if (decimal.test(plain)) return undefined;
  const digits = plain.replace(separators, '');
  return simple.test(digits) ? digits : undefined;
}

/** `8613800138000.0`, `8.6138E+12`: what a spreadsheet makes of a number. Digits may be lost, so it is not guessed. */
const decimal = /^[+-]?[0-9]+(?:\.[0-9]{1,2}|(?:[.,][0-9]+)?e[+-]?[0-9]+)$/i;

function inPlanOr(policy: Policy, wire: string): PhoneNumber | Unreadable {
  const number = parsePhoneNumber(wire);
  if (number === undefined) return 'not a phone number';
  return inPlan(policy, number) ? number : 'outside the numbering plan';
}

function unreadable(text: string): Unreadable {
  const plain = text.trim();
  if (plain === '') return 'empty';
  return decimal.test(plain) ? 'a decimal number' : 'not a phone number';
}
