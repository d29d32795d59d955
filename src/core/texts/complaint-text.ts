import { type DayNumber, dayNumber, offsetSpan } from '../local-time.ts';
import { zonesOf } from '../numbering-plan.ts';
import type { PhoneNumber } from '../phone-number.ts';
import type { ComplaintForm, Policy, ZoneId } from '../policy.ts';
import { dayMs, type EpochMs } from '../time.ts';
import { asciiDigits, normaliseText, visibleText } from './normalise-text.ts';
import type { Complaint } from './text-intent.ts';

/** The complaint that a text is by the forms of the policy; undefined where it is none. */
export function parseComplaint({ texts }: Policy, text: string): Complaint | undefined {
  const visible = visibleText(text);
  for (const form of texts.complaintForms) {
    const complaint = readers[form.form](visible, form);
    if (complaint !== undefined) return complaint;
  }
  return undefined;
}

/** Whether a complaint came in time, by each window of the policy. */
export interface ComplaintInTime {
  readonly days: number;
  readonly isLate: boolean;
}

/**
 * Days of the calendar, from the one that a complaint names to the one on which it was sent; where the line may lie in
 * several zones, the one that is best for who complains. Empty where it names no day.
 */
export function complaintInTime(
  policy: Policy,
  { date = '' }: Complaint,
  line: PhoneNumber,
  sentAt: EpochMs,
): readonly ComplaintInTime[] {
  const day = dayNumber(date);
  if (day === undefined) return [];
  const sentOn = Math.min(...zonesOf(policy, line).map((zone) => localDayOf(zone, sentAt)));
  return policy.texts.complaintWindows.map(({ days }) => ({ days, isLate: sentOn - day > days }));
}

function localDayOf(zone: ZoneId, at: EpochMs): DayNumber {
  return Math.floor((at + offsetSpan(zone, at).offsetMs) / dayMs);
}

type Reader = (visible: string, form: ComplaintForm) => Complaint | undefined;

const sender = String.raw`([+＋]?\p{Nd}[\p{Nd} -]{3,24}\p{Nd}|[\p{L}\p{N}][\p{L}\p{N}-]{2,29})`;
const number = String.raw`([+＋]?\p{Nd}{5,24})`;
const comma = String.raw`\s*[,;，；、]\s*`;
const day = String.raw`(\p{Nd}{1,2}[/.-]\p{Nd}{1,2}[/.-](?:\p{Nd}{4}|\p{Nd}{2}))`;
const time = String.raw`(?:${comma}(\p{Nd}{1,2}[:.]\p{Nd}{2}))?`;
const senderAndDay = new RegExp(`^${sender}${comma}${day}${time}$`, 'u');
const lastTwo = new RegExp(`^(.+?)${comma}${sender}${comma}${day}${time}$`, 'su');
const first = new RegExp(`^${number}(?:\\s*[*＊]\\s*|\\s+)(.+)$`, 'su');
const marked = new RegExp(`^(.{1,20}?)\\s*[#＃]\\s*${number}\\s*[#＃]\\s*(.+)$`, 'su');

const readers: Readonly<Record<ComplaintForm['form'], Reader>> = {
  LAST_TWO(visible, { word }) {
    if (word !== undefined) {
      const parts = senderAndDay.exec(afterWord(visible, word) ?? '');
      return parts === null ? undefined : dated(parts[1], parts[2], parts[3], undefined);
    }
    const parts = lastTwo.exec(visible);
    return parts === null ? undefined : dated(parts[2], parts[3], parts[4], parts[1]);
  },
  FIRST(visible) {
    const [, from, body] = first.exec(visible) ?? [];
    return from === undefined || body === undefined
      ? undefined
      : { kind: 'COMPLAINT', sender: shownSender(from), body };
  },
  MARKED(visible, { word = '' }) {
    const [, mark, from, body] = marked.exec(visible) ?? [];
    if (mark === undefined || from === undefined || body === undefined) return undefined;
    return normaliseText(mark) === normaliseText(word)
      ? { kind: 'COMPLAINT', sender: shownSender(from), body }
      : undefined;
  },
};

/** What follows the words that a text begins with, whatever their case, width and spaces. */
function afterWord(visible: string, word: string): string | undefined {
  const words = word.split(' ').length;
  const parts = visible.split(' ');
  return normaliseText(parts.slice(0, words).join(' ')) === normaliseText(word)
    ? parts.slice(words).join(' ')
    : undefined;
}

function dated(from = '', on = '', at: string | undefined, body: string | undefined): Complaint | undefined {
  const date = localDate(on);
  const moment = at === undefined ? undefined : localTime(at);
  if (date === undefined || (at !== undefined && moment === undefined)) return undefined;
  return {
    kind: 'COMPLAINT',
    sender: shownSender(from),
    date,
    ...(moment === undefined ? {} : { time: moment }),
    ...(body === undefined ? {} : { body }),
  };
}

/** Day first, as all the forms have it; a year of two digits is of this century. */
function localDate(text: string): string | undefined {
  const [day = '', month = '', year = ''] = asciiDigits(text).split(/[/.-]/);
  const date = `${year.padStart(4, '20')}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return dayNumber(date) === undefined ? undefined : date;
}

function localTime(text: string): string | undefined {
  const [hours = '', minutes = ''] = asciiDigits(text).split(/[:.]/);
  return Number(hours) < 24 && Number(minutes) < 60 ? `${hours.padStart(2, '0')}:${minutes}` : undefined;
}

function shownSender(text: string): string {
  const plain = asciiDigits(text.normalize('NFKC'));
  return /^\+?[\d -]+$/.test(plain) ? plain.replaceAll(/[ -]/g, '') : plain;
}
