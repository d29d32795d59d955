import { inPlan } from '../../core/numbering-plan.ts';
import { type PhoneNumber, parsePhoneNumber } from '../../core/phone-number.ts';
import type { Policy } from '../../core/policy.ts';
import type { Preferences } from '../../core/preferences.ts';
import type { Unreadable } from '../../scrub/number-reader.ts';
import type { ReadRow, RowReader } from './row-reader.ts';
import { epochSecond } from './row-reader.ts';

/**
 * The full list of the FTC (and of Canada's register) as flat text: `AAA,NNNNNNN` a line, area code and number. It
 * says who is on the list and nobody who left it.
 */
export function ftcFullReader(policy: Policy, preferences: Preferences): RowReader {
  return ({ text }) => {
    const fields = fieldsOf(text);
    if (fields.length !== 2) return 'not a phone number';
    const number = numberOf(policy, fields);
    return typeof number === 'string' ? number : { number, preferences, second: 0 };
  };
}

/**
 * The change list: area code, number, and, in either order, the time of the change and `A` (added) or `D` (deleted);
 * which order is the true one no public page says. The time may be absent: then the file's order counts.
 */
export function ftcChangeReader(policy: Policy, preferences: Preferences): RowReader {
  return ({ text }): ReadRow => {
    const fields = fieldsOf(text);
    const number = numberOf(policy, fields);
    if (typeof number === 'string') return number;
    const rest = fields.slice(2);
    const verbs = rest.filter((field) => field in added);
    const times = rest.filter((field) => field !== '' && !(field in added));
    if (verbs.length !== 1) return 'neither added nor deleted';
    const second = times.length === 0 ? 0 : epochSecond(Date.parse(times[0] ?? '') / 1_000);
    if (second === undefined || times.length > 1) return 'not a time';
    return { number, preferences: added[verbs[0] ?? ''] === true ? preferences : undefined, second };
  };
}

const added: Readonly<Record<string, boolean>> = { A: true, a: true, D: false, d: false };

/** First lines that nothing else looks like. */
export const ftcLines = {
  full: /^"?\d{3}"?,"?\d{7}"?$/,
  change: /^"?\d{3}"?,"?\d{7}"?,(?:.*,)?"?[ADad]"?(?:,.*)?$/,
} as const;

function fieldsOf(text: string): readonly string[] {
  return text.split(',').map((field) => field.trim().replace(/^"(.*)"$/, '$1'));
}

function numberOf(policy: Policy, [areaCode = '', local = '']: readonly string[]): PhoneNumber | Unreadable {
  if (!/^\d{3}$/.test(areaCode) || !/^\d{7}$/.test(local)) return 'not a phone number';
  const number = parsePhoneNumber(`+${policy.countryCallingCode}${areaCode}${local}`);
  if (number === undefined) return 'not a phone number';
  return inPlan(policy, number) ? number : 'outside the numbering plan';
}
