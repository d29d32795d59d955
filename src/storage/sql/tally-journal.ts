import type { Tally } from '../../core/statistics/tallies.ts';

/** Keys and counts in turn. */
export type Pairs = (string | number)[];

/** What the rows of the journal add up to, as far as the keys have a beginning. */
export function sumsOf(rows: Iterable<string>, keyPrefix: string): Map<string, number> {
  const sums = new Map<string, number>();
  for (const row of rows) {
    const pairs = JSON.parse(row) as Pairs;
    for (let at = 0; at < pairs.length; at += 2) {
      const key = pairs[at] as string;
      if (key.startsWith(keyPrefix)) sums.set(key, (sums.get(key) ?? 0) + (pairs[at + 1] as number));
    }
  }
  return sums;
}

/** Counters together with what the journal adds to them, by key, those at zero left out. */
export function withSums(counted: readonly Tally[], sums: Map<string, number>): readonly Tally[] {
  for (const { key, count } of counted) sums.set(key, (sums.get(key) ?? 0) + count);
  return [...sums]
    .filter(([, count]) => count !== 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, count]) => ({ key, count }));
}
