import { Fault } from '../../core/fault.ts';
import { dayMs, hourMs } from '../../core/time.ts';
import { nextTurn } from '../../lookup/next-turn.ts';
import type { Registry } from '../registry.ts';

/** Rows that only refuse, and rows that loosen something, are counted apart. */
export type RowKind = 'REFUSES' | 'LOOSENS';

/**
 * Whether one more row of a carrier is within the policy's `assertionsPerDay`: so many of a kind in a rolling day, over
 * all its requests and in every process, whatever proof it names, for the registry has only its word for it. Rows beyond
 * do not count: they wait, or can be reversed. Each process takes some rows ahead, so that not every row is a write; a
 * crash loses those, which counts too many rather than too few. Fault ABORTED where too many processes count at once.
 */
export async function takeAllowance(registry: Registry, organisationId: string, kind: RowKind): Promise<boolean> {
  const share = shareOf(registry.store, `assertions ${kind} ${organisationId}`);
  for (;;) {
    const hour = Math.floor(registry.now() / hourMs);
    if (share.hour === hour && share.rows > 0) {
      share.rows -= 1;
      return true;
    }
    if (share.hour === hour && share.isLast) return false;
    share.refill ??= refilled(registry, share, hour).finally(() => {
      share.refill = undefined;
    });
    await share.refill;
  }
}

/** What one process has taken of a carrier's allowance and not used. */
interface Share {
  readonly id: string;
  /** In which it was taken, since 1970. */
  hour: number;
  rows: number;
  /** There is no more to be had before the hour ends. */
  isLast: boolean;
  refill: Promise<void> | undefined;
}

const shares = new WeakMap<Registry['store'], Map<string, Share>>();

function shareOf(store: Registry['store'], id: string): Share {
  const ofStore = shares.get(store) ?? new Map<string, Share>();
  shares.set(store, ofStore);
  const share = ofStore.get(id) ?? { id, hour: 0, rows: 0, isLast: false, refill: undefined };
  ofStore.set(id, share);
  return share;
}

const attemptsMax = 100;
/** A process takes this part of the allowance ahead. */
const aheadPart = 50;

async function refilled({ store, policy, now: clock }: Registry, share: Share, hour: number): Promise<void> {
  const { assertionsPerDay } = policy.limits;
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const now = clock();
    const record = store.shortRecord('LIMIT', share.id, now);
    const hours = usedAround(record?.body, hour, share);
    const used = Object.values(hours).reduce((sum, rows) => sum + rows, 0);
    const rows = Math.max(0, Math.min(Math.ceil(assertionsPerDay / aheadPart), assertionsPerDay - used));
    const body = JSON.stringify({ ...hours, [hour]: (hours[hour] ?? 0) + rows });
    const expected = record?.version ?? 0;
    const expiresAt = now + dayMs + hourMs;
    if (await store.putShortRecord({ kind: 'LIMIT', id: share.id, expected, body, expiresAt, now })) {
      Object.assign(share, { hour, rows, isLast: rows === 0 });
      return;
    }
    await nextTurn();
  }
  throw new Fault('ABORTED', 'too many requests of this carrier at once; try again', { retryAfterSec: 1 });
}

/**
 * Rows by hour, of hours that lie within the last 24 in part: never less than a day counts. Hours that are to come were
 * counted before the clock was set back. What a process has left goes back.
 */
function usedAround(body: string | undefined, present: number, { hour, rows }: Share): Record<string, number> {
  const known = body === undefined ? {} : (JSON.parse(body) as Record<string, number>);
  return Object.fromEntries(
    Object.entries(known)
      .filter(([of]) => Number(of) >= present - dayMs / hourMs && Number(of) <= present + 1)
      .map(([of, used]) => [of, Number(of) === hour ? Math.max(0, used - rows) : used]),
  );
}
