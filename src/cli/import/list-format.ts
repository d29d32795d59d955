import type { Policy } from '../../core/policy.ts';
import type { Preferences } from '../../core/preferences.ts';
import type { NumberReader } from '../../scrub/number-reader.ts';
import { CommandFailure, WrongUsage } from '../failure.ts';
import { delimitedRecords, delimitedRows } from './delimited-rows.ts';
import { ftcChangeReader, ftcFullReader, ftcLines } from './ftc-rows.ts';
import { preferenceRecordReader, recordColumns } from './preference-record.ts';
import type { RowReader } from './row-reader.ts';
import { plainRows, type Row } from './rows.ts';

/**
 * What a list can be. `list`: a number a line. `csv`: columns by comma, semicolon, tab or bar, with or without heads.
 * The others bring their own meaning: the FTC's full and change lists, and India's preference records.
 */
export const formatNames = ['list', 'csv', 'ftc-full', 'ftc-change', 'in-preferences'] as const;
export type FormatName = (typeof formatNames)[number];

/** What a reader has to know of the import. */
export interface ListTerms {
  readonly policy: Policy;
  /** Absent: as the file shows, where that is certain. */
  readonly format: FormatName | undefined;
  readonly column: string | undefined;
  /** What every number of the list refuses; undefined where nothing was said. */
  readonly preferences: Preferences | undefined;
  /** What numbers refuse whose list says that they are on the register, and no more. */
  readonly preferencesOfRegister: Preferences;
  readonly readNumber: NumberReader;
}

/** A list being read. */
export interface ListReading {
  readonly format: FormatName;
  readonly pieces: AsyncIterable<{ readonly rows: readonly Row[]; readonly read: RowReader }>;
}

interface Format {
  /** The list that its batches are parts of, each superseding what the ones before brought. */
  readonly list?: string;
  /** Why the policy or the options do not go with it. */
  unfit?(terms: ListTerms): string | undefined;
  /** Whether a first line can be of no other form. */
  isCertain(firstLine: string, terms: ListTerms): boolean;
  pieces(text: AsyncIterable<string>, firstLine: string, terms: ListTerms): ListReading['pieces'];
}

const delimiters = [',', ';', '\t', '|'] as const;

const formats: Readonly<Record<FormatName, Format>> = {
  'ftc-full': ftcFormat(ftcLines.full, ftcFullReader),
  'ftc-change': ftcFormat(ftcLines.change, ftcChangeReader),
  'in-preferences': {
    list: 'in-preferences',
    unfit({ policy, preferences }) {
      if (policy.jurisdiction !== 'IN') return `is for the codes of policy IN, and this registry runs ${policy.id}`;
      return preferences === undefined ? undefined : 'brings its own preferences; leave --refuse and the like away';
    },
    isCertain: (firstLine) => {
      const heads = headsOf(firstLine);
      return recordColumns.every((column) => heads.includes(column));
    },
    pieces: recordPieces,
  },
  list: {
    isCertain: (firstLine, { column, readNumber }) =>
      column === undefined &&
      delimiterOf(firstLine) === undefined &&
      !(typeof readNumber(firstLine) === 'string' && /^[\p{L}"]/u.test(firstLine)),
    async *pieces(text, _, { readNumber, preferences }) {
      const read = sameForAll(readNumber, preferences);
      for await (const rows of plainRows(text)) yield { rows, read };
    },
  },
  csv: {
    isCertain: () => true,
    async *pieces(text, firstLine, { readNumber, column, preferences }) {
      const read = sameForAll(readNumber, preferences);
      const delimiter = delimiterOf(firstLine) ?? ',';
      for await (const rows of delimitedRows(text, { delimiter, column, readNumber })) yield { rows, read };
    },
  },
};

/** Asked in this order. */
const recognised = ['ftc-full', 'ftc-change', 'in-preferences', 'list', 'csv'] as const;

/** Reads a list in the form that was named, or shows. Throws WrongUsage where it does not go with policy or options. */
export function readingOf(text: AsyncIterable<string>, firstLine: string, terms: ListTerms): ListReading {
  const fits = (name: FormatName) =>
    formats[name].unfit?.(terms) === undefined && (terms.column === undefined || formats[name].list === undefined);
  const format =
    terms.format ?? recognised.find((name) => fits(name) && formats[name].isCertain(firstLine, terms)) ?? 'csv';
  if (firstLine.startsWith('<')) throw new CommandFailure('the list is XML: take its flat text form');
  const { list, unfit, pieces } = formats[format];
  const why = unfit?.(terms);
  if (why !== undefined) throw new WrongUsage(`--format: ${format} ${why}`);
  if (terms.column !== undefined && format !== 'csv') throw new WrongUsage('--column: goes with csv alone');
  if (list === undefined && terms.preferences === undefined) throw missingPreferences;
  return { format, pieces: pieces(text, firstLine, terms) };
}

/** The name of a batch in the log: under that of its list, if the format has one. */
export function batchIdOf(format: FormatName, name: string): string {
  const { list } = formats[format];
  return list === undefined || name.startsWith(`${list}:`) ? name : `${list}:${name}`;
}

const missingPreferences = new WrongUsage(
  '--refuse: say what the numbers refuse: all, categories, or --preferences FILE',
);

function ftcFormat(line: RegExp, reader: typeof ftcFullReader): Format {
  return {
    list: 'ftc',
    unfit: ({ policy }) =>
      policy.countryCallingCode === '1' ? undefined : `is for the calling code 1, and this registry runs ${policy.id}`,
    isCertain: (firstLine) => line.test(firstLine),
    async *pieces(text, _, { policy, preferences, preferencesOfRegister }) {
      const read = reader(policy, preferences ?? preferencesOfRegister);
      for await (const rows of plainRows(text)) yield { rows, read };
    },
  };
}

async function* recordPieces(
  text: AsyncIterable<string>,
  firstLine: string,
  { policy, readNumber }: ListTerms,
): ListReading['pieces'] & AsyncGenerator<{ rows: readonly Row[]; read: RowReader }> {
  let read: RowReader | undefined;
  for await (const rows of delimitedRecords(text, delimiterOf(firstLine) ?? ',')) {
    const heads = read === undefined ? rows[0]?.cells : undefined;
    read ??= preferenceRecordReader(policy, requiredHeads(heads ?? []), readNumber);
    yield { rows: heads === undefined ? rows : rows.slice(1), read };
  }
}

function requiredHeads(heads: readonly string[]): readonly string[] {
  const known = heads.map((head) => head.trim().toLowerCase());
  const missing = recordColumns.find((column) => !known.includes(column));
  if (missing === undefined) return heads;
  throw new CommandFailure(`the first line names no column ${missing} (${recordColumns.join(', ')})`);
}

function sameForAll(readNumber: NumberReader, preferences: Preferences | undefined): RowReader {
  return ({ text }) => {
    const number = readNumber(text);
    return typeof number === 'string' ? number : { number, preferences, second: 0 };
  };
}

function delimiterOf(firstLine: string): (typeof delimiters)[number] | undefined {
  return delimiters.find((one) => firstLine.includes(one));
}

function headsOf(firstLine: string): readonly string[] {
  return firstLine.split(/[,;\t|]/).map((head) => head.replaceAll('"', '').trim().toLowerCase());
}
