import { Fault } from '../../core/fault.ts';
import { blockOf, type PhoneNumber } from '../../core/phone-number.ts';
import { heldBackKey } from '../../core/statistics/use-keys.ts';
import { dayMs, type EpochMs, hourMs, minuteMs, secondMs } from '../../core/time.ts';
import type { ShortRecord, ShortRecordPut } from '../../storage/store.ts';
import type { DoorSign } from '../abuse/door-watch.ts';
import type { Registry } from '../registry.ts';
import { keyedHash } from './keyed-hash.ts';
import type { RateLimit } from './rate-limit.ts';

/** One limit and whom it is counted for. */
export interface LimitedUse {
  readonly limit: RateLimit;
  readonly subject: string;
  /** What the operator is told where the limit was passed. */
  readonly signal?: DoorSign;
  /** What the caller is told to do else, as the end of a sentence. */
  readonly instead?: string;
  /** Only looked at: counted elsewhere. */
  readonly countsNothing?: boolean;
  /** Up to so many uses within the window its subject is quiet; absent: it never was loud. */
  readonly quietMax?: number;
  /** Counted instead where the limit is used up, as long as every subject is quiet. */
  readonly reserve?: RateLimit;
  /** Ends up in what `countUses` resolves to. */
  readonly isGivenBack?: boolean;
}

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

/** What the holder's rights over his record are counted against. */
export const recordLimits = {
  erasures: { name: 'erasure number', max: 5, windowMs: dayMs, reason: 'each empties the write-ahead log' },
  reversals: { name: 'reversal number', max: 60, windowMs: hourMs, reason: 'each goes through the whole history' },
  exports: { name: 'export number', max: 10, windowMs: dayMs, reason: 'each goes through all sessions' },
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
  prefix: {
    name: 'text prefix',
    max: 2_000,
    windowMs: 10 * minuteMs,
    reason: 'SMS pumping runs through one range; after a campaign one holder in five may text at once',
  },
} as const satisfies Record<string, RateLimit>;

/** What a reply to a number is counted against. */
export function replyUses(number: PhoneNumber): readonly LimitedUse[] {
  return [
    { limit: textLimits.replies, subject: String(number) },
    { limit: textLimits.prefix, subject: String(blockOf(number)) },
  ];
}

interface Counter {
  readonly use: LimitedUse;
  readonly id: string;
  readonly reserveId: string | undefined;
}

/**
 * Counts one use against all limits, or against none of them: Fault TOO_MANY_REQUESTS with the seconds to wait.
 * Holds across processes. Resolves to what `giveBack` takes.
 */
export async function countUses(registry: Registry, uses: readonly LimitedUse[]): Promise<readonly string[]> {
  const counters = await Promise.all(
    uses.map(async (use): Promise<Counter> => {
      const { limit, subject, reserve } = use;
      const reserveId = reserve === undefined ? undefined : await counterId(registry, reserve, subject);
      return { use, id: await counterId(registry, limit, subject), reserveId };
    }),
  );
  // Who is refused does not wait behind others.
  await counted(registry, counters);
  const ids = counters.filter(({ use }) => use.countsNothing !== true).map(({ id }) => id);
  await inTurn(registry, ids, async () => {
    for (let attempt = 0; attempt < attemptsMax; attempt++) {
      if (await registry.store.putShortRecords(await counted(registry, counters))) return;
    }
    throw new Fault('TOO_MANY_REQUESTS', 'too much is asked for at this moment', { retryAfterSec: 1 });
  });
  return counters.filter(({ use }) => use.isGivenBack === true).map(({ id }) => id);
}

/** Takes back what was counted and did no harm; what its window has forgotten stays so. */
export async function giveBack(registry: Registry, ids: readonly string[]): Promise<void> {
  await inTurn(registry, ids, async () => {
    for (let attempt = 0; attempt < attemptsMax; attempt++) {
      const now = registry.now();
      const puts = ids.flatMap((id): ShortRecordPut[] => {
        const record = registry.store.shortRecord('LIMIT', id, now);
        if (record === undefined || Number(record.body) === 0) return [];
        const { version: expected, expiresAt } = record;
        return [{ kind: 'LIMIT', id, expected, body: String(Number(record.body) - 1), expiresAt, now }];
      });
      if (puts.length === 0 || (await registry.store.putShortRecords(puts))) return;
    }
  });
}

export function counterId(registry: Registry, limit: RateLimit, subject: string): Promise<string> {
  return keyedHash(registry, 'limit', `${limit.name}\n${subject}`);
}

/** One use more of a counter, whatever its limit; to be written with what it goes with. */
export function countedOnce(registry: Registry, limit: RateLimit, id: string): ShortRecordPut {
  const now = registry.now();
  const { used, expiresAt, expected } = standing(registry, limit, id, now);
  return { kind: 'LIMIT', id, expected, body: String(used + 1), expiresAt, now };
}

interface Standing {
  readonly used: number;
  readonly expiresAt: EpochMs;
  readonly expected: number;
}

function standing({ store }: Registry, limit: RateLimit, id: string, now: EpochMs): Standing {
  const record = store.shortRecord('LIMIT', id, now);
  const running = record !== undefined && isOfNow(record, limit, now) ? record : undefined;
  return {
    used: Number(running?.body ?? 0),
    expiresAt: running?.expiresAt ?? now + limit.windowMs,
    expected: record?.version ?? 0,
  };
}

/** A window that ends later than one begun now was begun before the clock was set back: it must not last on. */
function isOfNow({ expiresAt }: ShortRecord, { windowMs }: RateLimit, now: EpochMs): boolean {
  return expiresAt <= now + windowMs;
}

/** What writes one use more of each counter. Fault TOO_MANY_REQUESTS, of which the operator hears. */
async function counted(registry: Registry, counters: readonly Counter[]): Promise<readonly ShortRecordPut[]> {
  const now = registry.now();
  const puts: ShortRecordPut[] = [];
  for (const { use, id, reserveId } of counters) {
    if (standing(registry, use.limit, id, now).used < use.limit.max) {
      if (use.countsNothing !== true) puts.push(countedOnce(registry, use.limit, id));
      continue;
    }
    const { reserve } = use;
    const isOpen =
      reserve !== undefined &&
      reserveId !== undefined &&
      standing(registry, reserve, reserveId, now).used < reserve.max &&
      counters.every((one) => isQuiet(registry, one, now));
    if (!isOpen) throw await refused(registry, use, id, now);
    puts.push(countedOnce(registry, reserve, reserveId));
  }
  return puts;
}

function isQuiet(registry: Registry, { use, id }: Counter, now: EpochMs): boolean {
  return use.quietMax === undefined || standing(registry, use.limit, id, now).used <= use.quietMax;
}

async function refused(registry: Registry, use: LimitedUse, id: string, now: EpochMs): Promise<Fault> {
  const { limit, signal, instead = '' } = use;
  if (signal !== undefined) await registry.abuse.seenAtDoor(signal, now);
  registry.counts.add(heldBackKey(registry.counts.dayOf(now), limit.name), 1);
  const { max, windowMs, per, field } = limit;
  const waitMs = standing(registry, limit, id, now).expiresAt - now;
  return new Fault('TOO_MANY_REQUESTS', `this was asked for too often${instead}`, {
    limit: `at most ${max} times in ${windowMs / secondMs} seconds${per === undefined ? '' : ` ${per}`}`,
    retryAfterSec: Math.max(1, Math.ceil(waitMs / secondMs)),
    ...(field === undefined ? {} : { field }),
  });
}

const attemptsMax = 16;

const turns = new WeakMap<Registry['store'], Map<string, Promise<unknown>>>();

/** Uses of one record in this process go one after another, so that the compare-and-swap is lost to others only. */
export async function inTurn<T>({ store }: Registry, ids: readonly string[], use: () => Promise<T>): Promise<T> {
  const waiting = turns.get(store) ?? new Map<string, Promise<unknown>>();
  turns.set(store, waiting);
  const before = ids.map((id) => waiting.get(id)).filter((turn) => turn !== undefined);
  const turn = before.length === 0 ? use() : Promise.allSettled(before).then(use);
  for (const id of ids) waiting.set(id, turn);
  try {
    return await turn;
  } finally {
    for (const id of ids) if (waiting.get(id) === turn) waiting.delete(id);
  }
}
