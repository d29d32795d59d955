import { type DayNumber, dayNumber } from './local-time.ts';
import type { LocalDate } from './policy.ts';

/** What is said of a file of wishes beside it, after YD/T 4535-2023: the file's name says the same. */
export interface WishManifest {
  /** `UserWishUpload_CMCC_20230801_001.csv`. */
  readonly file: string;
  /** Organisation id of the carrier, in whichever case. */
  readonly carrier: string;
  readonly date: LocalDate;
  /** Of the carrier's files of that day: 1, 2, 3 … without a gap. */
  readonly sequence: number;
  /** Rows without the head. */
  readonly rows: number;
  /** Of the file's bytes, 64 hexadecimal digits in lower case. */
  readonly sha256: string;
}

type NameParts = Pick<WishManifest, 'carrier' | 'date' | 'sequence'>;

export const wishFileMax = {
  rows: 500_000,
  bytes: 64 * 2 ** 20,
  sequence: 999,
  /** Older wishes have been overtaken. */
  ageDays: 31,
} as const;

const wishName = /^UserWishUpload_([A-Za-z0-9-]{1,64})_(\d{4})(\d{2})(\d{2})_(\d{3})\.csv$/;

/** What the name of a file of wishes says; undefined where it is none. */
export function wishNameParts(file: string): NameParts | undefined {
  const [, carrier, year, month, day, sequence] = wishName.exec(file) ?? [];
  if (carrier === undefined) return undefined;
  const date = `${year}-${month}-${day}`;
  return dayNumber(date) === undefined || Number(sequence) === 0
    ? undefined
    : { carrier, date, sequence: Number(sequence) };
}

export function wishFileName({ carrier, date, sequence }: NameParts): string {
  return `UserWishUpload_${dayParts(carrier, date)}_${numbered(sequence)}.csv`;
}

/** The file that answers a file of wishes row by row, or its manifest. */
export function wishResultName(file: string, extension: 'csv' | 'json' = 'csv'): string {
  return file.replace('UserWishUpload_', 'UserWishResult_').replace(/csv$/, extension);
}

/** `IndustryLibrary_REGISTRY_20230801_001.csv`. */
export function libraryFileName(date: LocalDate, extension: 'csv' | 'json' = 'csv'): string {
  return `IndustryLibrary_${dayParts('REGISTRY', date)}_${numbered(1)}.${extension}`;
}

function dayParts(carrier: string, date: LocalDate): string {
  return `${carrier}_${date.replaceAll('-', '')}`;
}

function numbered(sequence: number): string {
  return String(sequence).padStart(3, '0');
}

export interface ManifestFault {
  readonly field: keyof WishManifest;
  readonly message: string;
  readonly limit: string;
}

/** What is wrong with a manifest by itself, for a carrier, on a day; undefined where nothing is. */
export function manifestFault(
  manifest: WishManifest,
  organisationId: string,
  today: DayNumber,
): ManifestFault | undefined {
  const { file, carrier, date, sequence, rows, sha256 } = manifest;
  const parts = wishNameParts(file);
  if (parts === undefined) {
    return {
      field: 'file',
      message: 'not the name of a file of wishes',
      limit: 'UserWishUpload_CARRIER_YYYYMMDD_NNN.csv',
    };
  }
  if (carrier.toLowerCase() !== organisationId.toLowerCase()) {
    return { field: 'carrier', message: 'the file is another carrier’s', limit: organisationId };
  }
  const differing = (['carrier', 'date', 'sequence'] as const).find((part) => parts[part] !== manifest[part]);
  if (differing !== undefined) {
    return {
      field: differing,
      message: 'the manifest says other than the file’s name',
      limit: String(parts[differing]),
    };
  }
  const age = today - (dayNumber(date) ?? 0);
  // Somewhere it is tomorrow already.
  if (age < -1 || age > wishFileMax.ageDays) {
    return {
      field: 'date',
      message: 'not a day of late',
      limit: `at most ${wishFileMax.ageDays} days ago, not to come`,
    };
  }
  if (sequence > wishFileMax.sequence)
    return { field: 'sequence', message: 'too many files', limit: `1 to ${wishFileMax.sequence}` };
  if (!Number.isInteger(rows) || rows < 0 || rows > wishFileMax.rows) {
    return { field: 'rows', message: 'too many rows: split the file', limit: `0 to ${wishFileMax.rows}` };
  }
  if (!/^[0-9a-f]{64}$/.test(sha256)) {
    return { field: 'sha256', message: 'not a SHA-256', limit: '64 hexadecimal digits in lower case' };
  }
  return undefined;
}
