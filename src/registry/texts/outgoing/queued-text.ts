import { dayMs, type EpochMs, hourMs } from '../../../core/time.ts';
import type { ShortRecord, ShortRecordPut } from '../../../storage/store.ts';
import type { Registry } from '../../registry.ts';
import { type Need, type TextPriority, textPriorities } from '../../sms-gateway.ts';

/**
 * `UNDER_WAY`: being handed to a link, which was written before it was begun; of a process that has ended it may have
 * gone or not. `IN_DOUBT`: the same is known of it, and its link would send it twice.
 */
export const queuedTextStates = ['WAITING', 'UNDER_WAY', 'IN_DOUBT'] as const;
export type QueuedTextState = (typeof queuedTextStates)[number];

/** A text in the queue: the body of a short record of kind OUTBOX. */
export interface QueuedText {
  /** The same for the same cause; what links know it by. */
  readonly textId: string;
  readonly priority: TextPriority;
  readonly from?: string;
  /** E.164, as on the wire. */
  readonly to: string;
  readonly text: string;
  readonly queuedAt: EpochMs;
  readonly expiresAt: EpochMs;
  readonly state: QueuedTextState;
  /** How often it was begun to be handed over. */
  readonly attempts: number;
  /** Not handed over before. */
  readonly notBefore: EpochMs;
  /** Where it is under way, or may have gone: it goes by no other. */
  readonly link?: string;
  /** Why it was not taken the last time. */
  readonly reason?: string;
  readonly neededWhile?: Need;
}

/** With its place in the store. */
export interface HeldText extends QueuedText {
  readonly id: string;
  readonly version: number;
}

/** `NOT_NEEDED`: what it is for was over before it went. */
export type TextOutcome =
  | 'ACCEPTED'
  | 'DELIVERED'
  | 'FAILED'
  | 'REJECTED'
  | 'EXPIRED'
  | 'EXPIRED_IN_DOUBT'
  | 'NOT_NEEDED'
  | 'DROPPED';

/** What is known of a cause's text: the body of a short record of kind OUTGOING_TEXT, under its `textId`. */
export interface TextFate {
  readonly status: 'QUEUED' | TextOutcome;
  readonly priority: TextPriority;
  readonly link?: string;
  readonly reason?: string;
}

/** The queue as it is worked on. */
export type TextQueue = Pick<Registry, 'store' | 'now' | 'counts'>;

/** While no server runs nobody takes expired texts away: as long as this they are still counted as expired. */
const unseenMs = dayMs;
/** Receipts come until the network gives up, which is when the text expires, and some later. */
export const receiptsMs = hourMs;

/**
 * Where a text stands in the queue: `PRIORITY/LANE/TIME/ID`. A lane holds what the same links may take: texts that were
 * not tried yet (`f` and the number they come from), those tried again (`r`), those that go by one link alone (`l` and
 * its name), each by the time from which they are due; and those in doubt (`x`), which are for nobody to take.
 */
export function queueId(text: QueuedText): string {
  const [lane, time] = placeOf(text);
  const at = String(Math.max(0, time)).padStart(15, '0');
  return `${laneStart(textPriorities.indexOf(text.priority), lane)}${at}/${text.textId}`;
}

function placeOf({ state, attempts, link, from = '', queuedAt, notBefore, expiresAt }: QueuedText): [string, EpochMs] {
  if (state === 'IN_DOUBT') return ['x', expiresAt];
  if (link !== undefined) return [`l${link}`, notBefore];
  return attempts === 0 ? [`f${from}`, queuedAt] : [`r${from}`, notBefore];
}

export function laneStart(priority: number, lane: string): string {
  return `${priority}/${lane}/`;
}

export function heldText({ id, version, body }: ShortRecord & { readonly id: string }): HeldText {
  return { ...(JSON.parse(body) as QueuedText), id, version };
}

/** Writes a queued text to its place, or takes it away from there where `next` is undefined. */
export function queuePut(
  { now }: TextQueue,
  { id, expiresAt }: { readonly id: string; readonly expiresAt: EpochMs },
  expected: number,
  next: QueuedText | undefined,
): ShortRecordPut {
  const body = next === undefined ? undefined : JSON.stringify(next);
  return { kind: 'OUTBOX', id, expected, body, expiresAt: expiresAt + unseenMs, now: now() };
}

export function fatePut(
  { now }: TextQueue,
  { textId, expiresAt }: QueuedText,
  expected: number,
  fate: TextFate,
): ShortRecordPut {
  const keptMs = fate.status === 'QUEUED' ? unseenMs : receiptsMs;
  const body = JSON.stringify(fate);
  return { kind: 'OUTGOING_TEXT', id: textId, expected, body, expiresAt: expiresAt + keptMs, now: now() };
}

/** Whether what it is for still stands. */
export function isNeeded({ store, now }: TextQueue, { neededWhile }: QueuedText): boolean {
  if (neededWhile === undefined) return true;
  const { kind, id, holds } = neededWhile;
  return store.shortRecord(kind, id, now())?.body.includes(holds) === true;
}

/** The stored text without its place. */
export function storedText({ id: _id, version: _version, ...text }: HeldText): QueuedText {
  return text;
}
