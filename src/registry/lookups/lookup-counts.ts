import { dayMs, type EpochMs, formatInstant } from '../../core/time.ts';
import type { Store } from '../../storage/store.ts';

/**
 * Counters of decisions by day, organisation, category, channel and outcome: all that the registry keeps of lookups
 * (the receipts, kept by the senders, are the audit trail). Gathered in memory and written by `flush`; a crash loses
 * what was counted since the last one, and where one fails the next one tries again.
 */
export interface LookupCounts {
  add(key: string, count: number): void;
  flush(): Promise<void>;
}

export function lookupCounts(store: Store): LookupCounts {
  let gathered = new Map<string, number>();
  const add = (key: string, count: number) => void gathered.set(key, (gathered.get(key) ?? 0) + count);
  return {
    add,
    async flush() {
      if (gathered.size === 0) return;
      const counts = [...gathered].map(([key, count]) => ({ key, count }));
      gathered = new Map();
      try {
        await store.addCounts(counts);
      } catch (error) {
        for (const { key, count } of counts) add(key, count);
        throw error;
      }
    },
  };
}

/** `LOOKUP/2026-11-22/ORGANISATION/CATEGORY/CHANNEL/OUTCOME`; the day is UTC's. Mostly it is the one of the last call. */
export function countKey(
  day: string,
  organisationId: string,
  category: string,
  channel: string,
  outcome: string,
): string {
  const isLast =
    lastKey.day === day &&
    lastKey.organisationId === organisationId &&
    lastKey.category === category &&
    lastKey.channel === channel &&
    lastKey.outcome === outcome;
  if (!isLast) {
    const text = `LOOKUP/${day}/${organisationId}/${category}/${channel}/${outcome}`;
    lastKey = { day, organisationId, category, channel, outcome, text };
  }
  return lastKey.text;
}

let lastKey = { day: '', organisationId: '', category: '', channel: '', outcome: '', text: '' };

let lastDay = { number: -1, text: '' };

/** UTC's day of an instant: `2026-11-22`. Asked on every lookup, so the last one is remembered. */
export function dayOf(at: EpochMs): string {
  const number = Math.floor(at / dayMs);
  if (number !== lastDay.number) lastDay = { number, text: formatInstant(at).slice(0, 10) };
  return lastDay.text;
}
