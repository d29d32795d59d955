import { Fault } from '../../core/fault.ts';
import { formatPhoneNumber } from '../../core/phone-number.ts';
import type { Policy } from '../../core/policy.ts';
import { parseInstant, secondMs } from '../../core/time.ts';
import type { NumberReader } from '../../scrub/number-reader.ts';
import { carrierProofs, type RegistrationRow } from '../numbers/register-numbers.ts';
import type { PreferencesWords } from '../preferences/checked-preferences.ts';
import type { WishRecord } from './wish-records.ts';

/** Makes of a row what `POST /v1/registrations` would be asked, or the fault that rejects it. */
export function wishRowReader(policy: Policy, readNumber: NumberReader, now: () => number): WishRowReader {
  const names = namesOf(policy);
  return (record) => {
    if (record === undefined) return { fault: unreadable };
    const reference = referenceOf(record.reference ?? '');
    if (reference instanceof Fault) return { fault: reference };
    const known = reference === undefined ? {} : { reference };
    try {
      return { ...known, ...rowOf(record) };
    } catch (error) {
      if (error instanceof Fault) return { ...known, fault: error };
      throw error;
    }
  };

  function rowOf(record: NonNullable<WishRecord>): RegistrationRow {
    const number = readNumber(record.phoneNumber ?? '');
    if (typeof number === 'string') {
      const code = number === 'outside the numbering plan' ? 'SERVICE_NOT_APPLICABLE' : 'INVALID_ARGUMENT';
      throw new Fault(code, number, { field: 'phoneNumber' });
    }
    const proof = carrierProofs.find((one) => one === record.proof);
    if (proof === undefined) throw wrong('proof', `one of ${carrierProofs.join(', ')}`);
    const agent = record.agent ?? '';
    if (!/^[^\p{C}]{0,64}$/u.test(agent)) throw wrong('agent', 'at most 64 characters');
    return {
      phoneNumber: formatPhoneNumber(number),
      preferences: preferencesOf(names, record),
      proof,
      agent: agent === '' ? undefined : agent,
      wishedAt: wishedAtOf(record.wishedAt ?? '', now()),
    };
  }
}

export type WishRowReader = (record: WishRecord) => RegistrationRow;

const unreadable = new Fault('INVALID_ARGUMENT', 'another number of columns than the head, or not in UTF-8', {
  field: 'row',
});

function wrong(field: string, limit: string): Fault {
  return new Fault('INVALID_ARGUMENT', `${field}: ${limit}`, { field, limit });
}

/** It stands in the result, which people open in spreadsheets: nothing that one would take for a formula. */
function referenceOf(text: string): string | undefined | Fault {
  if (text === '') return undefined;
  if (/^[\p{L}\p{N}][\p{L}\p{M}\p{N}_.:/#-]{0,63}$/u.test(text)) return text;
  return wrong('reference', 'at most 64 letters, digits and any of _ . : / # -, a letter or digit first');
}

/** Clocks run apart by so much. */
const aheadMsMax = 300 * secondMs;

function wishedAtOf(text: string, now: number): number | undefined {
  if (text === '') return undefined;
  const at = parseInstant(text);
  if (at === undefined) throw wrong('wishedAt', 'RFC 3339 with a zone');
  if (at > now + aheadMsMax) throw wrong('wishedAt', 'not to come');
  return at;
}

type Named = { readonly part: 'CATEGORY' | 'CHANNEL' | 'BAND' | 'DAY'; readonly id: string };

/** By id, and by the policy's code. */
function namesOf({ categories, channels, bands, dayTypes }: Policy): ReadonlyMap<string, Named> {
  const parts = { CATEGORY: categories, CHANNEL: channels, BAND: bands, DAY: dayTypes } as const;
  return new Map(
    (Object.keys(parts) as Named['part'][]).flatMap((part) =>
      parts[part].flatMap(({ id, code }) => [id, String(code)].map((name) => [name, { part, id }] as const)),
    ),
  );
}

const bases = ['LAW', 'REFUSE_EXCEPT', 'REFUSE_ALL'] as const;

function preferencesOf(
  names: ReadonlyMap<string, Named>,
  { base: word = '', refuse = '', allow = '', hours = '' }: NonNullable<WishRecord>,
): PreferencesWords {
  if (word === '' && refuse === '' && allow === '' && hours === '') {
    throw wrong('base', 'the row wishes nothing; LAW takes all choices back');
  }
  const base = word === '' ? 'LAW' : bases.find((one) => one === word);
  if (base === undefined) throw wrong('base', `one of ${bases.join(', ')}`);
  const refused = chosen(names, 'refuse', refuse);
  const allowed = chosen(names, 'allow', allow);
  const both = [...refused.keys()].find((name) => allowed.has(name));
  if (both !== undefined) throw wrong('allow', 'the row refuses the same');
  const made = [
    ...[...refused.values()].map((one) => ({ ...one, choice: 'REFUSE' as const })),
    ...[...allowed.values()].map((one) => ({ ...one, choice: 'ALLOW' as const })),
  ];
  const times = tokensOf(hours).map((token) => names.get(token.toUpperCase()));
  if (times.some((one) => one?.part !== 'BAND' && one?.part !== 'DAY')) {
    throw wrong('hours', 'ids or codes of time bands and day types');
  }
  return {
    base,
    categories: Object.fromEntries(
      made.flatMap(({ category, channel, choice }) =>
        category === undefined || channel !== undefined ? [] : [[category, choice]],
      ),
    ),
    channels: Object.fromEntries(
      made.flatMap(({ category, channel, choice }) =>
        category !== undefined || channel === undefined ? [] : [[channel, choice]],
      ),
    ),
    cells: made.flatMap(({ category, channel, choice }) =>
      category === undefined || channel === undefined ? [] : [{ category, channel, choice }],
    ),
    refusedBands: times.flatMap((one) => (one?.part === 'BAND' ? [one.id] : [])),
    refusedDayTypes: times.flatMap((one) => (one?.part === 'DAY' ? [one.id] : [])),
  };
}

interface Chosen {
  readonly category?: string;
  readonly channel?: string;
}

/** `FIN_CREDIT VOICE EDUCATION/SMS`: a category, a channel, one category on one channel. By what they name. */
function chosen(names: ReadonlyMap<string, Named>, column: string, cell: string): ReadonlyMap<string, Chosen> {
  const found = new Map<string, Chosen>();
  for (const token of tokensOf(cell)) {
    const parts = token.split('/').map((name) => names.get(name.toUpperCase()));
    const [first, second] = parts;
    const isCell = parts.length === 2 && first?.part === 'CATEGORY' && second?.part === 'CHANNEL';
    const isOne = parts.length === 1 && (first?.part === 'CATEGORY' || first?.part === 'CHANNEL');
    if (!isCell && !isOne) throw wrong(column, 'ids or codes of categories and channels, or CATEGORY/CHANNEL');
    const one = parts.flatMap((part): readonly Chosen[] =>
      part === undefined ? [] : [part.part === 'CATEGORY' ? { category: part.id } : { channel: part.id }],
    );
    found.set(parts.map((part) => part?.id).join('/'), Object.assign({}, ...one) as Chosen);
  }
  return found;
}

function tokensOf(cell: string): readonly string[] {
  return cell.split(/[\s,;|]+/).filter((token) => token !== '');
}
