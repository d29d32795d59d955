import type { Position } from '../../core/change.ts';
import { Fault } from '../../core/fault.ts';
import { formatPhoneNumber, type PhoneNumber } from '../../core/phone-number.ts';
import { type ComplaintInTime, complaintInTime } from '../../core/texts/complaint-text.ts';
import { type ParsedText, textParserVersion } from '../../core/texts/text-intent.ts';
import { type EpochMs, formatInstant, secondMs } from '../../core/time.ts';
import type { ShortRecordPut } from '../../storage/store.ts';
import { keyedHash } from '../access/keyed-hash.ts';
import type { Registry } from '../registry.ts';

/** A text as it came in. */
export interface TextFacts {
  readonly via: string;
  readonly messageId: string;
  readonly from: PhoneNumber;
  readonly to: string;
  readonly text: string;
  readonly networkTime: EpochMs | undefined;
  readonly receivedAt: EpochMs;
}

/** What a dispute may need of a text: what came in, what was made of it by which parser, what was done. */
export interface KeptText {
  readonly status: 'RUNNING' | 'DONE';
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly networkTime?: string;
  readonly receivedAt: string;
  readonly via: string;
  readonly policy: string;
  readonly parser: string;
  readonly understoodAs?: string;
  readonly intent?: unknown;
  readonly outcome?: string;
  /** Of a complaint that names a day. */
  readonly inTime?: readonly ComplaintInTime[];
  /** While `RUNNING`: when another attempt may take over, and the number's last position before the first one. */
  readonly heldUntil?: EpochMs;
  readonly begunAt?: Position;
}

export interface TextOutcome {
  readonly understoodAs: string;
  readonly intent: ParsedText['intent'];
  readonly outcome: string;
}

/** The right to deal with one text, until it is finished or let go. */
export interface TextClaim {
  /** When it came in first. */
  readonly receivedAt: EpochMs;
  /** An attempt before this one was broken off; its number had this last position when that began. */
  readonly begunAt?: Position;
  /**
   * The record that ends it, to be written with all that goes with the outcome: kept by the policy's retention from
   * then on; the same message id again is a duplicate.
   */
  finished(outcome: TextOutcome): ShortRecordPut;
  /** It is not finished: the same message may come again at once. */
  release(): Promise<void>;
}

/** Longer than dealing with a text takes, shorter than a carrier waits to send it again. */
const holdMs = 10 * secondMs;

/**
 * Keeps a text before anything is done with it, and the last `position` of its number with it: what an attempt that is
 * broken off has done can be told from that. Answers what was made of it where it was dealt with already. Faults: ABORTED
 * while another attempt is under way, ALREADY_EXISTS where the message id stands for another text of the same number.
 */
export async function claimText(
  registry: Registry,
  facts: TextFacts,
  position: Position,
): Promise<TextClaim | { readonly was: string }> {
  const { store, policy } = registry;
  const id = await messageHash(registry, facts);
  const now = registry.now();
  const record = store.shortRecord('TEXT', id, now);
  const before = record === undefined ? undefined : (JSON.parse(record.body) as KeptText);
  if (before !== undefined && before.text !== facts.text) {
    throw new Fault('ALREADY_EXISTS', 'another text came under this message id', { field: 'messageId' });
  }
  if (before?.status === 'DONE') return { was: before.understoodAs ?? 'UNKNOWN' };
  if (before !== undefined && (before.heldUntil ?? 0) > now) throw underWay;
  const expiresAt = now + policy.texts.clocks.keptForSec * secondMs;
  const kept = before === undefined ? keptFacts(registry, facts) : factsOf(before);
  const running = { ...kept, status: 'RUNNING', begunAt: before?.begunAt ?? position } as const;
  const expected = record?.version ?? 0;
  const put = (version: number, body: KeptText): ShortRecordPut => ({
    ...{ kind: 'TEXT', id, expected: version, body: JSON.stringify(body), expiresAt, now: registry.now() },
  });
  if (!(await store.putShortRecord(put(expected, { ...running, heldUntil: now + holdMs })))) throw underWay;
  const receivedAt = Date.parse(kept.receivedAt);
  return {
    receivedAt,
    ...(before?.begunAt === undefined ? {} : { begunAt: before.begunAt }),
    finished(outcome) {
      const inTime = keptInTime(registry, { ...facts, receivedAt }, outcome.intent);
      return put(expected + 1, { ...kept, status: 'DONE', ...outcome, ...inTime });
    },
    async release() {
      await store.putShortRecord(put(expected + 1, running));
    },
  };
}

/**
 * Where the attempt at another message with the same words was broken off, the last position of its number when it
 * began; undefined where it was dealt with. Fault ABORTED while it is under way.
 */
export function brokenOffAt({ store, now }: Registry, messageHash: string): Position | undefined {
  const record = store.shortRecord('TEXT', messageHash, now());
  const kept = record === undefined ? undefined : (JSON.parse(record.body) as KeptText);
  if (kept?.status !== 'RUNNING') return undefined;
  if ((kept.heldUntil ?? 0) > now()) throw underWay;
  return kept.begunAt;
}

function factsOf({ status: _status, heldUntil: _heldUntil, begunAt: _begunAt, ...facts }: KeptText) {
  return facts;
}

/** Where a text is kept: by whose it is, for he may ask for all of his. */
export async function messageHash(registry: Registry, { via, messageId, from }: TextFacts): Promise<string> {
  return `${await keptTextsOf(registry, from)}${await keyedHash(registry, 'text', `${via}\n${messageId}`)}`;
}

/** What the ids of a number's texts begin with. */
export async function keptTextsOf(registry: Registry, from: PhoneNumber): Promise<string> {
  return `${await keyedHash(registry, 'texts of', String(from))}.`;
}

function keptFacts(
  { policy }: Registry,
  { via, from, to, text, networkTime, receivedAt }: TextFacts,
): Omit<KeptText, 'status'> {
  return {
    from: formatPhoneNumber(from),
    to,
    text,
    ...(networkTime === undefined ? {} : { networkTime: formatInstant(networkTime) }),
    receivedAt: formatInstant(receivedAt),
    via,
    policy: policy.id,
    parser: textParserVersion,
  };
}

function keptInTime(
  { policy }: Registry,
  { from, networkTime, receivedAt }: TextFacts,
  intent: ParsedText['intent'],
): Pick<KeptText, 'inTime'> {
  if (intent.kind !== 'COMPLAINT' || intent.date === undefined) return {};
  return { inTime: complaintInTime(policy, intent, from, Math.min(networkTime ?? receivedAt, receivedAt)) };
}

const underWay = new Fault('ABORTED', 'the same message is under way', { field: 'messageId', retryAfterSec: 1 });
