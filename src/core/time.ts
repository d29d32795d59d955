/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = number;

export const secondMs = 1_000;
export const minuteMs = 60_000;
export const hourMs = 3_600_000;
export const dayMs = 86_400_000;

/** Answers of one moment name the same few instants again and again: `Date` takes a microsecond for each. */
const slotBits = 6;
const slots = 2 ** slotBits;
const formattedAt = new Float64Array(slots).fill(Number.NaN);
const formatted: string[] = new Array(slots).fill('');

/** The RFC 3339 text of an instant, in UTC with milliseconds. */
export function formatInstant(at: EpochMs): string {
  // Most instants are whole minutes or days: their last bits are alike.
  const slot = Math.imul(at, 0x9e3779b1) >>> (32 - slotBits);
  if (formattedAt[slot] === at) return formatted[slot] as string;
  const text = new Date(at).toISOString();
  formattedAt[slot] = at;
  formatted[slot] = text;
  return text;
}

const rfc3339 = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

/** The instant an RFC 3339 text names, to the millisecond; undefined where it names none (31 February, hour 25). */
export function parseInstant(text: string): EpochMs | undefined {
  const parts = rfc3339.exec(text);
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second] = parts.map(Number) as number[];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  if ((hour ?? 99) > 23 || (minute ?? 99) > 59 || (second ?? 99) > 59) return undefined;
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

/** The calendar repeats every 400 years; `Date.UTC` takes years below 100 for those of the last century. */
function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
}
