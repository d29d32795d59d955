import { Fault } from '../../core/fault.ts';
import { blockOf, type PhoneNumber } from '../../core/phone-number.ts';
import { dayMs, type EpochMs, hourMs, minuteMs, secondMs } from '../../core/time.ts';
import type { ShortRecord } from '../../storage/store.ts';
import type { Registry } from '../registry.ts';
import { keyedHash } from './keyed-hash.ts';
import { clientNetwork, type RateLimit } from './rate-limit.ts';

/** One limit and whom it is counted for. */
export interface LimitedUse {
  readonly limit: RateLimit;
  readonly subject: string;
}

/** What a request for a one-time code is counted against: SMS cost money, and annoy. */
export const codeLimits = {
  numberShort: { name: 'code number 15m', max: 3, windowMs: 15 * minuteMs, reason: 'nobody is flooded with codes' },
  numberDay: { name: 'code number day', max: 10, windowMs: dayMs, reason: 'a code has five tries: 50 guesses a day' },
  prefix: { name: 'code prefix', max: 60, windowMs: 10 * minuteMs, reason: 'SMS pumping runs through one range' },
  address: { name: 'code address', max: 100, windowMs: hourMs, reason: 'many subscribers share one address' },
  total: { name: 'code total', max: 1_200, windowMs: minuteMs, reason: 'what the SMS budget bears' },
} as const satisfies Record<string, RateLimit>;

/** What a try of a code is counted against, beyond the five tries that each code has. */
export const sessionLimits = {
  address: { name: 'session address', max: 300, windowMs: hourMs, reason: 'guessing over many numbers' },
} as const satisfies Record<string, RateLimit>;

/** What a brand's request for consent is counted against. */
export const consentRequestLimits = {
  brand: { name: 'consent number brand', max: 3, windowMs: dayMs, reason: 'an honest brand asks once' },
  number: {
    name: 'consent number',
    max: 5,
    windowMs: dayMs,
    reason: 'many brands together must not become a nuisance',
  },
} as const satisfies Record<string, RateLimit>;

/** What texts from one number are counted against. */
export const textLimits = {
  codes: { name: 'text codes', max: 20, windowMs: dayMs, reason: 'a code of six digits holds for two days' },
  replies: {
    name: 'text replies',
    max: 30,
    windowMs: hourMs,
    reason: 'two machines must not text each other for ever',
  },
} as const satisfies Record<string, RateLimit>;

export function codeUses(number: PhoneNumber, clientAddress: string | undefined): readonly LimitedUse[] {
  return [
    { limit: codeLimits.numberShort, subject: String(number) },
    { limit: codeLimits.numberDay, subject: String(number) },
    { limit: codeLimits.prefix, subject: String(blockOf(number)) },
    ...addressUse(codeLimits.address, clientAddress),
    { limit: codeLimits.total, subject: '' },
  ];
}

/** Counts by the network that a client holds; nothing where the door does not know the address. */
export function addressUse(limit: RateLimit, clientAddress: string | undefined): readonly LimitedUse[] {
  return clientAddress === undefined ? [] : [{ limit, subject: clientNetwork(clientAddress) }];
}

/**
 * Counts one use against all limits, or against none of them: Fault TOO_MANY_REQUESTS with the seconds to wait.
 * Holds across processes. What runs at the same time can pass a limit by as many as there are processes.
 */
export async function countUses(registry: Registry, uses: readonly LimitedUse[]): Promise<void> {
  const counters = await Promise.all(
    uses.map(async ({ limit, subject }) => ({
      limit,
      id: await keyedHash(registry, 'limit', `${limit.name}\n${subject}`),
    })),
  );
  for (const { limit, id } of counters) requireRoom(registry, limit, id);
  for (const { limit, id } of counters) await inTurn(registry, id, () => countOne(registry, limit, id));
}

function requireRoom({ store, now }: Registry, limit: RateLimit, id: string): void {
  const record = store.shortRecord('LIMIT', id, now());
  if (record !== undefined && isOfNow(record, limit, now()) && Number(record.body) >= limit.max)
    throw tooMany(limit, record.expiresAt - now());
}

/** A window that ends later than one begun now was begun before the clock was set back: it must not last on. */
function isOfNow({ expiresAt }: ShortRecord, { windowMs }: RateLimit, now: EpochMs): boolean {
  return expiresAt <= now + windowMs;
}

function tooMany({ max, windowMs }: RateLimit, waitMs: number): Fault {
  return new Fault('TOO_MANY_REQUESTS', 'this was asked for too often', {
    limit: `at most ${max} times in ${windowMs / secondMs} seconds`,
    retryAfterSec: Math.max(1, Math.ceil(waitMs / secondMs)),
  });
}

const attemptsMax = 16;

async function countOne(registry: Registry, limit: RateLimit, id: string): Promise<void> {
  const { store } = registry;
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    requireRoom(registry, limit, id);
    const now = registry.now();
    const record = store.shortRecord('LIMIT', id, now);
    const running = record !== undefined && isOfNow(record, limit, now) ? record : undefined;
    const body = String(Number(running?.body ?? 0) + 1);
    const expiresAt = running?.expiresAt ?? now + limit.windowMs;
    const expected = record?.version ?? 0;
    if (await store.putShortRecord({ kind: 'LIMIT', id, expected, body, expiresAt, now })) return;
  }
  throw tooMany(limit, secondMs);
}

const turns = new WeakMap<Registry['store'], Map<string, Promise<void>>>();

/** Uses of one counter in this process go one after another, so that the compare-and-swap is lost to others only. */
async function inTurn({ store }: Registry, id: string, use: () => Promise<void>): Promise<void> {
  const waiting = turns.get(store) ?? new Map<string, Promise<void>>();
  turns.set(store, waiting);
  const before = waiting.get(id);
  const turn = before === undefined ? use() : before.then(use, use);
  waiting.set(id, turn);
  try {
    await turn;
  } finally {
    if (waiting.get(id) === turn) waiting.delete(id);
  }
}
