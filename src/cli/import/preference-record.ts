import type { Policy } from '../../core/policy.ts';
import { canonicalPreferences, noPreferences, type Preferences, refuseAll } from '../../core/preferences.ts';
import type { NumberReader } from '../../scrub/number-reader.ts';
import { epochSecond, type Rejection, type RowReader } from './row-reader.ts';

/** The columns that a preference record must have; `sts`, `uts` and `cts` may be there, the rest is not looked at. */
export const recordColumns = ['msisdn', 'ctgr', 'cmode', 'day', 'time'] as const;

/** What one column of codes says: all, or the ids of some. `EMPTY`: the cell is. */
type Chosen = 'ALL' | 'EMPTY' | readonly string[];

interface Coded {
  readonly id: string;
  readonly code: number;
}

/**
 * Rows of India's preference register (TCCCPR 2018): what the holder refuses, as the product of four columns of the
 * policy's codes: categories (`ctgr`, 0: all), modes (`cmode`, 10: all), days (`day`, 30: all) and times (`time`, 20:
 * all). An empty cell narrows nothing; a record that narrows nothing and names no category is rejected, for it may
 * mean all or none. `sts` T: the preference has ended. `uts`, else `cts`: since when, in seconds since 1970.
 *
 * Preferences here refuse categories and channels at all times, or all of them at some: where a record refuses
 * something only at some times, or some times only on some days, it is read as refusing more, never less.
 */
export function preferenceRecordReader(policy: Policy, heads: readonly string[], readNumber: NumberReader): RowReader {
  const names = heads.map((head) => head.trim().toLowerCase());
  const place = (name: string) => names.indexOf(name);
  const at = { number: place('msisdn'), status: place('sts'), updated: place('uts'), created: place('cts') };
  const codesAt = [place('ctgr'), place('cmode'), place('day'), place('time')] as const;
  const read = recordMeanings(policy);
  return ({ cells = [] }) => {
    const cell = (index: number) => (cells[index] ?? '').trim();
    const number = readNumber(cell(at.number));
    if (typeof number === 'string') return number;
    const second = secondOf(cell(at.updated) || cell(at.created));
    if (second === undefined) return 'not a time';
    const status = cell(at.status).toUpperCase();
    if (status === 'T') return { number, preferences: undefined, second };
    if (status !== 'A' && status !== '') return 'not a status';
    const [ctgr, cmode, day, time] = codesAt;
    const meaning = read(cell(ctgr), cell(cmode), cell(day), cell(time));
    return typeof meaning === 'string' ? meaning : { number, second, ...meaning };
  };
}

function secondOf(text: string): number | undefined {
  if (text === '') return 0;
  return /^\d{1,10}$/.test(text) ? epochSecond(Number(text)) : undefined;
}

interface RecordMeaning {
  readonly preferences: Preferences;
  readonly widened?: true;
}

/** Distinct codes are few: each is read once, and equal preferences are one value. */
function recordMeanings({ categories, channels, bands, dayTypes }: Policy) {
  const known = new Map<string, RecordMeaning | Rejection>();
  const interned = new Map<string, Preferences>();
  const read = (ctgr: string, cmode: string, day: string, time: string): RecordMeaning | Rejection => {
    if (isCodeOf(bands, day) || isCodeOf(dayTypes, time)) return 'day and time swapped';
    const chosen = [
      chosenIn(categories, '0', ctgr),
      everyOne(channels, chosenIn(channels, '10', cmode)),
      everyOne(dayTypes, chosenIn(dayTypes, '30', day)),
      everyOne(bands, chosenIn(bands, '20', time)),
    ] as const;
    if (chosen.includes(undefined)) return 'not a code';
    const [category, ...others] = chosen.map((one) => one ?? 'EMPTY');
    const narrows = others.some((one) => Array.isArray(one));
    if (category === undefined || (category === 'EMPTY' && !narrows)) return 'no preference';
    const [mode, days, times] = others.map((one) => (one === 'EMPTY' ? 'ALL' : one));
    const meaning = meaningOf(category === 'EMPTY' ? 'ALL' : category, mode ?? 'ALL', days ?? 'ALL', times ?? 'ALL');
    const key = JSON.stringify(meaning.preferences);
    const preferences = interned.get(key) ?? meaning.preferences;
    interned.set(key, preferences);
    return { ...meaning, preferences };
  };
  return (...codes: readonly [string, string, string, string]): RecordMeaning | Rejection => {
    const key = codes.join('|');
    const found = known.get(key) ?? read(...codes);
    if (known.size < knownMax) known.set(key, found);
    return found;
  };
}

const knownMax = 100_000;

function isCodeOf(all: readonly Coded[], cell: string): boolean {
  const codes = codesOf(cell);
  return codes.length > 0 && codes.every((text) => all.some(({ code }) => code === Number(text)));
}

function codesOf(cell: string): readonly string[] {
  return cell.split(/[\s,;|/]+/).filter((text) => text !== '');
}

/** Undefined where a code is none of this column's. The code for all stands above any other beside it. */
function chosenIn(all: readonly Coded[], codeOfAll: string, cell: string): Chosen | undefined {
  const texts = codesOf(cell);
  if (texts.length === 0) return 'EMPTY';
  const ids: string[] = [];
  for (const text of texts) {
    const id = /^\d{1,2}$/.test(text) ? all.find(({ code }) => code === Number(text))?.id : undefined;
    if (id !== undefined) ids.push(id);
    else if (text !== codeOfAll) return undefined;
  }
  return texts.includes(codeOfAll) ? 'ALL' : ids;
}

/** To name every mode, day or time is to name none. Not so with categories: others may come. */
function everyOne(all: readonly Coded[], chosen: Chosen | undefined): Chosen | undefined {
  return Array.isArray(chosen) && all.every(({ id }) => chosen.includes(id)) ? 'ALL' : chosen;
}

type Some = 'ALL' | readonly string[];

function meaningOf(categories: Some, modes: Some, days: Some, times: Some): RecordMeaning {
  const isAlways = days === 'ALL' && times === 'ALL';
  if (categories === 'ALL' && modes === 'ALL' && !isAlways) {
    const hours: Partial<Preferences> = times === 'ALL' ? { refusedDayTypes: listOf(days) } : { refusedBands: times };
    return { preferences: preferencesOf(hours), ...(times === 'ALL' || days === 'ALL' ? {} : { widened: true }) };
  }
  return { preferences: refusing(categories, modes), ...(isAlways ? {} : { widened: true }) };
}

function refusing(categories: Some, modes: Some): Preferences {
  if (categories === 'ALL') return modes === 'ALL' ? refuseAll : preferencesOf({ channels: refused(modes) });
  if (modes === 'ALL') return preferencesOf({ categories: refused(categories) });
  const cells = categories.flatMap((category) =>
    modes.map((channel) => ({ category, channel, choice: 'REFUSE' }) as const),
  );
  return preferencesOf({ cells });
}

function preferencesOf(parts: Partial<Preferences>): Preferences {
  return canonicalPreferences({ ...noPreferences, ...parts });
}

function refused(ids: readonly string[]): Readonly<Record<string, 'REFUSE'>> {
  return Object.fromEntries(ids.map((id) => [id, 'REFUSE']));
}

function listOf(some: Some): readonly string[] {
  return some === 'ALL' ? [] : some;
}
