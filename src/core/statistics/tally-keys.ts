import { type NumberEvent, type WayIn, waysIn } from '../change.ts';
import type { ConsentScope } from '../consent.ts';
import { dayNumber } from '../local-time.ts';
import type { LocalDate } from '../policy.ts';
import type { RegionId } from '../regions/regions.ts';

/*
 * The names of the counters that the store keeps of its log. A `day` is one of the country's statistical zone; text
 * sorts as the parts do, so that a prefix up to a part is all counters with what stands before it.
 */

export const tallyPrefixes = {
  numbers: 'NUMBERS/',
  consents: 'CONSENTS/',
  consentChanges: 'CONSENT_CHANGES/',
  changes: 'CHANGES/',
} as const;

/** How many numbers stand in an interned state (`StateId`), as of the log's head. The unknown state 0 is not counted. */
export interface NumbersTally {
  readonly region: RegionId;
  readonly stateId: number;
}

/**
 * Consents to brands, by the last local day on which they hold. Those of a day that is over ran out then; the others
 * are in force: exact at the border of two days.
 */
export interface ConsentsTally {
  readonly region: RegionId;
  readonly lastDay: LocalDate | 'NEVER';
  readonly scope: ConsentScope;
}

/** `ENDED`: before it ran out, and by something else than being withdrawn; a newer consent to the same brand, too. */
export const consentChanges = ['GIVEN', 'WITHDRAWN', 'ENDED'] as const;
export type ConsentChange = (typeof consentChanges)[number];

export interface ConsentChangesTally {
  readonly day: LocalDate;
  readonly region: RegionId;
  readonly change: ConsentChange;
}

/** `IMPORTED`: a row of a bulk import, whose way in is `IMPORT`. */
export type TalliedEvent = NumberEvent['kind'] | 'IMPORTED';

/** Entries of the log about single numbers, rows of bulk imports included. */
export interface ChangesTally {
  readonly day: LocalDate;
  readonly region: RegionId;
  readonly event: TalliedEvent;
  readonly wayIn: WayIn;
}

export function numbersKey({ region, stateId }: NumbersTally): string {
  return `${tallyPrefixes.numbers}${region}/${stateId}`;
}

export function consentsKey({ region, lastDay, scope }: ConsentsTally): string {
  return `${tallyPrefixes.consents}${region}/${lastDay}/${scopeText(scope)}`;
}

/** `CATEGORY+CATEGORY:CHANNEL`, sorted; `*` for an absent list. */
export function scopeText({ categories, channels }: ConsentScope): string {
  return `${listText(categories)}:${listText(channels)}`;
}

export function consentChangesKey({ day, region, change }: ConsentChangesTally): string {
  return `${tallyPrefixes.consentChanges}${day}/${region}/${change}`;
}

export function changesKey({ day, region, event, wayIn }: ChangesTally): string {
  return `${tallyPrefixes.changes}${day}/${region}/${event}/${wayIn}`;
}

/** Each parser gives undefined for what is no key of its kind. */
export function parseNumbersKey(key: string): NumbersTally | undefined {
  const [region, stateId, ...rest] = partsOf(key, tallyPrefixes.numbers);
  if (!region || stateId === undefined || !/^[1-9]\d*$/.test(stateId) || rest.length > 0) return undefined;
  return { region, stateId: Number(stateId) };
}

export function parseConsentsKey(key: string): ConsentsTally | undefined {
  const [region, lastDay, scope, ...rest] = partsOf(key, tallyPrefixes.consents);
  const [categories, channels, ...more] = scope?.split(':') ?? [];
  if (!region || !isLastDay(lastDay) || categories === undefined || channels === undefined) return undefined;
  if (rest.length > 0 || more.length > 0) return undefined;
  const scopeOf = { ...listOf('categories', categories), ...listOf('channels', channels) };
  return { region, lastDay, scope: scopeOf };
}

export function parseConsentChangesKey(key: string): ConsentChangesTally | undefined {
  const [day, region, change, ...rest] = partsOf(key, tallyPrefixes.consentChanges);
  const known = consentChanges.find((one) => one === change);
  if (!isDay(day) || !region || known === undefined || rest.length > 0) return undefined;
  return { day, region, change: known };
}

export function parseChangesKey(key: string): ChangesTally | undefined {
  const [day, region, event, wayIn, ...rest] = partsOf(key, tallyPrefixes.changes);
  const known = waysIn.find((one) => one === wayIn);
  if (!isDay(day) || !region || !event || known === undefined || rest.length > 0) return undefined;
  return { day, region, event: event as TalliedEvent, wayIn: known };
}

function partsOf(key: string, prefix: string): readonly string[] {
  return key.startsWith(prefix) ? key.slice(prefix.length).split('/') : [];
}

function isDay(text: string | undefined): text is LocalDate {
  return text !== undefined && dayNumber(text) !== undefined;
}

function isLastDay(text: string | undefined): text is LocalDate | 'NEVER' {
  return text === 'NEVER' || isDay(text);
}

/** An empty list covers nothing. */
function listText(ids: readonly string[] | undefined): string {
  return ids === undefined ? '*' : [...new Set(ids)].sort().join('+');
}

function listOf(name: keyof ConsentScope, text: string): ConsentScope {
  if (text === '*') return {};
  return { [name]: text === '' ? [] : text.split('+') };
}
